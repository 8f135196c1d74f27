"""Roles and the permissions they are made of."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from souk.contracts.users.calls import CustomRole
from souk.kernel.access.identity import staff_may
from souk.kernel.access.permissions import PERMISSIONS
from souk.kernel.web.api import Body
from souk.services.users.api.door import api
from souk.services.users.use_cases import custom_roles
from souk.vocabulary.calls import Message
from souk.vocabulary.pages import Page

manager, reader = staff_may("roles.manage"), staff_may("roles.manage", "users.read")

PermissionName = Annotated[str, StringConstraints(max_length=40)]


class PermissionTold(Message):
    name: str
    sentence: str


class RoleIn(Body):
    name: str = Field(min_length=1, max_length=60)
    about: str = Field(default="", max_length=200)
    permissions: list[PermissionName] = Field(min_length=1, max_length=100)


@api.get("/permissions", may=manager)
def list_permissions(request: HttpRequest) -> Page[PermissionTold]:
    """What a role can be made of. All of them: `next` is always null."""
    told = [PermissionTold(name=name, sentence=sentence) for name, sentence in PERMISSIONS.items()]
    return Page(items=told)


@api.get("/roles", may=reader)
def list_roles(request: HttpRequest) -> Page[CustomRole]:
    """The roles that were made here, by name. All of them: `next` is always null."""
    return Page(items=custom_roles.all_roles())


@api.post("/roles", may=manager, reads=reader, status=201)
def make_role(request: HttpRequest, body: RoleIn) -> CustomRole:
    """A role may permit only what its maker may do."""
    return custom_roles.make(name=body.name, about=body.about, wanted=body.permissions)


@api.get("/roles/{role_id}", may=reader)
def show_role(request: HttpRequest, role_id: str) -> CustomRole:
    return custom_roles.one(role_id)


@api.put("/roles/{role_id}", may=manager, reads=reader)
def change_role(request: HttpRequest, role_id: str, body: RoleIn) -> CustomRole:
    """Whoever has the role needs a new access token; the refresh token gets one."""
    return custom_roles.change(role_id, name=body.name, about=body.about, wanted=body.permissions)


@api.delete("/roles/{role_id}", may=manager, status=204)
def remove_role(request: HttpRequest, role_id: str) -> None:
    """Takes it from everybody. Removing it twice is no error."""
    custom_roles.remove(role_id)
