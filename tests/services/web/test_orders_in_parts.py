"""A line of which parts went different ways, as its buyer reads it."""

from __future__ import annotations

from typing import Any

from web_neighbour import usd

from souk.contracts.orders.calls import OrderItem, StatusChange, TrackedLine, TrackedParcel
from souk.kernel import clock
from souk.services.web.use_cases.order_pages import item_view, parcel_view, step_view, together


def part(item_id: str, quantity: int, status: Any, **changes: Any) -> OrderItem:
    facts: dict[str, Any] = {
        "item_id": item_id, "variation_id": "var", "product_id": "prd", "product_slug": "cup", "sku": "CUP", "title": "Cup",
        "options": {}, "image_url": None, "quantity": quantity, "unit_price": usd(1000), "line_total": usd(1000 * quantity),
        "discount": usd(0), "tax": usd(0), "status": status, "bought": 5, "part_of": "" if item_id == "a" else "a",
    }  # fmt: skip
    return OrderItem(**(facts | changes))


def read(*items: OrderItem) -> list[tuple[str, str, str]]:
    views = [item_view(item) for item in together(list(items))]
    return [(view["quantity"], view["total"], view["refunded"]) for view in views]


def test_parts_that_stand_differently_say_how_many_they_are() -> None:
    parts = part("a", 2, "processing"), part("b", 3, "shipped")
    assert read(*parts) == [("2 of 5", "$20.00", ""), ("3 of 5", "$30.00", "")]


def test_parts_that_stand_alike_are_one_line() -> None:
    assert read(part("a", 2, "delivered"), part("b", 3, "delivered")) == [("5", "$50.00", "")]
    gone = [part(name, 1, "cancelled", refunded=usd(900)) for name in ("b", "c")]
    assert read(part("a", 3, "shipped"), *gone) == [("3 of 5", "$30.00", ""), ("2 of 5", "$20.00", "$18.00")]


def test_lines_of_one_title_stay_two() -> None:
    whole = {"bought": None, "part_of": ""}
    assert len(together([part("a", 2, "shipped", **whole), part("b", 2, "shipped", **whole)])) == 2


def test_a_parcel_says_how_many_of_how_many_are_in_it() -> None:
    lines = [TrackedLine(name="Cup", quantity=3, bought=5), TrackedLine(name="Bowl", quantity=1)]
    parcel = TrackedParcel(
        shop_name="Kiln",
        carrier="Van",
        tracking_number="1",
        status="handed_over",
        titles=[],
        steps=[],
        lines=lines,
    )
    assert parcel_view(parcel)["lines"] == ["3 of 5 × Cup", "1 × Bowl"]


def test_money_that_went_back_is_a_step_of_its_own():
    step = StatusChange(status="delivered", at=clock.now(), detail="943.92 USD was given back.")
    assert step_view(step)["name"] == "$943.92 was given back"
    assert step_view(step)["note"] == ""
    partly = "Kiln could not send 1 of 5 × “Cup”: sold out. 21.60 USD was given back."
    assert step_view(step.model_copy(update={"detail": partly}))["note"].endswith(
        "sold out. $21.60 was given back."
    )
    assert step_view(step.model_copy(update={"detail": "Left at the door."}))["note"] == "Left at the door."
