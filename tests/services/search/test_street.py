"""Shops found by their words, and shops and products together."""

from __future__ import annotations

import pytest

from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopRejected, ShopUpdated
from souk.kernel.data.database import changes
from souk.services.search import handlers, ports
from souk.services.search.adapters.tantivy_shops import ShopsInMemory
from souk.services.search.service import SearchService
from souk.services.search.use_cases import finding, street
from tests.services.search.market import product

search = SearchService()


@pytest.fixture(autouse=True)
def fresh_shops():
    before = ports.shop_index()
    ports.use_shop_index(ShopsInMemory())
    yield
    ports.use_shop_index(before)


def hear(kind, shop_id="shp_kiln", revision=1, **more):
    status = {ShopRejected: "rejected", ShopDeleted: "closed"}.get(kind, "approved")
    facts = {
        "shop_id": shop_id, "owner_id": "usr_1", "slug": "kiln-and-wool", "shop_name": "Kiln & Wool", "status": status,
        "tagline": "Knitwear from a wet town", "description": "Spun, knitted and linked by the harbour.", "city": "Bergen",
        "revision": revision,
    }  # fmt: skip
    with changes("search"):
        handlers.on_shop(kind(**(facts | more)))


def names(words, limit=24):
    return [shop.name for shop in search.shops(text=words, limit=limit)]


def lantern(**more):
    told = {
        "slug": "lantern",
        "shop_name": "Lantern & Quill",
        "tagline": "Novels to knit by",
        "description": "",
        "city": "Edinburgh",
    }
    hear(ShopApproved, "shp_lantern", **(told | more))


@pytest.mark.parametrize(
    "words",
    ["kiln", "Wool", "KILN wool", "knitwear", "bergen", "harbour", "knittd wool", "klin", "wo", "the kiln"],
)
def test_a_shop_is_found_by_its_name_its_words_and_its_place(words):
    hear(ShopApproved)
    lantern()
    assert names(words)[0] == "Kiln & Wool"


def test_a_name_counts_more_than_what_a_shop_says_of_itself():
    hear(ShopApproved)
    lantern(shop_name="Novel Knitting", tagline="")
    hear(
        ShopApproved,
        "shp_x",
        slug="x",
        shop_name="Nobody",
        tagline="",
        description="Knitting, knitting, knitting.",
    )
    assert names("knitting")[0] == "Novel Knitting"
    assert len(names("knitting", limit=1)) == 1


@pytest.mark.parametrize("words", ["", "   ", "zzzzzz", "\x00", "\ud800", "(", '"', "a" * 5000])
def test_strange_words_find_nothing_and_break_nothing(words):
    hear(ShopApproved)
    assert names(words) == []


def test_a_shop_that_closed_leaves_the_index_for_good():
    hear(ShopApproved)
    assert names("kiln")
    hear(ShopDeleted, revision=2)
    assert names("kiln") == []
    hear(ShopUpdated, revision=3)
    hear(ShopApproved, revision=4)
    assert names("kiln") == []


def test_a_shop_that_is_switched_off_or_rejected_is_not_found_until_it_is_back():
    hear(ShopApproved)
    hear(ShopUpdated, revision=2, is_active=False)
    assert names("kiln") == []
    hear(ShopUpdated, revision=3)
    assert names("kiln") == ["Kiln & Wool"]
    hear(ShopUpdated, revision=4, shop_name="Kiln & Yarn", is_verified=True)
    assert names("wool") == []
    (card,) = search.shops(text="yarn")
    assert (card.name, card.is_verified, card.city) == ("Kiln & Yarn", True, "Bergen")
    hear(ShopRejected, "shp_other", shop_name="Kiln Two")
    assert names("kiln") == ["Kiln & Yarn"]


def test_what_is_heard_late_does_not_undo_what_is_newer():
    hear(ShopUpdated, revision=3, shop_name="Kiln & Yarn")
    hear(ShopApproved, revision=1)
    assert names("yarn") == ["Kiln & Yarn"]


def test_a_shop_told_of_before_shops_told_of_themselves_is_found_by_its_name():
    hear(ShopApproved, revision=0, status="")
    assert names("kiln") == ["Kiln & Wool"]
    hear(ShopUpdated, revision=0, status="", shop_name="Kiln & Yarn")
    assert names("yarn") == ["Kiln & Yarn"]
    hear(ShopUpdated, revision=1)
    assert names("knitwear") == ["Kiln & Wool"]


def test_every_process_finds_what_another_one_heard():
    hear(ShopApproved)
    assert names("kiln")
    elsewhere = ShopsInMemory()
    ports.use_shop_index(elsewhere)
    assert names("kiln")
    hear(ShopDeleted, revision=2)
    assert names("kiln") == []


def test_shops_and_products_are_found_together(client, market):
    hear(ShopApproved)
    market.tell(product("kiln-mug"))
    answer = client.get("/api/search?query=kiln&limit=5").json()
    assert [shop["slug"] for shop in answer["shops"]] == ["kiln-and-wool"]
    assert [found["slug"] for found in answer["products"]] == ["kiln-mug"]
    assert answer["missing"] == []


def test_when_one_of_the_two_fails_the_other_is_answered(client, market, monkeypatch):
    hear(ShopApproved)
    market.tell(product("kiln-mug"))

    def broken(*_):
        raise OSError("the index is gone")

    with monkeypatch.context() as breaking:
        breaking.setattr(ports.text_index(), "find", broken)
        answer = client.get("/api/search?query=kiln").json()
    assert ([len(answer["shops"]), answer["products"], answer["missing"]]) == [1, [], ["products"]]
    with monkeypatch.context() as breaking:
        breaking.setattr(ports.shop_index(), "find", broken)
        answer = client.get("/api/search?query=kiln").json()
        assert ([answer["shops"], len(answer["products"]), answer["missing"]]) == [[], 1, ["shops"]]
        breaking.setattr(finding, "find", broken)
        assert client.get("/api/search?query=kiln").status_code == 503


@pytest.mark.parametrize(
    "query", ["", "query=", "limit=5", "query=a&limit=0", "query=a&limit=51", "query=a&size=3"]
)
def test_a_search_that_makes_no_sense(client, query):
    assert client.get(f"/api/search?{query}").status_code == (200 if query == "query=" else 400)


def test_finding_shops_costs_two_questions():
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    hear(ShopApproved)
    names("kiln")
    with CaptureQueriesContext(connections["search"]) as asked:
        street.find_shops("kiln", 24)
    assert len(asked) == 2
