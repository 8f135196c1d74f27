"""What a keeper of a shop sees where others buy, staff who look for customers, and a cart of which a part is away: in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from test_in_a_browser import chromium, complaints, open_window, site
from test_shoppers_pages_in_a_browser import sign_in
from web_neighbours import ADA

from tests.browser import suits_everybody

__all__ = ["chromium", "complaints", "site"]  # its fixtures are ours

pytestmark = pytest.mark.browser

PRODUCT = "/products/winter-jacket"


def test_what_a_keeper_sees(chromium, site, street, complaints):
    dune = street.shops.shop_by_slug(slug="dune-thread")
    kiln = street.shops._owns("Kiln & Wool", slug="kiln")
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", "shop_owner"]})
    street.carts.owners.add(ADA)
    street.wishes.sellers.add(ADA)
    others: Any = open_window(chromium, complaints)
    sign_in(others, site)
    for path in (PRODUCT, "/explore", "/shops/dune-thread", "/wishlist", "/cart"):
        others.goto(site + path)
        suits_everybody(others, f"{path} of somebody else")
    others.close()
    street.shops.applications[dune.shop_id] = dune.model_copy(update={"owner_id": ADA})
    del street.shops.applications[kiln]
    own: Any = open_window(chromium, complaints)
    sign_in(own, site)
    for path in (PRODUCT, "/explore", "/shops/dune-thread", f"{PRODUCT}/reviews"):
        own.goto(site + path)
        suits_everybody(own, f"{path} of one's own")
    assert complaints == []


def test_a_cart_of_which_a_part_is_away(chromium, site, street, complaints):
    window: Any = open_window(chromium, complaints)
    for variation in ("var_tan_m", "var_black_m"):
        window.goto(f"{site}{PRODUCT}?variation={variation}")
        window.click(".buy .button")
        window.get_by_text("It is in your cart.").wait_for()
    street.carts.out_of_reach = {"var_black_m"}
    window.goto(f"{site}/cart")
    suits_everybody(window, "a cart with something out of reach")
    window.goto(f"{site}/checkout/address")
    suits_everybody(window, "checkout with something out of reach")
    assert complaints == []


def test_customers_are_looked_for(chromium, site, street, complaints):
    street.users.account = street.users.account.model_copy(
        update={"roles": ["shopper", "staff", "administrator"]}
    )
    window: Any = open_window(chromium, complaints)
    sign_in(window, site)
    for path in ("/office/customers", "/office/customers?email=ada&tier=", "/office/customers?name=eve"):
        window.goto(site + path)
        suits_everybody(window, path)
    assert complaints == []
