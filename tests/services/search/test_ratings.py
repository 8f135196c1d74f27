"""Ratings in lists: told by reviews, twice, late, and before the product."""

from __future__ import annotations

import pytest

from souk.contracts.reviews.events import RatingChanged
from souk.services.search import handlers
from souk.services.search.read_models import catalogue
from souk.services.search.use_cases import auditing, rebuilding
from tests.services.search.market import Market, product, variation


def rated(market: Market, name: str, *histogram: int, revision: int = 1, kind: str = "product") -> None:
    count, stars = sum(histogram), sum(n * star for star, n in enumerate(histogram, 1))
    handlers.on_ratings(
        [
            RatingChanged(
                subject_kind=kind, subject_id=f"prd_{name}", average_hundredths=stars * 100 // max(count, 1),
                count=count, histogram=list(histogram), revision=revision,
            )
        ]
    )  # fmt: skip


@pytest.fixture
def four(market: Market) -> Market:
    market.tell(*(product(name) for name in ("tee", "cap", "coat", "sock")))
    rated(market, "tee", 0, 0, 0, 0, 2)
    rated(market, "cap", 0, 0, 0, 1, 9)
    rated(market, "coat", 0, 1, 1, 0, 0)
    return market


def cards(market: Market, **query):
    return {card.slug: (card.rating_average, card.rating_count) for card in market.find(**query).items}


def test_cards_say_what_people_gave(four: Market) -> None:
    assert cards(four) == {"tee": ("5.0", 2), "cap": ("4.9", 10), "coat": ("2.5", 2), "sock": ("", 0)}


def test_the_best_rated_is_first_and_the_unrated_last(four: Market) -> None:
    assert four.slugs(sort="-rating") == ["tee", "cap", "coat", "sock"]
    page = four.find(sort="-rating", limit=3)
    assert four.slugs(sort="-rating", limit=3, cursor=page.next) == ["sock"]


def test_of_equals_the_better_known_is_first(four: Market) -> None:
    rated(four, "sock", 0, 0, 0, 0, 40)
    assert four.slugs(sort="-rating")[:2] == ["sock", "tee"]


def test_at_least_so_many_stars(four: Market) -> None:
    assert set(four.slugs(rating_min=4)) == {"tee", "cap"}
    assert set(four.slugs(rating_min=2)) == {"tee", "cap", "coat"}
    assert four.slugs(rating_min=5) == ["tee"]
    found = next(each for each in four.find(rating_min=4).facets if each.name == "rating_min")
    assert [(v.value, v.count, v.selected) for v in found.values] == [("4", 2, True), ("3", 2, False)]
    assert four.slugs(rating_min=4, search="cap") == ["cap"]


def test_an_unrated_market_has_no_such_facet(market: Market) -> None:
    market.tell(product("tee"))
    assert "rating_min" not in {each.name for each in market.find().facets}


def test_a_rating_moves_and_goes(four: Market) -> None:
    rated(four, "tee", 5, 0, 0, 0, 2, revision=3)
    rated(four, "tee", 0, 0, 0, 0, 9, revision=2)
    assert cards(four)["tee"] == ("2.1", 7)
    assert four.slugs(rating_min=4) == ["cap"]
    rated(four, "tee", 0, 0, 0, 0, 0, revision=4)
    assert cards(four)["tee"] == ("", 0)


def test_a_rating_may_be_heard_before_its_product(market: Market) -> None:
    rated(market, "tee", 0, 0, 0, 0, 3)
    assert market.find().matches == 0
    market.tell(product("tee"))
    assert cards(market) == {"tee": ("5.0", 3)}


def test_a_changed_product_keeps_its_rating(four: Market) -> None:
    four.tell(product("tee", 2, title="Better Tee", variations=[variation("tee")]))
    assert cards(four)["tee"] == ("5.0", 2)


def test_a_deleted_product_does_not_come_back_by_its_rating(four: Market) -> None:
    four.delete(product("tee"))
    rated(four, "tee", 0, 0, 0, 0, 5, revision=9)
    assert "tee" not in four.slugs()


def test_ratings_of_shops_are_not_of_products(market: Market) -> None:
    market.tell(product("tee"))
    rated(market, "tee", 1, 0, 0, 0, 0, kind="shop")
    assert cards(market) == {"tee": ("", 0)}


def test_everything_loaded_anew_says_the_same(four: Market) -> None:
    before = cards(four)
    catalogue().forget()
    assert cards(four) == before
    rebuilding.rebuild()
    catalogue().forget()
    assert cards(four) == before


def test_by_the_address(four: Market, client) -> None:
    found = client.get("/api/products?rating_min=4&sort=-rating").json()
    assert [item["slug"] for item in found["items"]] == ["tee", "cap"]
    assert found["items"][1]["rating_average"] == "4.9"
    assert client.get("/api/products?rating_min=6").status_code == 400
    assert client.get("/api/products?rating_min=4.5").status_code == 400
    assert client.get("/api/products?rating_min=4&rating_min=3").status_code == 400


def test_what_lists_show_is_told_for_the_audit(four: Market) -> None:
    assert auditing.facts()["ratings"]["prd_cap"] == [490, 10]
