"""What staff change of a shop's goods is told to its owner, with the reason, once."""

from __future__ import annotations

import orjson
import pytest

from souk.contracts.products.events import CorrectedGoods, ProductsCorrected
from souk.contracts.shops.calls import ShopDraft
from souk.contracts.users.calls import Users
from souk.contracts.users.events import UserErased
from souk.kernel import clock
from souk.kernel.data.database import _outbox_row
from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.models import OutboxEvent
from souk.services.shops.models import DueGoodsLetter
from souk.services.shops.service import ShopKeepingService, ShopsService
from souk.services.shops.use_cases.corrections import ask_for_letters
from tests.fakes.users import FakeUsers


@pytest.fixture
def users(neighbours):
    return neighbours.replace(Users, FakeUsers())


@pytest.fixture
def kiln(users) -> str:
    ada = users.open("ada@example.org").user_id
    shop = ShopKeepingService().apply(key="kiln", owner_id=ada, draft=ShopDraft(slug="kiln", name="Kiln"))
    ShopsService().approve_shop(key="a", shop_id=shop.shop_id)
    return shop.shop_id


def corrected(shop_id: str) -> ProductsCorrected:
    goods = [CorrectedGoods(product_id="prd_1", title="Lamp", what=["pictures"])]
    return ProductsCorrected(
        correction_id="cor_1", shop_id=shop_id, goods=goods, reason="Not yours", at=clock.now()
    )


def hear(event) -> None:
    receive("shops", [Envelope(_outbox_row("products", event).envelope)])


def told() -> list[dict]:
    rows = OutboxEvent.objects.using("shops").filter(type="souk.shop.goods.letter.requested.v1")
    return [orjson.loads(row.envelope)["data"] for row in rows]


def test_the_owner_is_told_once_what_was_changed_and_why(kiln):
    for _ in range(2):
        hear(corrected(kiln))
    assert [ask_for_letters() for _ in range(2)] == [1, 0]
    (letter,) = told()
    assert (letter["email"], letter["shop_name"], letter["reason"]) == (
        "ada@example.org",
        "Kiln",
        "Not yours",
    )
    assert letter["changed"] == [{"product_id": "prd_1", "title": "Lamp", "what": ["pictures"]}]


def test_while_users_is_away_the_note_waits(kiln, users):
    hear(corrected(kiln))
    users.vanish()
    assert ask_for_letters() == 0
    users.come_back()
    assert ask_for_letters() == 1


def test_a_shop_nobody_knows_and_an_owner_who_left_are_told_nothing(kiln):
    hear(corrected("shp_unknown"))
    assert ask_for_letters() == 0
    hear(corrected(kiln).model_copy(update={"correction_id": "cor_2"}))
    hear(UserErased(user_id=ShopsService().shops(shop_ids=[kiln])[0].owner_id))
    assert ask_for_letters() == 0
    assert (told(), DueGoodsLetter.objects.count()) == ([], 0)
