"""Everybody's accounts, for staff: finding them, helping them, acting for them."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from souk.contracts.users.calls import (
    Account,
    ActingToken,
    PeopleFilter,
    PeopleSort,
    Person,
    Role,
    SavedAddress,
)
from souk.kernel.access.identity import staff_may
from souk.kernel.web.api import Body, Moment, json_answer, to_json
from souk.services.users.api.door import api
from souk.services.users.use_cases import accounts, acting, address_book, people, roles
from souk.vocabulary.pages import Page


class RolesIn(Body):
    """All roles the account shall have; `shopper` is always among them, and `shop_owner` stays as its shop says. `custom_roles`: ids;
    left out they stay as they are."""

    roles: list[Role] = Field(max_length=4)
    custom_roles: list[str] | None = Field(default=None, max_length=20)


class BlockIn(Body):
    why: str = Field(min_length=1, max_length=200)


class LetterIn(Body):
    """`reset_password` forces a new password: every session ends and the old one opens nothing."""

    kind: Literal["verify_email", "reset_password"]


class ActIn(Body):
    reason: str = Field(min_length=1, max_length=200)


class AccountPage(Page[Account]):
    """Accounts, the newest first."""


@api.get("/users", may=staff_may("users.read"))
def list_users(
    request: HttpRequest,
    email: str = Query("", max_length=254, description="The beginning of it"),
    name: str = Query("", max_length=120, description="A part of it"),
    role: Literal["", "shop_owner", "staff", "administrator"] = "",
    custom_role: str = Query("", max_length=40),
    verified: bool | None = None,
    blocked: bool | None = None,
    locked: bool | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    sort: PeopleSort = Query("-joined", description="With a minus the other way round"),
    cursor: str | None = Query(None, max_length=800),
    limit: int = Query(24, ge=1, le=100),
) -> AccountPage:
    """The newest first, if not asked otherwise."""
    wanted = PeopleFilter(
        email=email, name=name, role=role, custom_role=custom_role, is_verified=verified, is_blocked=blocked,
        is_locked=locked, since=since, until=until,
    )  # fmt: skip
    found = people.page(wanted, sort, cursor, limit)
    return AccountPage.model_construct(items=[row.account for row in found.items], next=found.next)


@api.get("/users/{user_id}", may=staff_may("users.read"))
def show_user(request: HttpRequest, user_id: str) -> Person:
    """The account, its roles and what they permit, its locks and its newest sessions."""
    return people.one(user_id)


@api.get("/users/{user_id}/addresses", may=staff_may("users.addresses"))
def show_addresses(request: HttpRequest, user_id: str) -> Page[SavedAddress]:
    """All of them: an address book is small. `next` is always null."""
    return Page(items=address_book.addresses(accounts.find(user_id).user_id))


@api.put("/users/{user_id}/roles", may=staff_may("roles.manage"), reads=staff_may("users.read"))
def set_roles(request: HttpRequest, user_id: str, body: RolesIn) -> Account:
    """Replaces the account's roles; its access tokens are made anew at the next refresh. Nobody gives more than they may do."""
    roles.replace(user_id=user_id, wanted=body.roles, custom=body.custom_roles)
    return accounts.one(user_id)


@api.post("/users/{user_id}/block", may=staff_may("users.manage"), status=204)
def block_user(request: HttpRequest, user_id: str, body: BlockIn) -> None:
    """Ends every session, and lets nobody in. Blocking twice is no error."""
    people.block(user_id, body.why)


@api.post("/users/{user_id}/unblock", may=staff_may("users.manage"), status=204)
def unblock_user(request: HttpRequest, user_id: str) -> None:
    people.unblock(user_id)


@api.post("/users/{user_id}/unlock", may=staff_may("users.manage"), status=204)
def unlock_user(request: HttpRequest, user_id: str) -> None:
    """Forgets wrong passwords, whatever address they came from."""
    people.open_locks(user_id)


@api.post("/users/{user_id}/letters", may=staff_may("users.manage"), status=202)
def send_letter(request: HttpRequest, user_id: str, body: LetterIn) -> None:
    """Sends the confirmation letter again, or forces a new password."""
    people.send_letter(user_id, body.kind)


@api.post(
    "/users/{user_id}/act",
    may=staff_may("act_on_behalf"),
    reads=staff_may("act_on_behalf"),  # the token is what was asked for
    status=201,
    answers=ActingToken,
)
def act_for_user(request: HttpRequest, user_id: str, body: ActIn) -> HttpResponse:
    """A token of ten minutes to act for a shopper or a shop owner, never for staff; `POST /auth/logout` with it ends it.

    It cannot pay, change the password or forget the account, and whatever it changes is in the audit trail."""
    answer = json_answer(to_json(acting.act(user_id=user_id, reason=body.reason)), 201)
    answer["Cache-Control"] = "no-store"
    return answer
