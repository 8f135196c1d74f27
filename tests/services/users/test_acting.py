"""Acting for somebody, and what the audit trail has of it."""

from __future__ import annotations

import jwt
import orjson
import pytest

from souk.contracts.users.calls import AccountBlocked, NotForStaff, RefreshRefused
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.trail import TrailFilter
from souk.kernel.models import TrailRow
from souk.kernel.operations import health
from souk.services.users.service import PeopleService, SessionsService, UsersService
from souk.vocabulary.problems import Forbidden, Invalid, Unauthenticated, Unavailable

from .conftest import PASSWORD

door, users, people = SessionsService(), UsersService(), PeopleService()


@pytest.fixture
def grace():
    account = door.signup(email="grace@example.org", password=PASSWORD, name="Grace")
    return users.give_role(key="grace", user_id=account.user_id, role="administrator")


def enter(email: str = "grace@example.org"):
    return door.login(email=email, password=PASSWORD, address="192.0.2.1")


@pytest.fixture
def acting(ada, grace):
    """A token with which Grace acts for Ada."""
    with identity.acting_as(identity.verify_access_token(enter().access_token)):
        return people.act(user_id=ada.user_id, reason="Called about a parcel").access_token


def is_good(token: str) -> bool:
    try:
        identity.verify_access_token(token)
    except Unauthenticated:
        return False
    return True


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def trail(**wanted: str) -> list[tuple[str, str]]:
    return [(entry.kind, entry.deed) for entry in health.trail(TrailFilter(**wanted))[0].items]


def test_the_token_says_who_acts_for_whom_and_has_no_rights_of_staff(acting, ada, grace):
    claims = jwt.decode(acting, options={"verify_signature": False})
    assert (claims["sub"], claims["act"]) == (ada.user_id, {"sub": grace.user_id})
    assert claims["exp"] - claims["iat"] <= 15 * 60
    who = identity.verify_access_token(acting)
    assert (who.user_id, who.actor_id, who.permissions) == (ada.user_id, grace.user_id, frozenset())


def test_it_cannot_be_refreshed(acting):
    with pytest.raises(RefreshRefused):
        door.refresh(refresh_token=acting)


def test_it_ends_by_itself(acting):
    with clock.shifted(15 * 60):
        assert not is_good(acting)


def test_who_stops_has_stopped_and_the_account_stays_signed_in(acting, client):
    adas = enter("ada@example.org")
    assert client.post("/api/auth/logout", data=b"{}", content_type="application/json", headers=bearer(acting)).status_code == 204  # fmt: skip
    assert not is_good(acting)
    assert is_good(adas.access_token)
    assert ("done", "users.act.stop") in trail()


@pytest.mark.parametrize(
    "end", ["staff signs out", "staff loses the role", "staff is blocked", "the account is blocked"]
)
def test_it_ends_with_what_it_rests_on(acting, ada, grace, end, administrator):
    other = door.signup(email="other@example.org", password=PASSWORD, name="Other")
    users.give_role(key="o", user_id=other.user_id, role="administrator")
    if end == "staff signs out":
        tokens = enter()
        door.logout(access_token=tokens.access_token)
    with administrator():
        if end == "staff loses the role":
            people.set_roles(user_id=grace.user_id, roles=["shopper"], custom_roles=[])
        elif end == "staff is blocked":
            people.block(user_id=grace.user_id, why="x")
        elif end == "the account is blocked":
            people.block(user_id=ada.user_id, why="x")
    assert not is_good(acting)


def test_while_nobody_can_say_whether_it_was_revoked_it_opens_nothing(acting):
    from souk.kernel.cache import use_cache
    from tests.fakes.shared_cache import ForgetfulCache

    cache = ForgetfulCache()
    use_cache(cache)
    cache.is_away = True
    with pytest.raises(Unavailable):
        identity.verify_access_token(acting)


def test_nobody_acts_for_staff_for_themselves_or_for_who_is_blocked(ada, grace, administrator):
    bob = door.signup(email="bob@example.org", password=PASSWORD, name="Bob")
    users.give_role(key="b", user_id=bob.user_id, role="staff")
    with identity.acting_as(identity.verify_access_token(enter().access_token)):
        for user_id in (bob.user_id, grace.user_id):
            with pytest.raises(NotForStaff):
                people.act(user_id=user_id, reason="curious")
        role = people.save_role(role_id=None, name="Support", about="", permissions=["orders.read"])
        people.set_roles(user_id=ada.user_id, roles=["shopper"], custom_roles=[role.role_id])
        with pytest.raises(NotForStaff):
            people.act(user_id=ada.user_id, reason="a custom role is staff too")
        people.remove_role(role_id=role.role_id)
        with pytest.raises(Invalid):
            people.act(user_id=ada.user_id, reason=" ")
        people.block(user_id=ada.user_id, why="x")
        with pytest.raises(AccountBlocked):
            people.act(user_id=ada.user_id, reason="why not")


def test_nobody_acts_without_the_permission_or_through_another_acting(acting, ada):
    with identity.acting_as(identity.Identity("usr_s", frozenset({"staff"}))), pytest.raises(Forbidden):
        people.act(user_id=ada.user_id, reason="x")
    bob = door.signup(email="bob@example.org", password=PASSWORD, name="Bob")
    with identity.acting_as(identity.verify_access_token(acting)), pytest.raises(Forbidden):
        people.act(user_id=bob.user_id, reason="x")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/auth/password/change", {"old": PASSWORD, "new": "another horse battery"}),
        ("post", "/users/me/erasure", {"password": PASSWORD}),
        ("get", "/users/me/export", None),
        ("post", "/checkout", {}),
        ("post", "/orders/ord_1/payments", {}),
        ("put", "/users/usr_1/roles", {"roles": ["administrator"]}),
        ("post", "/users/usr_1/act", {"reason": "x"}),
        ("put", "/customers/me/birthday", {"date_of_birth": "1990-03-21"}),
        ("post", "/products/prd_1/reviews", {"stars": 5}),
        ("post", "/shops/shp_1/reviews", {"stars": 5}),
        ("delete", "/reviews/rev_1", None),
        ("post", "/reviews/rev_1/votes", {"is_helpful": True}),
        ("post", "/reviews/rev_1/flags", {"reason": "spam"}),
        ("post", "/reviews/rev_1/answer", {"text": "Thank you"}),
        ("delete", "/reviews/rev_1/answer", None),
        ("post", "/reviews/rev_1/pictures", None),
        ("delete", "/reviews/rev_1/pictures?url=x", None),
        ("post", "/products/prd_1/comments", {"text": "Is it blue?"}),
        ("patch", "/comments/cmt_1", {"text": "Is it blue?"}),
        ("delete", "/comments/cmt_1", None),
        ("post", "/comments/cmt_1/flags", {"reason": "spam"}),
        ("post", "/comments/cmt_1/answer", {"text": "It is"}),
        ("delete", "/comments/cmt_1/answer", None),
    ],
)
def test_some_things_nobody_does_for_others(acting, client, method, path, body):
    headers = bearer(acting) | {"Idempotency-Key": "k"}
    answer = getattr(client, method)(
        f"/api{path}", data=orjson.dumps(body) if body is not None else None,
        **({"content_type": "application/json"} if body is not None else {}), headers=headers,
    )  # fmt: skip
    assert answer.status_code == 403, answer.content


def test_who_was_erased_meanwhile_acts_for_nobody(ada):
    gone = identity.issue_access_token("usr_gone", ["administrator"], "tok_gone")
    with identity.acting_as(identity.verify_access_token(gone)), pytest.raises(Forbidden):
        people.act(user_id=ada.user_id, reason="Called")


def test_the_use_cases_refuse_it_too(acting, ada):
    with identity.acting_as(identity.verify_access_token(acting)), pytest.raises(Forbidden):
        users.change_password(user_id=ada.user_id, old=PASSWORD, new="another horse battery")


def test_what_is_done_for_somebody_is_in_the_trail(acting, ada, grace, client):
    answer = client.patch(
        "/api/users/me", data=b'{"name": "Ada Lovelace"}', content_type="application/json",
        headers=bearer(acting) | {"X-Request-ID": "asked-1"},
    )  # fmt: skip
    assert answer.json()["name"] == "Ada Lovelace"
    row = TrailRow.objects.using("users").get(deed="PATCH /users/me")
    assert (row.actor_id, row.as_id, row.request_id) == (grace.user_id, ada.user_id, "asked-1")
    assert row.address
    assert trail(as_id=ada.user_id) == [("done", "users.account.change"), ("asked", "PATCH /users/me")]
    assert "Lovelace" not in str(list(TrailRow.objects.using("users").values()))


def test_what_somebody_does_for_themselves_is_not_in_the_trail(ada, client):
    headers = bearer(enter("ada@example.org").access_token)
    client.patch(
        "/api/users/me", data=b'{"name": "Ada L."}', content_type="application/json", headers=headers
    )
    assert trail() == []


def test_a_deed_is_written_with_what_was_before_and_after(ada, grace, client):
    headers = bearer(enter().access_token)
    answer = client.put(
        f"/api/users/{ada.user_id}/roles", data=b'{"roles": ["staff"]}', content_type="application/json",
        headers=headers,
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    asked, done = TrailRow.objects.using("users").order_by("entry_id")
    assert (asked.kind, asked.deed, asked.subject) == ("asked", "PUT /users/{user_id}/roles", ada.user_id)
    assert (done.deed, done.subject, done.before, done.after) == (
        "roles.give", ada.user_id, '["shopper"]', '["shopper","staff"]',
    )  # fmt: skip
    assert asked.request_id == done.request_id != ""
    assert done.actor_id == grace.user_id


def test_a_refused_change_leaves_no_deed(ada, client, signed_in):
    """Rolled back with its transaction; that it was asked for, and refused, stays."""
    headers = signed_in("usr_nobody", ["administrator"])
    users.give_role(key="k", user_id=ada.user_id, role="administrator")
    answer = client.put(
        f"/api/users/{ada.user_id}/roles",
        data=b'{"roles": []}',
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 409
    assert trail() == [
        ("refused", "PUT /users/{user_id}/roles"),
        ("asked", "PUT /users/{user_id}/roles"),
    ]
    row = TrailRow.objects.using("users").get(kind="refused")
    assert (
        orjson.loads(row.after) == {"why": "409 Administrators need another administrator"}
        or "409" in row.after
    )


ADDRESS = {
    "name": "Ada",
    "line1": "1 Navy Yard",
    "city": "Arlington",
    "postal_code": "22202",
    "country": "US",
}


def test_whatever_is_changed_for_somebody_leaves_a_deed(acting, ada, client, post):
    headers = bearer(acting)
    made = post(
        "/users/me/addresses", {"address": ADDRESS, "is_default": True}, headers | {"Idempotency-Key": "k"}
    )
    assert made.status_code == 201, made.content
    saved = made.json()["address_id"]
    assert client.delete(f"/api/users/me/addresses/{saved}", headers=headers).status_code == 204
    done = [deed for kind, deed in trail(as_id=ada.user_id) if kind == "done"]
    assert done == ["users.address.remove", "users.address.save"]
    told = TrailRow.objects.using("users").get(deed="users.address.save")
    assert (told.subject, orjson.loads(told.after)) == (saved, {"is_new": True, "is_default": True})
    assert "Navy Yard" not in str(list(TrailRow.objects.using("users").values()))


def test_what_no_use_case_notes_is_noted_all_the_same(acting, ada):
    from souk.kernel.data.database import changes
    from souk.services.users.models import Account, DoneOnce

    def change(user_id: str) -> None:
        with changes("users"):
            with changes("users"):
                Account.objects.filter(user_id=user_id).update(wants_newsletter=True)
            DoneOnce.objects.create(key="x", about="y", done_at=clock.now())
            assert Account.objects.exists()

    with identity.acting_as(identity.verify_access_token(acting)):
        change(ada.user_id)
    (row,) = TrailRow.objects.using("users").filter(as_id=ada.user_id)
    assert (row.kind, row.deed, row.subject) == ("done", "users.change", ada.user_id)
    assert orjson.loads(row.after) == {"changed": ["account", "doneonce"]}


def test_what_is_undone_leaves_no_deed(acting, ada):
    from souk.kernel.data.database import changes
    from souk.services.users.models import Account

    def change_and_fail() -> None:
        with changes("users"):
            Account.objects.filter(user_id=ada.user_id).update(wants_newsletter=True)
            raise KeyError

    with identity.acting_as(identity.verify_access_token(acting)), pytest.raises(KeyError):
        change_and_fail()
    assert trail(as_id=ada.user_id) == []


def test_no_password_and_no_token_is_ever_in_the_trail(acting, ada, client, post, grace):
    headers = bearer(enter().access_token)
    post(f"/users/{ada.user_id}/letters", {"kind": "reset_password"}, headers)
    post("/users/me/addresses", {"address": {}, "password": "hunter2 hunter2"}, bearer(acting))
    post(f"/users/{ada.user_id}/act", {"reason": "x"}, headers)
    for row in TrailRow.objects.using("users").values():
        text = str(row)
        assert not [secret for secret in (PASSWORD, "hunter2", "eyJ") if secret in text], text


def test_the_trail_is_read_by_who_did_it_to_whom_and_when(acting, ada, grace, client, signed_in):
    headers = signed_in("usr_auditor", ["administrator"])

    def read(query: str = "") -> dict:
        answer = client.get(f"/api/audit-trail{query}", headers=headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    assert [item["deed"] for item in read()["items"]] == ["users.act"]
    assert read(f"?actor={grace.user_id}&subject={ada.user_id}&deed=users.")["items"]
    assert not read("?actor=usr_else")["items"]
    assert not read("?from=2099-01-01T00:00:00Z")["items"]
    assert not read("?to=2000-01-01T00:00:00Z")["items"]
    assert read("?from=2000-01-01T00:00:00Z")["items"]
    assert client.get("/api/audit-trail", headers=signed_in("usr_s", ["staff"])).status_code == 403


def test_the_trail_of_many_houses_goes_on_where_it_stopped(grace):
    from souk.kernel.data.database import changes

    with identity.acting_as(identity.Identity(grace.user_id, frozenset({"administrator"}))):
        for number in range(7):
            with changes(("users", "orders", "shops")[number % 3]) as change:
                change.note("test.deed", f"it_{number}")
    seen, cursor = [], None
    while True:
        page, away = health.trail(TrailFilter(), cursor, limit=2)
        seen += [entry.subject for entry in page.items]
        if (cursor := page.next) is None:
            break
    assert (seen, away) == ([f"it_{number}" for number in reversed(range(7))], [])
