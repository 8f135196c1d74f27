"""What runs low is told to the shop's owner: everything of an hour in one letter, each fall once."""

from __future__ import annotations

import json

import orjson
import pytest

from souk.contracts.inventory.events import StockLow, StockRecovered
from souk.contracts.shops.calls import ShopDraft, ShopNotFound
from souk.contracts.users.calls import Users
from souk.contracts.users.events import UserErased
from souk.kernel import clock
from souk.kernel.data.database import _outbox_row
from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.models import OutboxEvent
from souk.services.shops.models import LowStock, SoldItem
from souk.services.shops.service import ShopKeepingService, ShopLettersService, ShopsService
from souk.services.shops.use_cases.low_stock import write_letters
from tests.fakes.users import FakeUsers

HOUR = 3600
shops, keeping, choices = ShopsService(), ShopKeepingService(), ShopLettersService()


@pytest.fixture
def users(neighbours):
    return neighbours.replace(Users, FakeUsers())


@pytest.fixture
def ada(users) -> str:
    return users.open("ada@example.org").user_id


@pytest.fixture
def kiln(ada) -> str:
    shop = keeping.apply(key="kiln", owner_id=ada, draft=ShopDraft(slug="kiln", name="Kiln"))
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    return shop.shop_id


def hear(event) -> None:
    receive("shops", [Envelope(_outbox_row("inventory", event).envelope)])


def runs_low(shop_id: str, name: str = "lamp", available: int = 4) -> None:
    hear(
        StockLow(variation_id=f"var_{name}", sku=name.upper(), available=available, low_at=5, shop_id=shop_id)
    )


def told() -> list[dict]:
    rows = (
        OutboxEvent.objects.using("shops").filter(type="souk.shop.stock.letter.requested.v1").order_by("id")
    )
    return [orjson.loads(row.envelope)["data"] for row in rows]


def write_after(seconds: float) -> int:
    with clock.shifted(seconds):
        return write_letters()


def test_what_was_never_sold_is_called_by_the_title_that_inventory_tells(kiln):
    hear(StockLow(variation_id="var_1", sku="A", available=1, low_at=5, shop_id=kiln))
    hear(StockLow(variation_id="var_1", sku="A", available=0, low_at=5, shop_id=kiln, title="Desk lamp"))
    assert write_after(HOUR + 1) == 1
    assert [(one["sku"], one["title"]) for one in told()[0]["low"]] == [("A", "Desk lamp")]


def test_everything_of_an_hour_is_one_letter_the_emptiest_first(kiln, ada):
    SoldItem.objects.create(
        item_id="itm_1", shop_id=kiln, order_id="ord_1", variation_id="var_lamp", title="Desk lamp",
        options={"colour": "Brass"}, status="processing",
    )  # fmt: skip
    runs_low(kiln)
    with clock.shifted(1800):
        runs_low(kiln, "rug", 0)
    assert write_after(HOUR - 1) == 0
    assert write_after(HOUR + 1) == 1
    (letter,) = told()
    assert (letter["email"], letter["owner_id"], letter["shop_name"]) == ("ada@example.org", ada, "Kiln")
    assert [(one["sku"], one["title"], one["available"]) for one in letter["low"]] == [
        ("RUG", "", 0),
        ("LAMP", "Desk lamp (Brass)", 4),
    ]
    assert write_after(2 * HOUR) == 0


def test_a_new_fall_is_a_new_letter_and_two_within_the_hour_are_one(kiln):
    runs_low(kiln)
    runs_low(kiln, available=2)
    write_after(HOUR + 1)
    with clock.shifted(2 * HOUR):
        runs_low(kiln, available=3)
    assert write_after(3 * HOUR + 1) == 1
    assert [letter["low"][0]["available"] for letter in told()] == [2, 3]


def test_what_came_back_within_the_hour_is_not_told(kiln):
    runs_low(kiln)
    runs_low(kiln, "rug")
    hear(StockRecovered(variation_id="var_lamp", available=40, shop_id=kiln))
    assert write_after(HOUR + 1) == 1
    (letter,) = told()
    assert [one["sku"] for one in letter["low"]] == ["RUG"]


def test_when_all_of_it_came_back_there_is_no_letter_until_it_falls_again(kiln):
    runs_low(kiln)
    hear(StockRecovered(variation_id="var_lamp", available=40, shop_id=kiln))
    assert write_after(HOUR + 1) == 0
    with clock.shifted(2 * HOUR):
        runs_low(kiln, available=2)
    assert write_after(3 * HOUR + 1) == 1


def test_a_long_letter_names_fifty_and_counts_the_rest(kiln):
    for number in range(53):
        runs_low(kiln, f"thing{number:02}")
    write_after(HOUR + 1)
    (letter,) = told()
    assert (len(letter["low"]), letter["others"]) == (50, 3)


def test_who_switched_it_off_is_told_nothing_and_not_later_either(kiln, ada):
    runs_low(kiln)
    choices.choose_low_stock(owner_id=ada, shop_id=kiln, wants=False)
    runs_low(kiln, "rug")
    assert write_after(HOUR + 1) == 0
    choices.choose_low_stock(owner_id=ada, shop_id=kiln, wants=True)
    assert write_after(2 * HOUR) == 0
    assert told() == []
    with clock.shifted(2 * HOUR):
        runs_low(kiln, "vase")
    assert write_after(3 * HOUR + 1) == 1


def test_only_the_owner_chooses(kiln, ada):
    with pytest.raises(ShopNotFound):
        choices.choose_low_stock(owner_id="usr_eve", shop_id=kiln, wants=False)
    with pytest.raises(ShopNotFound):
        choices.wants_low_stock(owner_id="usr_eve", shop_id=kiln)
    assert choices.wants_low_stock(owner_id=ada, shop_id=kiln)


def test_letters_wait_while_users_is_away(users, kiln):
    runs_low(kiln)
    users.vanish()
    assert write_after(HOUR + 1) == 0
    assert LowStock.objects.exists()
    users.come_back()
    assert write_after(HOUR + 2) == 1


def test_a_shop_that_is_closed_or_nobodys_is_told_nothing(kiln, ada):
    runs_low(kiln)
    runs_low("", "old")
    runs_low("shp_unknown", "odd")
    keeping.close_shop(owner_id=ada, shop_id=kiln)
    assert write_after(HOUR + 1) == 0
    assert not LowStock.objects.exists()


def test_an_owner_who_was_erased_leaves_nothing_to_tell(kiln, ada):
    runs_low(kiln)
    hear(UserErased(user_id=ada))
    assert not LowStock.objects.exists()


def test_an_event_that_comes_twice_is_one_fall(kiln):
    event = StockLow(variation_id="var_1", sku="A", available=1, low_at=5, shop_id=kiln)
    envelope = Envelope(_outbox_row("inventory", event).envelope)
    receive("shops", [envelope])
    write_after(HOUR + 1)
    receive("shops", [envelope])
    assert write_after(3 * HOUR) == 0


def test_the_owner_chooses_by_api(client, signed_in, kiln, ada):
    path = f"/api/shops/{kiln}/letters"
    assert client.get(path, headers=signed_in(ada)).json()["low_stock"] is True
    body = json.dumps({"low_stock": False})
    put = {"content_type": "application/json"}
    assert client.put(path, body, **put, headers=signed_in("usr_eve")).status_code == 404
    assert client.get(path, headers=signed_in("usr_eve")).status_code == 404
    assert client.put(path, body, **put, headers=signed_in(ada)).json()["low_stock"] is False
    assert client.get(path, headers=signed_in(ada)).json()["low_stock"] is False
    assert client.put(path, b"{}", **put, headers=signed_in(ada)).status_code == 422
