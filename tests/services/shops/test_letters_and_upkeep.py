"""Letters to owners, each once; people who leave; shops of the time before; and two who press in the same instant."""

from __future__ import annotations

import threading

import orjson
import pytest
from django.db import OperationalError

from souk.contracts.shops.calls import AlreadyHasShop, ShopDraft, ShopNotFound, ShopSlugTaken
from souk.contracts.shops.fronts import BranchDraft, SocialLink
from souk.contracts.users.calls import Users
from souk.contracts.users.events import UserErased
from souk.kernel.data.database import _outbox_row
from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.models import OutboxEvent
from souk.services.shops.models import Branch, DueLetter, HeldPlace, Shop
from souk.services.shops.service import ShopKeepingService, ShopsService
from souk.services.shops.use_cases import applications, letters, places, upkeep
from souk.services.shops.use_cases.auditing import facts, violations
from souk.vocabulary.problems import Unavailable
from tests.fakes.users import FakeUsers

shops, keeping = ShopsService(), ShopKeepingService()


@pytest.fixture
def users(neighbours):
    return neighbours.replace(Users, FakeUsers())


@pytest.fixture
def ada(users):
    return users.open("ada@example.org").user_id


def apply(owner, slug="kiln"):
    return keeping.apply(key=slug, owner_id=owner, draft=ShopDraft(slug=slug, name=slug.title()))


def asked():
    """The letters that were asked for, in order."""
    rows = OutboxEvent.objects.using("shops").filter(type="souk.shop.letter.requested.v1").order_by("id")
    return [orjson.loads(row.envelope)["data"] for row in rows]


def test_an_owner_is_written_to_at_every_turn(ada):
    shop = apply(ada)
    shops.reject_shop(key="r", shop_id=shop.shop_id, reason="No address")
    for _ in range(2):
        shops.reject_shop(key="r", shop_id=shop.shop_id, reason="No address")
    keeping.apply_again(owner_id=ada, shop_id=shop.shop_id, edits=_nothing())
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    keeping.close_shop(owner_id=ada, shop_id=shop.shop_id)
    assert letters.ask_for_letters() == 5
    assert letters.ask_for_letters() == 0
    told = asked()
    assert [(letter["letter"], letter["reason"]) for letter in told] == [
        ("shop_applied", ""), ("shop_rejected", "No address"), ("shop_applied", ""), ("shop_approved", ""), ("shop_closed", ""),
    ]  # fmt: skip
    assert {letter["email"] for letter in told} == {"ada@example.org"}
    assert len({letter["letter_id"] for letter in told}) == 5


def test_the_address_of_an_own_closed_shop_is_not_called_anothers(ada):
    keeping.close_shop(owner_id=ada, shop_id=apply(ada).shop_id)
    for owner, says in ((ada, "was your shop that is closed"), ("usr_b", "Another shop lives at")):
        with pytest.raises(ShopSlugTaken, match=says):
            keeping.apply(key=f"again-{owner}", owner_id=owner, draft=ShopDraft(slug="kiln", name="Kiln"))


def test_letters_wait_while_users_is_away_and_are_asked_for_once(users, ada):
    apply(ada)
    users.vanish()
    assert letters.ask_for_letters() == 0
    assert asked() == []
    users.come_back()
    assert letters.ask_for_letters() == 1
    assert len(asked()) == 1


def test_a_letter_to_nobody_is_let_go(users):
    apply("usr_nobody")
    assert letters.ask_for_letters() == 0
    assert not DueLetter.objects.exists()
    assert asked() == []


def test_of_an_owner_who_was_erased_the_shop_closes_and_what_is_personal_goes(ada):
    shop = apply(ada)
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    mine = {"owner_id": ada, "shop_id": shop.shop_id}
    keeping.save_branch(key="b", draft=BranchDraft(name="My kitchen", latitude=1, longitude=2), **mine)
    keeping.set_links(links=[SocialLink(network="x", url="https://x.com/ada")], **mine)
    erased = Envelope(_outbox_row("users", UserErased(user_id=ada)).envelope)
    for _ in range(2):
        receive("shops", [erased])
    with pytest.raises(ShopNotFound):
        shops.shop_by_slug(slug="kiln")
    row = Shop.objects.get()
    assert (row.status, row.description, row.links, row.picture_url) == ("closed", "", None, None)
    assert not Branch.objects.exists()
    assert not DueLetter.objects.exists()
    assert not HeldPlace.objects.exists()
    said = [row.type for row in OutboxEvent.objects.using("shops").order_by("id")]
    assert said.count("souk.shop.deleted.v1") == 1


def test_shops_of_the_time_before_are_told_of_once():
    shop = shops.open_shop(key="k", owner_id="usr_a", draft=ShopDraft(slug="kiln", name="Kiln"))
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    Shop.objects.update(revision=0)
    OutboxEvent.objects.using("shops").all().delete()
    assert upkeep.tell_untold() == 1
    assert upkeep.tell_untold() == 0
    (told,) = OutboxEvent.objects.using("shops").all()
    data = orjson.loads(told.envelope)["data"]
    assert (told.type, data["status"], data["revision"]) == ("souk.shop.updated.v1", "approved", 1)


def test_who_presses_twice_in_one_instant_has_one_shop(real_databases):
    outcomes: list[str] = []
    ready = threading.Barrier(4)

    def press(number):
        from django.db import connections

        ready.wait()
        try:
            outcomes.append(apply("usr_a", f"kiln-{number}").status)
        except AlreadyHasShop:
            outcomes.append("already")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already", "already", "already", "pending"]
    assert Shop.objects.count() == HeldPlace.objects.count() == 1


@pytest.mark.parametrize(("times", "is_opened"), [(1, True), (9, False)])
def test_whose_change_met_a_deadlock_is_not_told_so_but_if_it_goes_on(
    databases, monkeypatch, times, is_opened
):
    met = []
    take = places.take

    def undone(owner_id, shop_id):
        met.append(owner_id)
        if len(met) <= times:
            raise OperationalError("undone") from Exception(1213, "Deadlock found")
        take(owner_id, shop_id)

    monkeypatch.setattr(places, "take", undone)
    if is_opened:
        assert apply("usr_a", "kiln").status == "pending"
        return
    with pytest.raises(Unavailable):
        apply("usr_a", "kiln")
    assert len(met) == applications.TRIES
    assert not Shop.objects.exists()


def _nothing():
    from souk.contracts.shops.calls import ShopEdits

    return ShopEdits()


def test_the_audit_finds_places_that_nobody_should_hold(ada):
    assert violations() == []
    shop = apply(ada)
    assert violations() == []
    assert (facts()["owners"], facts()["on_street"]) == ({}, [])
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    assert (facts()["owners"], facts()["on_street"]) == ({shop.shop_id: ada}, [shop.shop_id])
    HeldPlace.objects.update(owner_id="usr_other")
    assert violations() == [f"shop {shop.shop_id} holds a place of somebody else"]
    Shop.objects.update(status="closed")
    HeldPlace.objects.create(shop_id="shp_gone", owner_id="usr_x", place=1)
    assert violations() == [
        f"shop {shop.shop_id} holds a place and is closed",
        "shop shp_gone holds a place and is unknown",
    ]
