"""What neighbours are promised, kept by the house and by its fake alike."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from souk.contracts.users.calls import (
    AccountLocked,
    AddressNotFound,
    EmailTaken,
    RefreshRefused,
    Sessions,
    TokenInvalid,
    UserNotFound,
    Users,
    WrongCredentials,
)
from souk.kernel import clock
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.users.service import SessionsService, UsersService
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Invalid
from tests.fakes.users import FakeSessions, FakeUsers

PASSWORD = "right horse battery"
HOME = PostalAddress(
    name="Ada Byron", line1="1 Analytical Row", city="Berlin", postal_code="10115", country="DE"
)
WORK = HOME.model_copy(update={"line1": "2 Engine Yard"})
HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(params=["house", "rehearsal", "fake"])
def door(request, said):
    """`users`, `sessions`, and `token(kind)`: that of the last letter."""
    if request.param != "fake":
        far = request.param == "rehearsal"
        return SimpleNamespace(
            users=Rehearsal(Users, UsersService()) if far else UsersService(),
            sessions=Rehearsal(Sessions, SessionsService()) if far else SessionsService(),
            token=lambda kind: said("user.letter.requested", letter=kind)[-1]["token"],
            letters=lambda kind: len(said("user.letter.requested", letter=kind)),
        )
    users = FakeUsers()
    sessions = FakeSessions(users)
    return SimpleNamespace(
        users=users,
        sessions=sessions,
        token=lambda kind: [token for sent, _, token in sessions.letters if sent == kind][-1],
        letters=lambda kind: sum(sent == kind for sent, _, _ in sessions.letters),
    )


@pytest.fixture
def ada(door):
    return door.sessions.signup(
        email="ada@example.org", password=PASSWORD, name="Ada Byron", wants_newsletter=True
    )


def test_whoever_signs_up_is_an_unconfirmed_shopper(door, ada):
    assert (ada.email, ada.name, ada.roles, ada.is_verified) == (
        "ada@example.org",
        "Ada Byron",
        ["shopper"],
        False,
    )
    assert ada.wants_newsletter
    assert door.users.accounts(user_ids=[ada.user_id, "usr_nobody"]) == [ada]
    with pytest.raises(EmailTaken):
        door.sessions.signup(email="ADA@example.org", password=PASSWORD, name="Other")
    with pytest.raises(Invalid):
        door.sessions.signup(email="eve@example.org", password="short", name="Eve")


def test_the_letters_token_confirms_the_email_once(door, ada):
    token = door.token("verify_email")
    assert door.sessions.verify_email(token=token).is_verified
    for wrong in (token, "garbage", ""):
        with pytest.raises(TokenInvalid):
            door.sessions.verify_email(token=wrong)


def test_a_confirmation_letter_is_sent_again_only_where_there_is_something_to_confirm(door, ada):
    door.sessions.send_verification(email="ada@example.org")
    door.sessions.send_verification(email="nobody@example.org")
    assert door.letters("verify_email") == 2
    door.sessions.verify_email(token=door.token("verify_email"))
    door.sessions.send_verification(email="ada@example.org")
    assert door.letters("verify_email") == 2


def test_signing_in_gives_tokens_that_turn_over(door, ada):
    tokens = door.sessions.login(email="Ada@example.org", password=PASSWORD, address=HERE)
    assert tokens.account == ada
    second = door.sessions.refresh(refresh_token=tokens.refresh_token)
    assert second.refresh_token != tokens.refresh_token
    assert door.sessions.refresh(refresh_token=second.refresh_token).account == ada


def test_a_refresh_token_used_twice_ends_its_whole_family(door, ada):
    other = door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    first = door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    second = door.sessions.refresh(refresh_token=first.refresh_token)
    for stolen in (first, second):
        with pytest.raises(RefreshRefused):
            door.sessions.refresh(refresh_token=stolen.refresh_token)
    assert door.sessions.refresh(refresh_token=other.refresh_token)


def test_pages_asked_for_at_once_share_a_turn_until_it_was_turned_over(door, ada):
    tokens = door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    second = door.sessions.refresh(refresh_token=tokens.refresh_token, shared_seconds=60)
    again = door.sessions.refresh(refresh_token=tokens.refresh_token, shared_seconds=60)
    assert again.refresh_token == second.refresh_token
    door.sessions.refresh(refresh_token=second.refresh_token)
    with pytest.raises(RefreshRefused):
        door.sessions.refresh(refresh_token=tokens.refresh_token, shared_seconds=60)


def test_a_turn_is_shared_for_a_while_only(door, ada):
    tokens = door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    second = door.sessions.refresh(refresh_token=tokens.refresh_token, shared_seconds=60)
    with clock.shifted(61), pytest.raises(RefreshRefused):
        door.sessions.refresh(refresh_token=tokens.refresh_token, shared_seconds=60)
    with pytest.raises(RefreshRefused):
        door.sessions.refresh(refresh_token=second.refresh_token)


def test_signing_out_ends_the_session_and_forgives_garbage(door, ada):
    tokens = door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    for _ in range(2):
        door.sessions.logout(access_token=tokens.access_token, refresh_token=tokens.refresh_token)
    door.sessions.logout(access_token="garbage", refresh_token="garbage")
    with pytest.raises(RefreshRefused):
        door.sessions.refresh(refresh_token=tokens.refresh_token)


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_three_wrong_passwords_lock_an_email_for_an_address_whether_or_not_it_exists(door, ada, email):
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            door.sessions.login(email=email, password="not the right one", address=HERE)
    with pytest.raises(AccountLocked):
        door.sessions.login(email=email, password=PASSWORD, address=HERE)
    assert door.letters("unlock_account") == (email == "ada@example.org")


def test_a_lock_binds_only_the_address_that_guessed_and_the_letter_opens_it(door, ada):
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            door.sessions.login(email="ada@example.org", password="not the right one", address=HERE)
    assert door.sessions.login(email="ada@example.org", password=PASSWORD, address=THERE)
    door.sessions.unlock(token=door.token("unlock_account"))
    assert door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    with pytest.raises(TokenInvalid):
        door.sessions.unlock(token=door.token("unlock_account"))


def test_the_right_password_forgets_the_wrong_ones_before_it(door, ada):
    for _ in range(3):
        for _ in range(2):
            with pytest.raises(WrongCredentials):
                door.sessions.login(email="ada@example.org", password="not the right one", address=HERE)
        assert door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)


def test_a_new_password_ends_every_session_and_opens_every_lock(door, ada):
    tokens = door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            door.sessions.login(email="ada@example.org", password="not the right one", address=HERE)
    door.sessions.request_reset(email="ada@example.org")
    door.sessions.request_reset(email="nobody@example.org")
    assert door.letters("reset_password") == 1
    with pytest.raises(Invalid):
        door.sessions.reset_password(token=door.token("reset_password"), password="short")
    door.sessions.reset_password(token=door.token("reset_password"), password="another horse battery")
    with pytest.raises(RefreshRefused):
        door.sessions.refresh(refresh_token=tokens.refresh_token)
    assert door.sessions.login(email="ada@example.org", password="another horse battery", address=HERE)
    with pytest.raises(WrongCredentials):
        door.sessions.login(email="ada@example.org", password=PASSWORD, address=HERE)
    with pytest.raises(TokenInvalid):
        door.sessions.reset_password(token=door.token("reset_password"), password="a third horse battery")


def test_a_token_opens_only_what_its_letter_is_for(door, ada):
    for use in (door.sessions.unlock, door.sessions.verify_email):
        door.sessions.request_reset(email="ada@example.org")
        with pytest.raises(TokenInvalid):
            use(token=door.token("reset_password"))


def test_an_account_opened_twice_is_one(door):
    def wish(key):
        return door.users.open_account(
            key=key,
            email="staff@example.org",
            password=PASSWORD,
            name="Grace",
            roles=["staff"],
            is_verified=True,
        )

    first = wish("a")
    assert first.roles == ["shopper", "staff"]
    assert first.is_verified
    assert wish("a") == wish("b") == first


def test_a_password_is_changed_by_who_knows_it(door, ada):
    with pytest.raises(WrongCredentials):
        door.users.change_password(user_id=ada.user_id, old="not the right one", new="another horse battery")
    with pytest.raises(Invalid) as refused:
        door.users.change_password(user_id=ada.user_id, old=PASSWORD, new="short")
    assert refused.value.errors[0].pointer == "/new"
    door.users.change_password(user_id=ada.user_id, old=PASSWORD, new="another horse battery")
    assert door.sessions.login(email=ada.email, password="another horse battery", address=HERE)
    with pytest.raises(UserNotFound):
        door.users.change_password(user_id="usr_nobody", old=PASSWORD, new="another horse battery")


def test_only_what_is_named_changes(door, ada):
    assert door.users.update_account(user_id=ada.user_id, name="Ada L.").wants_newsletter
    changed = door.users.update_account(user_id=ada.user_id, wants_newsletter=False)
    assert (changed.name, changed.wants_newsletter) == ("Ada L.", False)
    with pytest.raises(UserNotFound):
        door.users.update_account(user_id="usr_nobody", name="Eve")


def test_the_first_address_is_the_default_and_there_is_always_one(door, ada):
    home = door.users.save_address(key="1", user_id=ada.user_id, address=HOME, is_default=False)
    work = door.users.save_address(key="2", user_id=ada.user_id, address=WORK, is_default=False)
    assert (home.is_default, work.is_default) == (True, False)
    door.users.save_address(
        key="3", user_id=ada.user_id, address=WORK, is_default=True, address_id=work.address_id
    )
    assert [a.address_id for a in door.users.addresses(user_id=ada.user_id)] == [
        work.address_id,
        home.address_id,
    ]
    door.users.save_address(
        key="4", user_id=ada.user_id, address=WORK, is_default=False, address_id=work.address_id
    )
    assert [a.is_default for a in door.users.addresses(user_id=ada.user_id)] == [True, False]
    for _ in range(2):
        door.users.remove_address(user_id=ada.user_id, address_id=work.address_id)
    assert [(a.address, a.is_default) for a in door.users.addresses(user_id=ada.user_id)] == [(HOME, True)]


def test_an_address_is_saved_once_per_key(door, ada):
    first = door.users.save_address(key="k", user_id=ada.user_id, address=HOME, is_default=True)
    assert door.users.save_address(key="k", user_id=ada.user_id, address=HOME, is_default=True) == first
    assert len(door.users.addresses(user_id=ada.user_id)) == 1
    door.users.save_address(
        key="2", user_id=ada.user_id, address=WORK, is_default=True, address_id=first.address_id
    )
    late = door.users.save_address(key="k", user_id=ada.user_id, address=HOME, is_default=True)
    assert late.address == WORK


def test_nobody_touches_other_peoples_addresses(door, ada):
    mine = door.users.save_address(key="1", user_id=ada.user_id, address=HOME, is_default=True)
    eve = door.sessions.signup(email="eve@example.org", password=PASSWORD, name="Eve")
    with pytest.raises(AddressNotFound):
        door.users.save_address(
            key="2", user_id=eve.user_id, address=WORK, is_default=True, address_id=mine.address_id
        )
    with pytest.raises(AddressNotFound):
        door.users.remove_address(user_id=eve.user_id, address_id=mine.address_id)
    assert door.users.addresses(user_id=eve.user_id) == []
    assert door.users.addresses(user_id=ada.user_id) == [mine]


def test_a_role_given_twice_is_held_once(door, ada):
    for key in ("a", "a", "b"):
        assert door.users.give_role(key=key, user_id=ada.user_id, role="shop_owner").roles == [
            "shopper",
            "shop_owner",
        ]
    with pytest.raises(UserNotFound):
        door.users.give_role(key="c", user_id="usr_nobody", role="staff")


def test_what_is_no_picture_is_refused(door, ada):
    with pytest.raises(Invalid):
        door.users.set_picture(user_id=ada.user_id, content=b"<svg onload=alert(1)>")
    assert door.users.set_picture(user_id=ada.user_id, content=b"").picture_url is None
