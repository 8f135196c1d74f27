"""Tell me when it is back: one letter to who has no account, and then their email is forgotten."""

from __future__ import annotations

import json

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from souk.contracts.users.events import UserErased
from souk.contracts.wishlist.calls import LettersTokenInvalid, NotForSaving, NotSoldOut
from souk.kernel import clock
from souk.services.wishlist.models import Waiting
from souk.services.wishlist.service import BackInStockService
from souk.services.wishlist.use_cases import waiting
from souk.services.wishlist.use_cases.writing import write_letters
from souk.vocabulary.problems import Invalid, TooManyRequests
from tests.services.wishlist.conftest import said

DAY = 86_400
back = BackInStockService()


@pytest.fixture
def lamp(market) -> str:
    return market.put("Lamp", stock=0)


def ask(variation_id: str, email: str = "eve@example.org", address: str = "10.0.0.1", **other) -> None:
    back.tell_when_back(email=email, variation_id=variation_id, address=address, **other)


def write_after(seconds: float) -> int:
    with clock.shifted(seconds):
        return write_letters()


def letters() -> list[dict]:
    return said("waiting.letter.requested")


def test_one_letter_when_it_is_back_and_the_email_is_forgotten(market, lamp):
    ask(lamp)
    market.stock(lamp, 3)
    assert write_after(299) == 0, "it may be gone again by then"
    assert write_after(301) == 1
    (letter,) = letters()
    (news,) = letter["news"]
    assert (letter["email"], news["title"], news["left"]) == ("eve@example.org", "Lamp", 3)
    assert news["path"] == f"/products/lamp?variation={lamp}"
    assert not Waiting.objects.exists()
    market.stock(lamp, 0)
    market.stock(lamp, 5)
    assert write_after(800) == 0


def test_the_same_email_waits_once_however_it_is_written(market, lamp):
    ask(lamp)
    ask(lamp, "EVE@Example.org ")
    assert Waiting.objects.count() == 1
    market.stock(lamp, 3)
    write_after(400)
    assert len(letters()) == 1


def test_what_comes_back_together_is_one_letter_for_each_email(market, lamp):
    rug = market.put("Rug", stock=0)
    for variation_id in (lamp, rug):
        ask(variation_id)
    ask(rug, "bob@example.org")
    market.stock(lamp, 1)
    market.stock(rug, 1)
    assert write_after(400) == 2
    told = {letter["email"]: [news["title"] for news in letter["news"]] for letter in letters()}
    assert told == {"eve@example.org": ["Lamp", "Rug"], "bob@example.org": ["Rug"]}


def test_only_the_size_that_is_waited_for_counts(market):
    small = market.put("Shirt", stock=0, sizes=("S", "M"))
    medium = market.variations_of(small)[1]
    ask(small)
    market.stock(medium, 4)
    assert write_after(400) == 0
    market.stock(small, 1)
    assert write_after(800) == 1


def test_what_is_gone_again_before_the_letter_waits_on(market, lamp):
    ask(lamp)
    market.stock(lamp, 1)
    market.stock(lamp, 0)
    assert write_after(400) == 0
    assert Waiting.objects.exists()
    market.withdraw(lamp)
    market.stock(lamp, 1)
    assert write_after(800) == 0, "nobody can buy it"


def test_a_letter_is_written_while_users_is_away(market, lamp):
    ask(lamp)
    market.stock(lamp, 1)
    market.users.vanish()
    assert write_after(400) == 1


def test_what_can_be_bought_or_is_not_sold_is_not_waited_for(market):
    mug = market.put("Mug", stock=2)
    with pytest.raises(NotSoldOut):
        ask(mug)
    with pytest.raises(NotForSaving):
        ask("var_nothing")
    assert not Waiting.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "eve", "eve@", "@example.org", "a b@example.org", "x" * 250 + "@example.org"]
)
def test_what_is_no_email_is_said_so(market, lamp, email):
    with pytest.raises(Invalid):
        ask(lamp, email)


def test_the_link_in_the_letter_forgets_the_email_everywhere(market, lamp):
    rug = market.put("Rug", stock=0)
    ask(lamp)
    ask(rug)
    ask(rug, "bob@example.org")
    market.stock(lamp, 1)
    write_after(400)
    token = letters()[0]["token"]
    assert "eve" not in token
    for _ in range(2):
        back.end_waiting(token=token)
    assert list(Waiting.objects.values_list("email", flat=True)) == ["bob@example.org"]
    for forged in ("", "nonsense", token[:-1], waiting.hash_of("bob@example.org")):
        with pytest.raises(LettersTokenInvalid):
            back.end_waiting(token=forged)


def test_an_email_is_forgotten_when_it_is_asked_to_be(market, lamp):
    ask(lamp)
    back.forget_address(email="Eve@example.org", address="10.0.0.1")
    back.forget_address(email="nobody@example.org", address="10.0.0.1")
    assert not Waiting.objects.exists()


def test_it_ends_by_itself_with_the_product_and_with_the_account(market, lamp):
    ask(lamp)
    with clock.shifted(179 * DAY):
        waiting.forget_expired()
        assert Waiting.objects.exists()
    with clock.shifted(181 * DAY):
        waiting.forget_expired()
    assert not Waiting.objects.exists()
    ask(lamp, user_id="usr_eve")
    market.hear(UserErased(user_id="usr_eve"))
    assert not Waiting.objects.exists()
    ask(lamp)
    market.delete(lamp)
    assert not Waiting.objects.exists()


def test_a_client_that_asks_too_often_is_asked_to_wait(market, lamp):
    for number in range(waiting.ASKED_PER_HOUR):
        ask(lamp, f"eve{number}@example.org")
    with pytest.raises(TooManyRequests):
        ask(lamp, "one-more@example.org")
    with pytest.raises(TooManyRequests):
        back.forget_address(email="eve1@example.org", address="10.0.0.1")
    ask(lamp, "one-more@example.org", address="10.0.0.2")


def test_nobody_can_fill_a_letter_box(market):
    for number in range(waiting.MOST_OF_AN_ADDRESS + 2):
        ask(market.put(f"Thing {number}", stock=0), address=f"10.0.{number}.1")
    assert Waiting.objects.count() == waiting.MOST_OF_AN_ADDRESS


def test_the_door_answers_the_same_whether_an_email_is_known_or_not(client, market, lamp):
    def post(path: str, **body):
        return client.post(
            f"/api/wishlist/back-in-stock{path}", json.dumps(body), content_type="application/json"
        )

    first = post("", email="eve@example.org", variation_id=lamp)
    second = post("", email="eve@example.org", variation_id=lamp)
    assert (first.status_code, first.content) == (second.status_code, second.content) == (202, b"")
    known, unknown = post("/forget", email="eve@example.org"), post("/forget", email="who@example.org")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (204, b"")
    assert post("", email="eve", variation_id=lamp).status_code in (400, 422)
    assert post("", email="eve@example.org", variation_id="var_x").json()["code"] == "not-for-saving"
    mug = market.put("Mug", stock=1)
    assert post("", email="eve@example.org", variation_id=mug).status_code == 409
    assert post("/end", token="forged").status_code == 400


def test_a_hundred_who_wait_for_the_same_cost_few_statements_each(market, lamp):
    for number in range(100):
        ask(lamp, f"eve{number}@example.org", address=f"10.0.{number}.1")
    market.stock(lamp, 1)
    with CaptureQueriesContext(connections["wishlist"]) as asked:
        assert write_after(400) == 100
    assert len(asked) <= 100 * 5 + 15
