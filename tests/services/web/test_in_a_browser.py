"""In a real Chromium: buying works with and without JavaScript, nothing breaks the security policy or scrolls sideways."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from web_neighbours import ADA, Street
from whitenoise import WhiteNoise

import souk.services.web
from souk.contracts.users.calls import People
from tests.browser import launch, suits_everybody

pytestmark = pytest.mark.browser

ADDRESS = {
    "email": "guest@example.org", "name": "Grace Hopper", "line1": "1 Navy Yard", "postal_code": "22202", "city": "Arlington",
}  # fmt: skip
PAGES = ["/", "/explore", "/shops", "/shops/dune-thread", "/products/winter-jacket", "/cart", "/wishlist", "/sign-in", "/sign-up", "/sell", "/track",
         "/newsletter", "/legal/privacy", "/support", "/size-guide", "/nothing-here"]  # fmt: skip


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def site(street: Street) -> Iterator[str]:
    """The address of the store, served from this process with its fakes."""
    from django.core.wsgi import get_wsgi_application

    static = Path(souk.services.web.__file__).parent / "static"
    application = WhiteNoise(get_wsgi_application(), root=static, prefix="static/")
    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _Trail:
    """What is noted in the audit trail, kept apart from the test's open transaction."""

    def __init__(self) -> None:
        self.deeds: list[str] = []

    def note_deed(self, *, deed: str, subject: str, address: str, refused: str = "") -> None:
        self.deeds.append(deed)


@pytest.fixture
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console had to say."""
    return []


def open_window(chromium: Any, complaints: list[str], *, width: int = 1440, javascript: bool = True) -> Any:
    window = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=javascript
    ).new_page()
    window.set_default_timeout(8_000)
    window.on("pageerror", lambda failure: complaints.append(str(failure)))
    window.on("console", lambda said: _note(complaints, said))
    return window


def _note(complaints: list[str], said: Any) -> None:
    expected = "status of 4" in said.text  # a refusal is an answer
    if said.type in ("error", "warning") and not expected:
        complaints.append(said.text)


def give_address(window: Any) -> None:
    """From the cart to the choice of shipping."""
    window.click("text=Continue to checkout")
    for name, value in ADDRESS.items():
        window.fill(f"#id_{name}", value)
    window.click("text=Continue to shipping")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_guest_buys_a_jacket(chromium, site, street, complaints, javascript):
    window = open_window(chromium, complaints, javascript=javascript)
    window.goto(f"{site}/products/winter-jacket")
    window.click(".swatch >> nth=1")
    window.wait_for_url("**variation=var_black_m")
    if javascript:
        window.click("button[aria-label='One more']")
        window.wait_for_function("document.querySelector('.buy .button').textContent.includes('$218.00')")
    else:
        window.fill("input[name=quantity]", "2")
    window.click(".buy .button")
    window.get_by_text("It is in your cart.").wait_for()
    assert "2" in window.locator("#bag").inner_text()
    window.goto(f"{site}/cart")
    give_address(window)
    window.check("input[value=express]")
    window.click("text=Continue to payment")
    window.check("#id_terms")
    with window.expect_navigation(url="**/pay/sandbox/ORD-7K2M9QX0"):
        window.click("text=with card")
    street.orders._settle("ORD-7K2M9QX0", "confirmed", "captured")
    window.goto(f"{site}/checkout/confirmation")
    assert "Thank you" in window.locator("h1").inner_text()
    assert complaints == []


def test_filters_apply_themselves_and_the_back_button_shows_whole_pages(chromium, site, complaints):
    window = open_window(chromium, complaints)
    window.goto(f"{site}/explore")
    window.check("input[name=colour]")
    window.wait_for_url("**/explore?colour=Tan")
    window.locator(".pill").wait_for()
    window.goto(f"{site}/products/winter-jacket")
    window.go_back()
    window.locator(".pill").wait_for()
    assert window.locator("header").count() == 1
    window.click("text=Load more products")
    window.locator(".card >> nth=29").wait_for()
    assert complaints == []


def test_the_confirmation_notices_by_itself_that_the_money_came(chromium, site, street, complaints):
    window = open_window(chromium, complaints)
    window.goto(f"{site}/products/winter-jacket")
    window.click(".buy .button")
    window.get_by_text("It is in your cart.").wait_for()
    window.goto(f"{site}/checkout/address")
    for name, value in ADDRESS.items():
        window.fill(f"#id_{name}", value)
    window.click("text=Continue to shipping")
    window.click("text=Continue to payment")
    window.check("#id_terms")
    with window.expect_navigation(url="**/pay/sandbox/**"):
        window.click("text=with card")
    window.goto(f"{site}/checkout/confirmation")
    assert "Waiting" in window.locator("h1").inner_text()
    street.orders._settle("ORD-7K2M9QX0", "confirmed", "captured")
    window.get_by_text("Thank you").wait_for()
    assert window.locator("header").count() == 1


def test_a_refused_form_puts_the_focus_on_what_is_wrong(chromium, site, complaints):
    window = open_window(chromium, complaints)
    window.goto(f"{site}/sign-in")
    window.click(".entry .button")
    window.locator(".summary-faults").wait_for()
    assert window.evaluate("document.activeElement.className") == "summary-faults"


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_scrolls_sideways_and_nothing_breaks_the_policy(chromium, site, complaints, width):
    window = open_window(chromium, complaints, width=width)
    for path in PAGES:
        window.goto(site + path)
        wide = window.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide at {width}"
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1440])
def test_no_text_of_a_seller_makes_a_list_wider_and_no_picture_is_a_quiet_one(
    chromium, site, street, complaints, monkeypatch, width
):
    card = street.search._card
    worst = {"subtitle": "y" * 9000, "thumb_url": None, "image_url": None, "shop_name": "s" * 80}
    monkeypatch.setattr(
        street.search,
        "_card",
        lambda name: card(name).model_copy(update={**worst, "title": name + "x" * 190}),
    )
    window = open_window(chromium, complaints, width=width)
    window.goto(f"{site}/explore?colour={'z' * 90}")
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    assert window.evaluate(
        "[...document.querySelectorAll('.card')].every(card => [...card.querySelectorAll('.card__row, .card__row > *')]"
        ".every(part => part.getBoundingClientRect().right <= card.getBoundingClientRect().right + 1))"
    )
    blank = window.locator(".card__picture").first
    assert "svg" in blank.evaluate("picture => getComputedStyle(picture).backgroundImage")
    assert blank.inner_text() == ""
    assert complaints == []


def test_on_a_phone_the_menu_and_the_filters_are_drawers(chromium, site, complaints):
    window = open_window(chromium, complaints, width=390)
    window.goto(f"{site}/explore")
    assert not window.locator("#facets").is_visible()
    window.click(".filters > summary")
    assert window.locator("#facets").is_visible()
    window.click(".drawer > summary")
    assert window.locator(".drawer__sheet").is_visible()
    window.keyboard.press("Escape")
    assert not window.locator(".drawer__sheet").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1440])
def test_staff_answer_an_application_with_or_without_javascript(
    chromium, site, street, complaints, neighbours, width, javascript
):
    noted = _Trail()
    neighbours.replace(People, noted)
    street.users.account = street.users.account.model_copy(update={"roles": ["staff"]})
    shop_id = street.shops._asks("The Emporium of Second-Hand Astronomical Instruments")
    window = open_window(chromium, complaints, width=width, javascript=javascript)
    window.goto(f"{site}/office")
    window.fill("#id_email", "ada@example.org")
    window.fill("#id_password", "right horse battery")
    window.click(".entry .button")
    window.wait_for_url("**/office")
    for path in ("", "/orders", "/shops", f"/shops/{shop_id}", "/health"):
        window.goto(f"{site}/office{path}")
        if javascript:
            assert window.evaluate("document.documentElement.scrollWidth") <= width, path
    window.goto(f"{site}/office/shops")
    window.click(".note.warn a")
    window.get_by_role("link", name="The Emporium").click()
    window.click("text=Reject this application")
    window.fill("#id_reason", "No address")
    window.click("text=Yes, reject")
    window.get_by_text("The application is rejected.").wait_for()
    assert street.shops.applications[shop_id].status == "rejected"
    assert len(noted.deeds) == 1
    assert complaints == []


def test_membership_and_customers_suit_every_screen_and_reader(chromium, site, street, complaints):
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", "administrator"]})
    told = {"kind": "vip", "tier": "gold", "tier_label": "Gold", "points": 1_234}
    street.customers.me = street.customers.me.model_copy(update=told)
    window = open_window(chromium, complaints)
    window.goto(f"{site}/sign-in")
    window.fill("#id_email", "ada@example.org")
    window.fill("#id_password", "right horse battery")
    window.locator("main form button").first.click()
    window.wait_for_url("**/account")
    for path in ("/account", "/account/membership", "/office/customers", f"/office/customers/{ADA}"):
        window.goto(site + path)
        suits_everybody(window, path)
    assert complaints == []
