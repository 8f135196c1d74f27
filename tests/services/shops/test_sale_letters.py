"""Who keeps a shop is told of each order to send: once, all of it in one letter, and not of what is no news."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from souk.contracts.orders.events import OrderItemCreated, OrderItemStatusUpdated
from souk.contracts.shops.calls import ShopDraft, ShopNotFound
from souk.contracts.users.calls import Users
from souk.kernel import clock
from souk.kernel.data.database import _outbox_row
from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.models import OutboxEvent
from souk.services.shops import jobs
from souk.services.shops.models import SoldOrder
from souk.services.shops.service import ShopKeepingService, ShopLettersService, ShopsService
from souk.services.shops.use_cases import sale_letters
from souk.services.shops.use_cases.sale_letters import write_letters
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from tests.fakes.users import FakeUsers

MINUTE = 61
shops, keeping, choices = ShopsService(), ShopKeepingService(), ShopLettersService()
ADDRESS = PostalAddress(name="Bea", line1="4 Elm Row", city="Leeds", postal_code="LS1", country="GB")


@pytest.fixture
def users(neighbours: Any) -> Any:
    return neighbours.replace(Users, FakeUsers())


@pytest.fixture
def ada(users: Any) -> str:
    return str(users.open("ada@example.org").user_id)


@pytest.fixture
def kiln(ada: str) -> str:
    shop = keeping.apply(key="kiln", owner_id=ada, draft=ShopDraft(slug="kiln", name="Kiln"))
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    return shop.shop_id


def hear(event: Any) -> None:
    receive("shops", [Envelope(_outbox_row("orders", event).envelope)])


def sells(shop_id: str, number: int = 1, order: int = 1, **changes: Any) -> None:
    facts: dict[str, Any] = {
        "order_id": f"ord_{order}", "number": f"ORD-{order}", "item_id": f"itm_{order}_{number}", "position": number,
        "shop_id": shop_id, "product_id": f"prd_{number}", "product_slug": "cup", "variation_id": f"var_{number}",
        "sku": f"CUP-{number}", "title": f"Cup {number}", "options": {"Size": "L"}, "image_url": None, "quantity": 2,
        "unit_price": Money.of(1000), "line_total": Money.of(2000), "discount": Money.of(200), "tax": Money.of(144),
        "user_id": "usr_bea", "ship_to": ADDRESS, "shipping_label": "Standard", "note": "", "placed_at": clock.now(),
        "at": clock.now(),
    }  # fmt: skip
    hear(OrderItemCreated(**(facts | changes)))


def moves(shop_id: str, status: str, number: int = 1, order: int = 1, **more: Any) -> None:
    hear(
        OrderItemStatusUpdated(
            order_id=f"ord_{order}", item_id=f"itm_{order}_{number}", shop_id=shop_id, status=status, **more
        )
    )


def called_off(shop_id: str, number: int = 1, order: int = 1) -> None:
    moves(shop_id, "cancelled", number, order, called_off_at=clock.now())


def told(about: str = "sale") -> list[dict[str, Any]]:
    type_ = f"souk.shop.{about}.letter.requested.v1"
    rows = OutboxEvent.objects.using("shops").filter(type=type_).order_by("id")
    return [orjson.loads(row.envelope)["data"] for row in rows]


def write_after(seconds: float) -> int:
    with clock.shifted(seconds):
        return write_letters()


def test_an_order_is_told_once_with_all_that_is_to_be_sent(kiln: str, ada: str) -> None:
    sells(kiln)
    sells(kiln, 2)
    assert write_letters() == 0, "the rest of the order may still be on its way"
    assert (write_after(MINUTE), write_after(MINUTE)) == (1, 0)
    sells(kiln)  # heard again
    assert write_after(2 * MINUTE) == 0
    (letter,) = told()
    assert (letter["email"], letter["owner_id"], letter["shop_name"]) == ("ada@example.org", ada, "Kiln")
    assert letter["number"] == "ORD-1"
    assert letter["goods"] == [{"title": f"Cup {n} (L)", "sku": f"CUP-{n}", "quantity": 2} for n in (1, 2)]
    assert letter["value"] == {"amount": "36.00", "currency": "USD"}


def test_each_order_and_each_shop_has_a_letter_of_its_own(kiln: str, users: Any) -> None:
    eve = users.open("eve@example.org").user_id
    other = keeping.apply(key="lamp", owner_id=eve, draft=ShopDraft(slug="lamp", name="Lamp"))
    sells(kiln)
    sells(other.shop_id, 2)
    sells(kiln, 1, order=2)
    assert write_after(MINUTE) == 3
    assert sorted((each["email"], each["number"]) for each in told()) == [
        ("ada@example.org", "ORD-1"),
        ("ada@example.org", "ORD-2"),
        ("eve@example.org", "ORD-1"),
    ]


def test_a_rush_is_told_at_once(kiln: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(sale_letters, "BATCH", 2)
    for order in range(1, 6):
        sells(kiln, 1, order=order)
    with clock.shifted(MINUTE):
        jobs.tell_what_is_sold()
    assert [each["number"] for each in told()] == [f"ORD-{order}" for order in range(1, 6)]


def test_what_was_sent_or_cancelled_meanwhile_is_no_news(kiln: str) -> None:
    sells(kiln)
    moves(kiln, "cancelled")
    sells(kiln, 1, order=2)
    sells(kiln, 2, order=2)
    moves(kiln, "shipped", 1, order=2)
    assert write_after(MINUTE) == 1
    assert [[one["sku"] for one in each["goods"]] for each in told()] == [["CUP-2"]]
    assert not SoldOrder.objects.exclude(to_tell_at=None).exists()


def test_an_order_of_long_ago_is_no_news(kiln: str) -> None:
    sells(kiln, at=clock.now() - timedelta(days=3))
    assert write_after(MINUTE) == 0
    assert told() == []


def test_while_users_is_away_letters_wait(kiln: str, users: Any) -> None:
    sells(kiln)
    users.vanish()
    assert write_after(MINUTE) == 0
    users.come_back()
    assert write_after(MINUTE) == 1


def test_a_shop_that_has_closed_is_told_what_it_still_sends(kiln: str, ada: str) -> None:
    sells(kiln)
    keeping.close_shop(owner_id=ada, shop_id=kiln)
    assert write_after(MINUTE) == 1


def test_who_wants_no_letters_gets_none_and_only_who_keeps_the_shop_chooses(kiln: str, ada: str) -> None:
    assert choices.wants_sales(owner_id=ada, shop_id=kiln)
    choices.choose_sales(owner_id=ada, shop_id=kiln, wants=False)
    sells(kiln)
    assert write_after(MINUTE) == 0
    choices.choose_sales(owner_id=ada, shop_id=kiln, wants=True)
    assert write_after(MINUTE) == 0, "what was sold meanwhile is not told later"
    sells(kiln, 1, order=2)
    assert write_after(MINUTE) == 1
    with pytest.raises(ShopNotFound):
        choices.choose_sales(owner_id="usr_eve", shop_id=kiln, wants=False)
    with pytest.raises(ShopNotFound):
        choices.wants_sales(owner_id="usr_eve", shop_id=kiln)


def test_what_others_cancel_after_the_letter_is_told_once_all_of_it_in_one(kiln: str, ada: str) -> None:
    for number in (1, 2, 3):
        sells(kiln, number)
    assert write_after(MINUTE) == 1
    for number in (1, 2):
        called_off(kiln, number)
    called_off(kiln)  # heard again
    assert write_letters() == 0, "the rest of the order may still be on its way"
    assert (write_after(MINUTE), write_after(MINUTE)) == (1, 0)
    (letter,) = told("calloff")
    assert (letter["email"], letter["owner_id"], letter["number"]) == ("ada@example.org", ada, "ORD-1")
    assert letter["goods"] == [{"title": f"Cup {n} (L)", "sku": f"CUP-{n}", "quantity": 2} for n in (1, 2)]
    assert letter["is_all"] is False
    called_off(kiln, 3)
    assert write_after(MINUTE) == 1
    assert [[one["sku"] for one in each["goods"]] for each in told("calloff")] == [
        ["CUP-1", "CUP-2"],
        ["CUP-3"],
    ]
    assert told("calloff")[1]["is_all"] is True


def test_what_the_shop_cancels_itself_is_no_news_to_it(kiln: str) -> None:
    sells(kiln)
    sells(kiln, 2)
    write_after(MINUTE)
    moves(kiln, "cancelled")
    assert write_after(MINUTE) == 0
    called_off(kiln, 2)
    assert write_after(MINUTE) == 1
    assert [[one["sku"] for one in each["goods"]] for each in told("calloff")] == [["CUP-2"]]


def test_what_is_cancelled_before_the_letter_is_left_out_of_it_and_told_no_more(kiln: str) -> None:
    sells(kiln)
    sells(kiln, 2)
    called_off(kiln)
    assert write_after(MINUTE) == 1
    assert [[one["sku"] for one in each["goods"]] for each in told()] == [["CUP-2"]]
    assert told("calloff") == []


def test_who_wants_no_letters_is_not_told_what_was_cancelled_either_now_or_later(kiln: str, ada: str) -> None:
    sells(kiln)
    sells(kiln, 2)
    write_after(MINUTE)
    choices.choose_sales(owner_id=ada, shop_id=kiln, wants=False)
    called_off(kiln)
    assert write_after(MINUTE) == 0
    choices.choose_sales(owner_id=ada, shop_id=kiln, wants=True)
    called_off(kiln, 2)
    assert write_after(MINUTE) == 1
    assert [[one["sku"] for one in each["goods"]] for each in told("calloff")] == [["CUP-2"]]


def test_a_cancellation_of_an_order_of_last_week_is_told_and_one_of_long_ago_is_not(kiln: str) -> None:
    week = clock.now() - timedelta(days=7)
    sells(kiln, at=week)
    sells(kiln, 1, order=2, at=week)
    moves(kiln, "cancelled", 1, 2, called_off_at=clock.now() - timedelta(days=3))
    called_off(kiln)
    assert write_after(MINUTE) == 1
    assert [each["number"] for each in told("calloff")] == ["ORD-1"]


def test_letters_are_chosen_by_the_api_one_by_one(client: Any, signed_in: Any, kiln: str, ada: str) -> None:
    where, mine = f"/api/shops/{kiln}/letters", signed_in(ada)
    assert client.get(where, headers=mine).json() == {"low_stock": True, "sales": True}
    said = {"sales": False}
    answer = client.put(where, said, content_type="application/json", headers=mine)
    assert answer.json() == {"low_stock": True, "sales": False}
    answer = client.put(where, {"low_stock": False}, content_type="application/json", headers=mine)
    assert answer.json() == {"low_stock": False, "sales": False}
    theirs = signed_in("usr_eve")
    assert client.put(where, said, content_type="application/json", headers=theirs).status_code == 404
