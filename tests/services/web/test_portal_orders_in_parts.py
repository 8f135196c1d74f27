"""The portal sends a part of an item, or says that a part is not to be had."""

from __future__ import annotations

from typing import Any

import pytest
from test_portal_orders import NUMBER, ONE, PAGE, SHIP, TWO  # TWO is of two cups, ONE of one
from web_office import signed_in_as, text_of
from web_portal import shop_that_sold


@pytest.fixture
def shop(street: Any) -> str:
    return shop_that_sold(street)


@pytest.fixture
def owner(street: Any, shop: str) -> Any:
    return signed_in_as(street, "shop_owner")


def units(street: Any, shop: str) -> list[tuple[str, int, int | None]]:
    return [(item.status, item.quantity, item.bought) for item in street.sold.sold[shop, NUMBER].items]


def test_how_many_is_asked_where_there_are_several(owner: Any) -> None:
    page = text_of(owner.get(PAGE))
    assert page.count("How many are in this parcel?") == 1
    assert page.count("How many cannot be sent?") == 1
    assert f'name="send-{TWO}-quantity" value="2"' in page
    assert f'name="send-{ONE}-quantity"' not in page


def test_a_part_is_sent_now_and_the_rest_later(owner: Any, street: Any, shop: str) -> None:
    sent = {**SHIP, "item": [TWO], f"send-{TWO}-quantity": "1", f"send-{TWO}-left": "2"}
    assert owner.post(f"{PAGE}/ship", sent).headers["Location"] == PAGE
    assert units(street, shop) == [("processing", 1, None), ("processing", 1, 2), ("shipped", 1, 2)]
    page = text_of(owner.get(PAGE))
    assert "1 of 2 × Cup 2" in page
    assert "Quantity 1 of 2" in page
    slip = text_of(owner.get(f"{PAGE}/slip"))
    assert slip.count('<td class="number">1 of 2</td>') == 1
    assert text_of(owner.get("/portal/orders")).count("Cup 2 (L)") == 1
    owner.post(f"{PAGE}/ship", {**SHIP, "item": [TWO]})
    assert units(street, shop)[1] == ("shipped", 1, 2)


def test_two_presses_of_one_page_are_one_and_of_two_pages_two(owner: Any, street: Any, shop: str) -> None:
    for left in ("2", "2", "1"):
        owner.post(
            f"{PAGE}/ship", {**SHIP, "item": [TWO], f"send-{TWO}-quantity": "1", f"send-{TWO}-left": left}
        )
    first, second, third = street.items._keys
    assert first == second != third
    for left in ("2", "2", "1"):
        out = {f"{TWO}-reason": "sold_out", f"{TWO}-quantity": "1", f"{TWO}-left": left}
        owner.post(f"{PAGE}/items/{TWO}/out", out)
    first, second, third = street.items._keys[3:]
    assert first == second != third


def test_a_part_that_is_not_to_be_had(owner: Any, street: Any, shop: str) -> None:
    out = {f"{TWO}-reason": "sold_out", f"{TWO}-quantity": "1", f"{TWO}-left": "2"}
    assert owner.post(f"{PAGE}/items/{TWO}/out", out).headers["Location"] == PAGE
    assert units(street, shop) == [("processing", 1, None), ("processing", 1, 2), ("cancelled", 1, 2)]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "at least 1"),
        ("-1", "at least 1"),
        ("many", "whole number"),
        ("1.5", "whole number"),
        ("", "fill this in"),
        ("3", "Only 2 of"),
        ("9" * 30, "at most"),
    ],
)
def test_what_is_no_part_is_said_beside_the_field(
    owner: Any, street: Any, shop: str, typed: str, says: str
) -> None:
    for path, sent in (
        ("ship", {**SHIP, "item": [TWO], f"send-{TWO}-quantity": typed, f"send-{TWO}-left": "2"}),
        (f"items/{TWO}/out", {f"{TWO}-reason": "sold_out", f"{TWO}-quantity": typed, f"{TWO}-left": "2"}),
    ):
        answer = owner.post(f"{PAGE}/{path}", sent)
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert f'value="{typed}"' in text_of(answer) or not typed, "what was typed stays"
    assert units(street, shop) == [("processing", 1, None), ("processing", 2, None)]


def test_right_after_a_move_the_page_has_the_parts_that_shops_has_not_heard_of(
    owner: Any, street: Any, shop: str
) -> None:
    from souk.contracts.orders.calls.items import MovedItem

    told = {"order_id": "ord", "bought": 2, "quantity": 1}
    street.items.states = lambda **_: [
        MovedItem(item_id=TWO, status="processing", **told),
        MovedItem(
            item_id="itm_new",
            status="shipped",
            part_of=TWO,
            carrier="Blue Van",
            tracking_number="1Z 7",
            **told,
        ),
    ]
    page = text_of(owner.get(PAGE))
    assert "1 of 2 × Cup 2" in page
    assert "Blue Van <code>1Z 7</code>" in page
    assert page.count("Quantity 1 of 2") == 1
