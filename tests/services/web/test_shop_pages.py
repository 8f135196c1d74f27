"""Shops as shoppers see them: found by name, by words, by what is near; and a shop's front."""

from __future__ import annotations

import pytest

from souk.contracts.search.calls import Search, ShopCard
from souk.contracts.shops.calls import ShopEdits, ShopKeeping, Shops
from souk.contracts.shops.fronts import BranchDraft, OpeningHours, SocialLink
from tests.fakes.search import FakeSearch
from tests.fakes.shops import FakeShops


@pytest.fixture
def shops(street, neighbours):
    fake = neighbours.replace(Shops, FakeShops())
    neighbours.replace(ShopKeeping, fake.keeping)
    return fake


@pytest.fixture
def kiln(shops):
    shop = shops.open("kiln", "Kiln & <Wool>", "usr_owner")
    mine = {"owner_id": "usr_owner", "shop_id": shop.shop_id}
    keeping = shops.keeping
    keeping.edit_shop(
        edits=ShopEdits(
            tagline="From a wet town", description="Spun <b>here</b>.", city="Bergen", country="NO"
        ),
        **mine,
    )
    hours = [
        OpeningHours(day="mon", opens="09:00", closes="12:30"),
        OpeningHours(day="mon", opens="13:00", closes="17:00"),
    ]
    harbour = BranchDraft(name="Harbour", line1="Strandgaten 18", city="Bergen", country="NO", latitude=60.3971, longitude=5.3201,
                          phone="+47 55 00 00 00", opening_hours=hours)  # fmt: skip
    keeping.save_branch(key="b", draft=harbour, **mine)
    keeping.add_picture(key="p", content=b"x", alt_text="The <dye> house", **mine)
    keeping.set_links(links=[SocialLink(network="instagram", url="https://instagram.com/kiln")], **mine)
    shops.verify_shop(key="v", shop_id=shop.shop_id, is_verified=True)
    return shop


def text(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_a_front_shows_who_is_behind_it_where_to_visit_and_where_else_to_look(browser, kiln):
    page = text(browser.get("/shops/kiln"))
    for words in ("Kiln &amp; &lt;Wool&gt;", "From a wet town", "Spun &lt;b&gt;here&lt;/b&gt;.", "Verified", "Strandgaten 18", "+47 55 00 00 00",
                  "09:00–12:30, 13:00–17:00", "Closed", 'href="https://instagram.com/kiln"', "The &lt;dye&gt; house", "mlat=60.397100"):  # fmt: skip
        assert words in page, words


def test_a_shop_is_searched_within(browser, kiln, street):
    page = text(browser.get("/shops/kiln?search=product+1"))
    query = street.search.last[1]["query"]
    assert (query.shops, query.search) == (["kiln"], "product 1")
    assert 'id="within" name="search" value="product 1"' in page
    assert "<h1>Kiln &amp; &lt;Wool&gt;</h1>" in page


def test_empty_shelves_are_no_filters_that_fit_nothing(browser, kiln, street, monkeypatch):
    found = street.search.products
    monkeypatch.setattr(
        street.search,
        "products",
        lambda *, query: found(query=query.model_copy(update={"search": "none such"})),
    )
    page = text(browser.get("/shops/kiln"))
    assert "Nothing is here yet" in page
    assert "fewer filters" not in page
    for narrowed in ("search=oak", "min_price=5", "in_stock=true"):
        page = text(browser.get(f"/shops/kiln?{narrowed}"))
        assert "Nothing on the street fits that" in page
        assert "Try fewer filters or other words." in page


def test_a_shop_that_is_switched_off_has_no_page(browser, kiln, shops):
    shops.keeping.edit_shop(owner_id="usr_owner", shop_id=kiln.shop_id, edits=ShopEdits(is_active=False))
    assert browser.get("/shops/kiln").status_code == 404


@pytest.mark.parametrize("near", ["60.39, 5.32", "60.39,5.32", "60.39 5.32", "Bergen", " bergen "])
def test_what_is_near_is_found_without_a_script(browser, kiln, near):
    page = text(browser.get("/shops", {"near": near}))
    assert "Harbour" in page
    assert 'href="/shops/kiln"' in page
    assert " m</b>" in page or " km</b>" in page


def test_a_place_without_shops_says_what_to_do(browser, kiln):
    assert "No shop on the street is in “Atlantis”" in text(browser.get("/shops?near=Atlantis"))
    assert "No shop can be visited within 2 km" in text(browser.get("/shops?near=0,0&radius_km=2"))


@pytest.mark.parametrize(
    "query",
    [
        "near=999,999",
        "near=%00",
        "near=0,0&radius_km=nan",
        "near=0,0&cursor=x",
        "near=" + "9" * 500,
        "search=%F0%9F%90%AA",
        "cursor=x",
    ],
)
def test_nonsense_is_answered_with_a_page(browser, kiln, query):
    assert browser.get(f"/shops?{query}").status_code in (200, 303, 400)


def test_more_that_is_farther_away_is_a_page_on(browser, kiln, shops):
    for number in range(30):
        draft = BranchDraft(name=f"Yard {number:02}", latitude=60.40 + number / 1000, longitude=5.32)
        shops.keeping.save_branch(key=str(number), owner_id="usr_owner", shop_id=kiln.shop_id, draft=draft)
    first = text(browser.get("/shops?near=60.39,5.32&radius_km=50"))
    onward = first.split('href="/shops?near=')[1].split('"')[0].replace("&amp;", "&")
    second = text(browser.get("/shops?near=" + onward))
    assert "Yard 00" in first
    assert "Yard 00" not in second
    assert "Yard 29" in second


def test_shops_are_found_by_words(browser, shops, neighbours):
    search = neighbours.replace(Search, FakeSearch())
    search.shop_cards = [
        ShopCard(shop_id="shp_1", slug="kiln", name="Kiln & Wool", tagline="Knitwear", is_verified=True)
    ]
    page = text(browser.get("/shops?search=knitwear"))
    assert "One shop for “knitwear”" in page
    assert 'href="/shops/kiln"' in page
    assert "No shop for “lamps”" in text(browser.get("/shops?search=lamps"))
    assert 'class="pill" href="/shops/kiln"' in text(browser.get("/explore?search=kiln"))


def test_only_the_list_of_shops_may_ask_the_browser_where_it_is(browser, kiln):
    assert "geolocation=(self)" in browser.get("/shops").headers["Permissions-Policy"]
    assert "geolocation=()" in browser.get("/shops/kiln").headers["Permissions-Policy"]
