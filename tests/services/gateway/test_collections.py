"""Types that came after the table was written: their lists have an address and a part of the document all the same."""

from __future__ import annotations

from souk.contracts.products.kinds import Filter, Kind, Range, ShelfLabel, known_kinds
from souk.services.gateway.asgi.documents import kept
from souk.services.gateway.rules import doors
from souk.services.gateway.rules.collections import with_collections

CANDLE = Kind(
    name="candle",
    label="Candle",
    plural="Candles",
    collection="candles",
    filters=[Filter(name="scent", label="Scent")],
    ranges=[Range(name="burns", label="Burns", unit="h")],
    shelves=[ShelfLabel(name="long", label="Long", about="Forty hours and more.")],
)


def test_a_new_type_has_a_door():
    table = doors.read(with_collections(kept(), [*known_kinds(), CANDLE]))
    door = table.find("/api/candles")
    assert door is not None
    assert door.house("GET") == "search"
    assert door.house("POST") is None
    assert doors.read(kept()).find("/api/candles") is None


def test_a_new_type_is_documented_with_its_own_filters_and_no_others():
    document = with_collections(kept(), [*known_kinds(), CANDLE])["openapi"]
    said = {each["name"] for each in document["paths"]["/api/candles"]["get"]["parameters"]}
    assert {"scent", "burns_min", "burns_max", "shelf", "sort", "cursor", "min_price"} <= said
    assert not said & {"author", "ram_min", "gender"}
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))


def test_types_that_are_written_down_change_nothing():
    assert with_collections(kept(), known_kinds()) == kept()
