"""Everybody's accounts, for staff."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from souk.contracts.users.calls import Account, Role
from souk.kernel.api import Body
from souk.kernel.identity import staff_may
from souk.services.users.api.door import api
from souk.services.users.use_cases import accounts, roles
from souk.vocabulary.pages import Page


class RolesIn(Body):
    """All roles the account shall have; `shopper` is always among them. `custom_roles`: ids; left out they stay as they are."""

    roles: list[Role] = Field(max_length=4)
    custom_roles: list[str] | None = Field(default=None, max_length=20)


class AccountPage(Page[Account]):
    """Accounts, the newest first."""


@api.get("/users", may=staff_may("users.read"))
def list_users(
    request: HttpRequest,
    email: str = Query("", max_length=254),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(24, ge=1, le=100),
) -> AccountPage:
    """The newest first; with `email` the one account that has it."""
    found = accounts.page(email=email, cursor=cursor, limit=limit)
    return AccountPage.model_construct(items=found.items, next=found.next)


@api.get("/users/{user_id}", may=staff_may("users.read"))
def show_user(request: HttpRequest, user_id: str) -> Account:
    return accounts.one(user_id)


@api.put("/users/{user_id}/roles", may=staff_may("roles.manage"))
def set_roles(request: HttpRequest, user_id: str, body: RolesIn) -> Account:
    """Replaces the account's roles; its access tokens are made anew at the next refresh. Nobody gives more than they may do."""
    roles.replace(user_id=user_id, wanted=body.roles, custom=body.custom_roles)
    return accounts.one(user_id)
