"""The demo market's wishlists and carts: a price that fell, a thing that is back, things not bought yet; each once."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.products.calls import CategoryDraft, Products
from souk.contracts.shops.calls import ShopDraft, Shops
from souk.contracts.users.calls import Users
from souk.contracts.wishlist.calls import ListHolder, Wishlists
from souk.demo import wishes
from souk.demo.carts import LEFT_IN_CARTS, open_carts
from souk.demo.catalogue import products as catalogue
from souk.demo.categories import CATEGORIES
from souk.demo.market import draft_of
from souk.demo.people import SHOPPER
from souk.kernel.neighbours.asking import ask
from souk.process import databases as houses
from souk.services.wishlist.use_cases import auditing, writing


@pytest.fixture
def street(databases, deliver, monkeypatch):
    """A small street: ten things of each type, without pictures."""
    owner = ask(Users).open_account(
        key="owner", email="owner@souk.example", password="right horse battery", name="O", roles=["shop_owner"],
        is_verified=True,
    )  # fmt: skip
    shop = ask(Shops).open_shop(
        key="shop", owner_id=owner.user_id, draft=ShopDraft(slug="stall", name="Stall")
    )
    ask(Shops).approve_shop(key="yes", shop_id=shop.shop_id)
    drafts = [CategoryDraft(slug=c.slug, name=c.name, parent_slug=c.parent) for c in CATEGORIES]
    ask(Products).save_categories(key="tree", drafts=drafts)
    few = [
        product
        for kind in ("book", "laptop", "mobile", "clothes")
        for product in [one for one in catalogue() if one.product_type == kind and one.is_published][:13]
    ]
    monkeypatch.setattr(wishes, "catalogue", lambda: tuple(few))
    monkeypatch.setattr(wishes, "pictures_of", lambda product: [])
    saved = ask(Products).save_products(key="goods", drafts=[draft_of(one, shop.shop_id, []) for one in few])
    assert {one.outcome for one in saved} == {"created"}
    deliver()


def test_the_shoppers_list_has_news_and_is_opened_once(street, deliver):
    assert wishes.open_wishes(houses()) == 11
    assert wishes.open_wishes(houses()) == 0
    account = ask(Users).open_account(
        key="again", email=SHOPPER.email, password="right horse battery", name="", roles=[], is_verified=True
    )
    mine = ask(Wishlists).wishlist(holder=ListHolder(user_id=account.user_id))
    news = [each for wish in mine.items for each in wish.news]
    assert sorted(news) == ["back_in_stock", "price_dropped"]
    assert {wish.percent_less for wish in mine.items} >= {20}
    assert mine.wants_letters
    assert mine.share is not None
    assert writing.write_letters() == 1
    deliver()
    assert auditing.violations() == []


def test_a_street_of_several_processes_opens_without(street):
    assert wishes.open_wishes(["users", "web"]) == 0


def test_some_people_have_something_in_their_carts_once(street):
    assert open_carts(houses()) == sum(len(things) for things in LEFT_IN_CARTS)
    assert open_carts(houses()) == 0
    account = ask(Users).open_account(
        key="again", email=SHOPPER.email, password="right horse battery", name="", roles=[], is_verified=True
    )
    cart = ask(Carts).cart(holder=CartHolder(user_id=account.user_id))
    assert [line.quantity for line in cart.lines] == [1, 2]
    assert cart.changes == []


def test_without_the_whole_street_carts_stay_as_they_are(street):
    assert open_carts(["cart", "products"]) == 0
