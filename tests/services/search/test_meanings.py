"""What a value in a query may be called: by its code or its word, with or without a unit, a colour by its family."""

from __future__ import annotations

from typing import Any

import pytest

from souk.services.search.rules.colours import families_of
from tests.services.search.market import Market, fact, product, variation
from tests.services.search.test_api import faults, slugs


@pytest.fixture
def goods(market: Market) -> Market:
    market.tell(
        product(
            "brick",
            product_type="mobile",
            facets=[fact("operating_system", "Its own"), fact("nfc", "No"), fact("ram", "4 GB")],
        ),
        product(
            "pixel",
            product_type="mobile",
            facets=[fact("operating_system", "Android"), fact("nfc", "Yes"), fact("ram", "16 GB")],
        ),
        product(
            "fjord",
            product_type="laptop",
            facets=[
                fact("ram", "16 GB"),
                fact("storage_capacity", "1 TB"),
                fact("screen_size", "13.3 inches"),
                fact("is_touchscreen", "No"),
            ],
        ),
        product(
            "novel", product_type="book", facets=[fact("isbn", "9780306406157"), fact("binding", "E-book")]
        ),
        product("tee", facets=[fact("material", "Organic cotton")]),
    )
    return market


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("mobiles?operating_system=other", {"brick"}),
        ("mobiles?operating_system=Its+own", {"brick"}),
        ("mobiles?operating_system=android&operating_system=other", {"brick", "pixel"}),
        ("products?operating_system=other", {"brick"}),
        *((f"mobiles?nfc={yes}", {"pixel"}) for yes in ("true", "yes", "1", "Yes", "TRUE")),
        *((f"mobiles?nfc={no}", {"brick"}) for no in ("false", "no", "0")),
        ("products?nfc=true", {"pixel"}),
        ("laptops?is_touchscreen=false", {"fjord"}),
        *((f"laptops?ram={amount}", {"fjord"}) for amount in ("16", "16+GB", "16GB", "16.0")),
        ("products?ram=16", {"fjord", "pixel"}),
        ("laptops?ram=1", set()),
        *(
            (f"laptops?storage_capacity={one}", {"fjord"})
            for one in ("1024", "1000", "1+TB", "1tb", "1024+GB")
        ),
        ("laptops?storage_capacity=1", set()),
        ("laptops?screen_size=13.3", {"fjord"}),
        *((f"books?isbn={isbn}", {"novel"}) for isbn in ("9780306406157", "978-0-306-40615-7", "0306406152")),
        ("books?isbn=0306406153", set()),
        ("books?binding=e-book", {"novel"}),
        ("clothes?material=organic_cotton", {"tee"}),
    ],
)
def test_a_value_is_found_by_whatever_it_is_called(
    goods: Market, client: Any, address: str, found: set[str]
) -> None:
    assert set(slugs(client.get(f"/api/{address}"))) == found


@pytest.mark.parametrize("address", ["clothes?style=zzz", "products?style=zzz", "mobiles?fingerprint=yes"])
def test_a_filter_for_which_no_goods_have_a_value_finds_nothing(
    goods: Market, client: Any, address: str
) -> None:
    assert slugs(client.get(f"/api/{address}")) == []


def test_neighbours_are_answered_the_same(goods: Market) -> None:
    assert goods.slugs(attributes={"style": ["zzz"]}) == []
    assert len(goods.slugs(attributes={"utm_source": ["letter"]})) == 5


def test_the_document_says_what_may_be_asked_for(client: Any) -> None:
    said = client.get("/openapi.json").json()["paths"]["/api/mobiles"]["get"]["parameters"]
    by_name = {each["name"]: each for each in said}
    assert by_name["nfc"]["schema"]["items"]["examples"] == ["true", "false"]
    assert "`other` (Its own)" in by_name["operating_system"]["description"]
    assert "in GB" in by_name["ram"]["description"]


def test_a_family_of_colours_is_found_by_its_name(market: Market, client: Any) -> None:
    def dyed(name: str, colour: str, size: str = "L", **more: Any) -> Any:
        return product(name, variations=[variation(name, Colour=colour, Size=size)], **more)

    market.tell(
        dyed("navy", "Navy"),
        dyed("sky", "Sky Blue"),
        dyed("small", "Indigo", size="S"),
        dyed("mystery", "Fjord", swatches={"Fjord": "#2f5fb3"}),
        dyed("grass", "Fern"),
        dyed("grey", "Gray marl"),
    )
    assert set(slugs(client.get("/api/clothes?size=L&color=blue"))) == {"navy", "sky", "mystery"}
    assert slugs(client.get("/api/clothes?color=navy")) == ["navy"]
    assert (
        slugs(client.get("/api/clothes?color=grey"))
        == slugs(client.get("/api/clothes?color=gray"))
        == ["grey"]
    )
    shown = {f["name"]: f["values"] for f in client.get("/api/clothes").json()["facets"]}["colour"]
    assert {"Navy", "Indigo"} <= {value["value"] for value in shown}


@pytest.mark.parametrize(
    ("name", "swatch", "families"),
    [
        ("navy", None, {"blue"}), ("royal purple", None, {"purple"}), ("navy/white", None, {"blue", "white"}),
        ("teal", None, {"blue", "green"}), ("off-white", None, {"white"}), ("light blue", "#ff0000", {"blue"}),
        ("dusk", "#b8322c", {"red"}), ("dusk", "#cf9433", {"orange"}), ("dusk", "#6f4e37", {"brown"}),
        ("dusk", "#d9c9ae", {"beige"}), ("dusk", "#3d7a4b", {"green"}), ("dusk", "#8d9096", {"grey"}),
        ("dusk", None, set()), ("dusk", "red", set()),
    ],
)  # fmt: skip
def test_a_colour_is_known_by_its_words_and_else_by_its_swatch(
    name: str, swatch: str | None, families: set[str]
) -> None:
    assert families_of(name, swatch) == families


def test_types_are_shown_by_their_labels(goods: Market) -> None:
    types = next(each for each in goods.find().facets if each.name == "type")
    assert {value.value: value.label for value in types.values}["mobile"] == "Phone"


def test_a_type_that_there_is_not_is_refused_with_those_there_are(goods: Market, client: Any) -> None:
    answer = client.get("/api/products?type=boat")
    assert answer.status_code == 400
    assert faults(answer) == ["query/type"]
    assert "book, clothes, general, laptop, mobile" in answer.json()["errors"][0]["detail"]
    assert slugs(client.get("/api/products?type=Laptop")) == ["fjord"]


def test_a_currency_that_is_not_the_markets_is_refused(goods: Market, client: Any) -> None:
    answer = client.get("/api/products?currency=EUR")
    assert answer.status_code == 400
    assert "USD" in answer.json()["errors"][0]["detail"]
    assert client.get("/api/products?currency=USD").status_code == 200
