"""Opening the market: through contracts, whole, and twice without doing anything twice."""

from __future__ import annotations

from collections import Counter

import pytest

from souk.contracts.products.calls import Products
from souk.contracts.products.calls.shelves import Shelves
from souk.contracts.shops.calls import ShopKeeping, Shops
from souk.contracts.users.calls import Users
from souk.demo import fronts, market
from souk.demo.branches import BRANCHES, LINKS, VERIFIED
from souk.demo.catalogue import products
from souk.demo.categories import CATEGORIES
from souk.demo.fronts import HOPES
from souk.demo.people import ADMINISTRATOR, DEMO_PASSWORD, SHOPPER
from souk.demo.pictures import views
from souk.demo.shops import SHOPS
from souk.demo.studio import drawn
from souk.kernel.neighbours import asking
from souk.kernel.settings import settings
from tests.demo.neighbours import FakeProducts, FakeShops, FakeUsers
from tests.fakes.shelves import FakeShelves


@pytest.fixture
def street(tmp_path, monkeypatch):
    """An empty platform whose pictures are drawn by nobody: one byte each, which is enough to count them."""
    neighbours = FakeUsers(), FakeShops(), FakeProducts()
    answering = dict(zip((Users, Shops, Products), neighbours, strict=True))
    answering |= {ShopKeeping: neighbours[1].keeping, Shelves: FakeShelves()}
    monkeypatch.setattr(asking, "_neighbours", answering)
    monkeypatch.setattr(settings(), "data", tmp_path)
    monkeypatch.setattr(market, "drawn", _quick)
    monkeypatch.setattr(market, "admit_members", lambda: None)  # test_members.py lets them in
    monkeypatch.setattr(market.office, "staff_the_office", lambda: None)
    monkeypatch.setattr(market, "print_coupons", lambda: None)
    monkeypatch.setattr(market, "home_pictures", lambda _: {})
    monkeypatch.setattr(market, "encoded", lambda _: b"front")
    monkeypatch.setattr(market, "shop_front", lambda shop: shop)
    monkeypatch.setattr(fronts, "encoded", lambda _: b"front")
    monkeypatch.setattr(fronts, "shop_front", lambda shop: shop)
    monkeypatch.setattr(fronts, "shop_details", lambda shop: {"The window": shop})
    return neighbours


def _quick(numbers, *, workers=None):
    return ((number, [(view, b"x") for view in views(products()[number])]) for number in numbers)


def test_an_empty_platform_gets_people_shops_categories_and_products(street):
    users, shops, catalogue = street
    opened = market.open_market()
    assert opened.created == len(products())
    assert opened.refusals == []
    statuses = Counter(shop.status for shop in shops.by_slug.values())
    assert statuses == {"approved": len(SHOPS), "pending": 2, "rejected": 1}
    assert opened.shops == len(SHOPS)
    assert set(catalogue.categories) == {category.slug for category in CATEGORIES}
    assert "administrator" in users.by_email[ADMINISTRATOR.email].roles
    assert set(users.passwords.values()) == {DEMO_PASSWORD}
    assert len(users.addresses(user_id=users.by_email[SHOPPER.email].user_id)) == 1


def test_opening_it_again_changes_nothing(street):
    users, _shops, catalogue = street
    market.open_market()
    before = dict(catalogue.drafts)
    again = market.open_market()
    assert again.created == 0
    assert again.kept == len(products())
    assert catalogue.drafts == before
    assert len(users.saved) == 1
    assert len(users.by_email) == len(SHOPS) + 3 + len(HOPES)


def test_every_shop_can_be_visited_and_some_are_verified(street):
    _, shops, _ = street
    for _ in range(2):
        market.open_market()
    for shop in SHOPS:
        front = shops.storefront(slug=shop.slug)
        assert [branch.name for branch in front.branches] == sorted(one.name for one in BRANCHES[shop.slug])
        assert all(branch.country == shop.country for branch in front.branches)
        assert front.links == LINKS.get(shop.slug, [])
        assert front.shop.is_verified == (shop.slug in VERIFIED)
    bergen = shops.middle_of(city="Bergen")
    near = shops.branches_near(latitude=bergen.latitude, longitude=bergen.longitude).items
    assert {one.shop.slug for one in near} == {"kiln-and-wool"}


def test_who_was_rejected_is_told_why(street):
    users, shops, _ = street
    market.open_market()
    (mine,) = shops.shops_of(owner_id=users.by_email["rex@souk.example"].user_id)
    assert (mine.status, "invoice" in mine.reason) == ("rejected", True)


def test_a_market_that_broke_off_half_way_is_completed(street):
    _, _, catalogue = street
    market.open_market()
    lost = [slug for number, slug in enumerate(catalogue.drafts) if number % 3 == 0]
    for slug in lost:
        del catalogue.drafts[slug]
    again = market.open_market()
    assert again.created == len(lost)
    assert len(catalogue.drafts) == len(products())


def test_what_is_refused_is_told_and_the_rest_goes_on(street):
    _, _, catalogue = street
    catalogue.unwanted = {"moby-dick", "tea-dress"}
    opened = market.open_market()
    assert sorted(opened.refusals) == ["moby-dick: not today", "tea-dress: not today"]
    assert opened.created == len(products()) - 2


def test_progress_ends_with_everything_done(street):
    seen: dict[str, tuple[int, int]] = {}
    market.open_market(lambda what, done, of: seen.__setitem__(what, (done, of)))
    assert seen["products"] == (len(products()), len(products()))
    assert seen["shops"] == (len(SHOPS), len(SHOPS))


def test_prices_and_stock_arrive_as_they_are_on_the_shelf(street):
    _, _, catalogue = street
    market.open_market()
    for product in products():
        draft = catalogue.drafts[product.slug]
        assert [v.price.minor for v in draft.variations] == [v.price for v in product.variations]
        assert [v.stock for v in draft.variations] == [v.stock for v in product.variations]
        assert draft.status == ("published" if product.is_published else "draft")


def test_pictures_come_in_the_order_they_were_asked_for():
    wanted = [140, 3, 210]
    found = list(drawn(wanted, workers=1))
    assert [number for number, _ in found] == wanted
    assert all(content[:2] == b"\xff\xd8" for _, pictures in found for _, content in pictures)


def test_owners_have_drafts_and_files_once(street):
    _, shops, _ = street
    shelves = asking._neighbours[Shelves]
    market.open_market()
    drafts = [product for _, product in shelves.products.values()]
    assert len(drafts) == 4
    assert {product.status for product in drafts} == {"draft"}
    assert len(shelves.files) == 2
    market.open_market()
    assert (len(shelves.products), len(shelves.files)) == (4, 2)
    assert {shop for shop, _ in shelves.products.values()} <= {s.shop_id for s in shops.by_slug.values()}
