"""People, for staff: finding them, blocking them, helping them back in, and never somebody who may do more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from souk.contracts.users.calls import (
    AccountBlocked,
    LastAdministrator,
    PeopleFilter,
    RefreshRefused,
    RoleBeyondYou,
    UserNotFound,
    WrongCredentials,
)
from souk.kernel import clock
from souk.kernel.access import identity, permissions
from souk.services.users.models import Account
from souk.services.users.service import PeopleService, SessionsService, UsersService
from souk.services.users.use_cases.people import OwnAccount
from souk.vocabulary.problems import Invalid, Unauthenticated

from .conftest import PASSWORD

door, users, people = SessionsService(), UsersService(), PeopleService()


@pytest.fixture
def bob():
    return door.signup(email="bob@example.org", password=PASSWORD, name="Bob Stone")


def enter(email: str = "ada@example.org", password: str = PASSWORD):
    return door.login(email=email, password=password, address="192.0.2.1")


def found(**wanted: object) -> list[str]:
    rows = people.people(wanted=PeopleFilter(**wanted)).items
    return [row.account.name for row in rows]


def test_people_are_found_by_what_is_known_of_them(ada, bob, letter):
    assert found() == ["Bob Stone", "Ada Byron"]
    assert found(email="ADA@") == ["Ada Byron"]
    assert found(email="da@") == []
    assert found(name="stone") == ["Bob Stone"]
    users.give_role(key="k", user_id=bob.user_id, role="staff")
    assert found(role="staff") == ["Bob Stone"]
    door.verify_email(token=letter("verify_email"))
    assert found(is_verified=True) == ["Bob Stone"]
    assert found(is_verified=False) == ["Ada Byron"]
    tomorrow = clock.now() + timedelta(days=1)
    assert (found(since=tomorrow), len(found(until=tomorrow))) == ([], 2)


def test_a_custom_role_finds_its_people(ada, bob, administrator):
    with administrator():
        role = people.save_role(role_id=None, name="Editor", about="", permissions=["stock.read"])
        people.set_roles(user_id=ada.user_id, roles=["shopper"], custom_roles=[role.role_id])
    assert found(custom_role=role.role_id) == ["Ada Byron"]


def test_locked_people_are_found_and_let_in_again(ada, bob, administrator):
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            enter(password="wrong horse battery")
    assert found(is_locked=True) == ["Ada Byron"]
    assert found(is_locked=False) == ["Bob Stone"]
    assert people.person(user_id=ada.user_id).locked_until is not None
    with administrator():
        people.open_locks(user_id=ada.user_id)
    assert people.person(user_id=ada.user_id).locked_until is None
    assert enter()


def test_a_list_of_people_costs_three_questions_and_goes_on(ada, bob, count_queries):
    with count_queries("users") as queries:
        first = people.people(wanted=PeopleFilter(), limit=1)
    assert len(queries) == 3
    rest = people.people(wanted=PeopleFilter(), cursor=first.next, limit=1)
    assert [row.account.name for row in (*first.items, *rest.items)] == ["Bob Stone", "Ada Byron"]
    assert rest.next is None


def test_who_is_blocked_is_out_at_once_and_does_not_come_in(ada, administrator):
    tokens = enter()
    with administrator():
        people.block(user_id=ada.user_id, why="Sold a kiln that was not theirs")
        people.block(user_id=ada.user_id, why="again")
    with pytest.raises(Unauthenticated):
        identity.verify_access_token(tokens.access_token)
    with pytest.raises(RefreshRefused):
        door.refresh(refresh_token=tokens.refresh_token)
    with pytest.raises(AccountBlocked):
        enter()
    with pytest.raises(WrongCredentials):  # only who knows the password is told
        enter(password="wrong horse battery")
    assert people.person(user_id=ada.user_id).blocked_why == "Sold a kiln that was not theirs"
    assert found(is_blocked=True) == ["Ada Byron"]
    with administrator():
        people.unblock(user_id=ada.user_id)
    assert enter()


def test_a_forced_password_opens_nothing_until_a_new_one_is_chosen(ada, letter, administrator):
    tokens = enter()
    with administrator():
        people.send_letter(user_id=ada.user_id, kind="reset_password")
    with pytest.raises(WrongCredentials):
        enter()
    with pytest.raises(RefreshRefused):
        door.refresh(refresh_token=tokens.refresh_token)
    door.reset_password(token=letter("reset_password"), password="another horse battery")
    assert enter(password="another horse battery")


def test_a_confirmed_email_is_not_asked_to_confirm_again(ada, said, letter, administrator):
    door.verify_email(token=letter("verify_email"))
    before = len(said("user.letter.requested"))
    with administrator():
        people.send_letter(user_id=ada.user_id, kind="verify_email")
    assert len(said("user.letter.requested")) == before


@pytest.mark.parametrize("deed", ["block", "unblock", "open_locks", "send_letter"])
def test_nobody_governs_somebody_who_may_more(ada, deed):
    users.give_role(key="k", user_id=ada.user_id, role="staff")
    more = {"block": {"why": "spite"}, "send_letter": {"kind": "reset_password"}}.get(deed, {})
    clerk = identity.Identity("usr_clerk", given=frozenset({"users.manage"}))
    with identity.acting_as(clerk), pytest.raises(RoleBeyondYou):
        getattr(people, deed)(user_id=ada.user_id, **more)
    assert enter()


def test_nobody_blocks_themselves_or_the_last_administrator(ada):
    users.give_role(key="k", user_id=ada.user_id, role="administrator")
    me = identity.Identity(ada.user_id, frozenset({"administrator"}))
    with identity.acting_as(me), pytest.raises(OwnAccount):
        people.block(user_id=ada.user_id, why="tired")
    almighty = identity.Identity("usr_other", given=permissions.ALL)
    with identity.acting_as(almighty), pytest.raises(LastAdministrator):
        people.block(user_id=ada.user_id, why="coup")


def test_a_block_says_why_and_whom(ada, administrator):
    with administrator():
        with pytest.raises(Invalid):
            people.block(user_id=ada.user_id, why=" ")
        with pytest.raises(UserNotFound):
            people.block(user_id="usr_nobody", why="x")
    assert Account.objects.get().blocked_at is None


def test_address_books_need_a_permission_of_their_own(ada, client, signed_in, post):
    staff, admin = signed_in("usr_s", ["staff"]), signed_in("usr_a", ["administrator"])
    path = f"/api/users/{ada.user_id}/addresses"
    assert client.get(path, headers=staff).status_code == 403
    assert client.get(path, headers=admin).json() == {"items": [], "next": None}
    assert client.get("/api/users/usr_nobody/addresses", headers=admin).status_code == 404
    assert client.get("/api/users?emial=ada", headers=staff).status_code == 400
    assert client.get("/api/users?email=ada", headers=staff).json()["items"][0]["name"] == "Ada Byron"
    assert post(f"/users/{ada.user_id}/block", {"why": "x"}, staff).status_code == 403
    assert post(f"/users/{ada.user_id}/block", {}, admin).status_code == 422
    assert post(f"/users/{ada.user_id}/block", {"why": "x"}, admin).status_code == 204
