"""Wishlist, reviews, a guest's orders and what is sold out, in a real Chromium: nothing scrolls sideways, and axe finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from test_in_a_browser import chromium, complaints, give_address, open_window, site
from web_neighbours import ADA

from souk.contracts.reviews.calls import ReviewDraft
from souk.contracts.wishlist.calls import ListHolder, Thing
from tests.browser import suits_everybody

__all__ = ["chromium", "complaints", "site"]  # its fixtures are ours

pytestmark = pytest.mark.browser

PRODUCT = "/products/winter-jacket"


def sign_in(window: Any, site: str) -> None:
    window.goto(f"{site}/sign-in")
    window.fill("#id_email", "ada@example.org")
    window.fill("#id_password", "right horse battery")
    window.locator("main form button").first.click()
    window.wait_for_url("**/account")


def test_wishlist_and_reviews(chromium, site, street, complaints):
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", "shop_owner"]})
    street.shops._owns("Kiln & Wool", slug="kiln")
    mine = ListHolder(user_id=ADA)
    for thing in (Thing(variation_id="var_tan_m"), Thing(variation_id="var_lamp"), Thing(shop_id="shp_dune")):
        street.wishes.save(holder=mine, thing=thing)
    shared = street.wishes.share(holder=mine, shows_name=True).token
    street.reviews.owners = dict.fromkeys(street.reviews.owners, "usr_owner")
    for writer, stars in (("usr_bo", 4), (ADA, 2)):
        draft = ReviewDraft(stars=stars, title="Good", text="Warm, and a little long in the arms.")
        street.reviews.write(user_id=writer, kind="product", subject="prd_jacket", draft=draft)
    street.reviews.owners = dict.fromkeys(street.reviews.owners, ADA)
    window = open_window(chromium, complaints)
    sign_in(window, site)
    for path in ("/wishlist", f"/wishlist/shared/{shared}", PRODUCT, f"{PRODUCT}/reviews", f"{PRODUCT}/questions",
                 "/shops/dune-thread/reviews", "/account/reviews", "/account/orders", "/portal/reviews"):  # fmt: skip
        window.goto(site + path)
        suits_everybody(window, path)
    street.reviews.owners = dict.fromkeys(street.reviews.owners, "usr_owner")
    window.goto(f"{site}{PRODUCT}/review")
    suits_everybody(window, "the form of a review")
    assert complaints == []


def test_what_is_sold_out_and_what_a_guest_ordered(chromium, site, street, complaints):
    window = open_window(chromium, complaints)
    window.goto(f"{site}{PRODUCT}?variation=var_tan_xl")
    suits_everybody(window, "sold out")
    window.fill("#waiting-email", "eve@")
    window.get_by_role("button", name="Tell me").click()
    window.get_by_text("Please type an email").wait_for()
    suits_everybody(window, "a wrong email")
    window.fill("#waiting-email", "eve@example.org")
    window.get_by_role("button", name="Tell me").click()
    window.get_by_text("We write to you once").wait_for()
    assert street.back_in_stock.waiting == [("eve@example.org", "var_tan_xl")]
    window.goto(f"{site}/back-in-stock/forget")
    suits_everybody(window, "forget")
    window.goto(f"{site}{PRODUCT}?variation=var_tan_m")
    window.click(".buy .button")
    window.get_by_text("It is in your cart.").wait_for()
    window.goto(f"{site}/cart")
    window.get_by_role("button", name="Remove Winter jacket").click()
    window.get_by_role("button", name="Put it back").wait_for()
    suits_everybody(window, "a cart with something to put back")
    window.get_by_role("button", name="Put it back").click()
    window.get_by_text("It is in your cart again.").wait_for()
    give_address(window)
    window.click("text=Continue to payment")
    window.check("#id_terms")
    window.click("text=with card")
    window.goto(f"{site}/account/orders")
    window.get_by_text("Would you like to keep them?").wait_for()
    suits_everybody(window, "a guest's orders")
    window.goto(f"{site}/track")
    suits_everybody(window, "/track")
    assert complaints == []
