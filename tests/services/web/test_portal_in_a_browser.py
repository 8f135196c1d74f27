"""The portal's pages in a real Chromium: nothing scrolls sideways, nothing breaks the security policy, and axe finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from test_in_a_browser import chromium, complaints, open_window, site

from tests.browser import suits_everybody

__all__ = ["chromium", "complaints", "site"]  # its fixtures are ours

pytestmark = pytest.mark.browser

NUMBER = "ORD-7K2M9QXD"
PAGES = ["/portal", "/portal/orders", f"/portal/orders/{NUMBER}", f"/portal/orders/{NUMBER}/slip",
         "/portal/orders/sending", "/portal/stock"]  # fmt: skip


def test_every_page_fits_and_can_be_used_by_everybody(
    chromium: Any, site: str, street: Any, complaints: list[str]
) -> None:
    shop = street.shops._owns("Kiln & Wool", slug="kiln")
    street.sold._sells(shop)
    street.items.ship(
        key="k", shop_id=shop, item_ids=["itm_7K2M9QXD_1"], carrier="Blue Van", tracking_number="1Z 999"
    )
    street.inventory._runs_low(shop, "var_1")
    street.products.owned = {"var_1": shop}
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", "shop_owner"]})
    window = open_window(chromium, complaints)
    window.goto(f"{site}/sign-in")
    window.fill("#id_email", "ada@example.org")
    window.fill("#id_password", "right horse battery")
    window.click("main button")
    window.set_viewport_size({"width": 390, "height": 844})
    window.goto(f"{site}/portal")
    rooms = window.locator("nav.side").locator("a, button").all()
    assert {"Shop and branches", "Sign out"} <= {room.inner_text() for room in rooms}
    for box in (room.bounding_box() for room in rooms):
        assert box["x"] >= 0, "every room is in sight"
        assert box["x"] + box["width"] <= 390
    for path in PAGES:
        answer = window.goto(site + path)
        assert answer.status == 200, path
        for fold in window.locator("details summary").all():
            fold.click()
        suits_everybody(window, path)
    assert complaints == []


def test_what_is_left_of_a_closed_shops_rooms_fits_too(
    chromium: Any, site: str, street: Any, complaints: list[str]
) -> None:
    shop = street.shops._owns("Kiln & Wool", slug="kiln")
    street.sold._sells(shop)
    street.shops._become(shop, "closed")
    window = open_window(chromium, complaints)
    window.goto(f"{site}/sign-in")
    window.fill("#id_email", "ada@example.org")
    window.fill("#id_password", "right horse battery")
    window.click("main button")
    for path in ("/portal", "/sell", "/portal/orders", f"/portal/orders/{NUMBER}"):
        assert window.goto(site + path).status == 200, path
        suits_everybody(window, path)
    assert complaints == []
