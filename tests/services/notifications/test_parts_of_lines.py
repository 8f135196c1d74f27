"""Letters about a line that came in parts: how many of how many, and one line again where all of them are meant."""

from __future__ import annotations

from typing import Any

import pytest

from souk.services.notifications.rules.goods import lines
from souk.services.notifications.rules.letters import told
from tests.services.notifications.conftest import ITEM, shipped


def part(quantity: int, item_id: str = "itm_1", **changes: Any) -> dict[str, Any]:
    own = {"item_id": item_id, "quantity": quantity, "line_total": ITEM.unit_price * quantity, "bought": 5}
    return ITEM.model_copy(update=own | changes).model_dump(mode="json")


@pytest.mark.parametrize(
    ("items", "quantities"),
    [
        ([part(2), part(3, "itm_2", part_of="itm_1")], ["5"]),
        ([part(3, "itm_2", part_of="itm_1")], ["3 of 5"]),
        ([part(1, "itm_2", part_of="itm_1"), part(2, "itm_3", part_of="itm_1")], ["3 of 5"]),
        ([part(2, bought=None), part(1, "itm_9", bought=None)], ["2", "1"]),
    ],
)
def test_parts_of_one_line_are_told_together(items: list[dict[str, Any]], quantities: list[str]) -> None:
    assert [line["quantity"] for line in lines(items)] == quantities


def test_what_they_cost_is_added_up() -> None:
    (line,) = lines([part(2), part(3, "itm_2", part_of="itm_1")])
    assert line["line_total"] == "$3,247.50"


def test_a_letter_of_before_parts_were_told_reads_as_it_did() -> None:
    item = ITEM.model_dump(mode="json")
    del item["part_of"], item["bought"]
    assert [line["quantity"] for line in lines([item])] == ["2"]


def test_the_letters_say_how_many_of_how_many() -> None:
    facts = shipped().model_dump(mode="json") | {"items": [part(3, "itm_2", part_of="itm_1")]}
    assert told("order_shipped", facts, "http://x")["items"][0]["quantity"] == "3 of 5"
    facts = facts | {"quantity": 2, "bought": 5, "title": "Cup", "reason": "sold out"}
    assert told("order_item_cancelled", facts, "http://x")["quantity"] == "2 of 5"
