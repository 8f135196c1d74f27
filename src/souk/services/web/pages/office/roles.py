"""Roles in the back office: what each permission lets people do, and roles made of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from souk.contracts.users.calls import CustomRole, People, RoleNotFound
from souk.kernel.access.identity import staff_may
from souk.kernel.access.permissions import PERMISSIONS, STAFF
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.vocabulary.problems import Refused

people = ask(People)

LIST = f"{HOME}/roles"
MANAGE = staff_may("roles.manage")


class RoleForm(StreetForm):
    name = forms.CharField(label="Name", max_length=60)
    about = forms.CharField(label="What it is for", max_length=200, required=False)
    permissions = forms.MultipleChoiceField(
        label="Who has it may",
        choices=[*PERMISSIONS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )


@shown()
@opens_to(MANAGE)
def all_roles(visit: Visit) -> HttpResponse:
    """A matrix: permissions down, roles across."""
    made = people.roles()
    columns = [
        {"name": "Administrator", "url": ""},
        {"name": "Staff", "url": ""},
        *({"name": role.name, "url": f"{LIST}/{role.role_id}"} for role in made),
    ]
    matrix = [
        {"sentence": sentence, "cells": list(zip(columns, _has(name, made), strict=True))}
        for name, sentence in PERMISSIONS.items()
    ]
    return office(visit, "Roles", "roles.html", {"matrix": matrix, "columns": columns})


def _has(permission: str, made: list[CustomRole]) -> list[bool]:
    """Role by role, as the columns are."""
    return [True, permission in STAFF, *(permission in role.permissions for role in made)]


@shown("GET", "POST")
@opens_to(MANAGE)
def new(visit: Visit) -> HttpResponse:
    form = RoleForm(visit.request.POST) if visit.request.method == "POST" else RoleForm()
    if form.is_bound and form.is_valid() and _save(form, None):
        return visit.see_other(LIST, "saved")
    return _page(visit, form, None)


@shown("GET", "POST")
@opens_to(MANAGE)
def one(visit: Visit, role_id: str) -> HttpResponse:
    role = _find(role_id)
    known = {"name": role.name, "about": role.about, "permissions": role.permissions}
    form = RoleForm(visit.request.POST) if visit.request.method == "POST" else RoleForm(initial=known)
    if form.is_bound and form.is_valid() and _save(form, role_id):
        return visit.see_other(LIST, "saved")
    return _page(visit, form, role)


@shown("POST")
@opens_to(MANAGE)
def remove(visit: Visit, role_id: str) -> HttpResponse:
    is_there = any(role.role_id == role_id for role in people.roles())
    people.remove_role(role_id=role_id)
    return visit.see_other(LIST, "role-removed" if is_there else "no-such-role")


def _find(role_id: str) -> CustomRole:
    """Raises RoleNotFound."""
    found = next((role for role in people.roles() if role.role_id == role_id), None)
    if found is None:
        raise RoleNotFound()
    return found


def _save(form: RoleForm, role_id: str | None) -> bool:
    given = form.cleaned_data
    try:
        people.save_role(
            role_id=role_id, name=given["name"], about=given["about"], permissions=given["permissions"]
        )
    except Refused as refusal:
        if refusal.errors:
            form.take_problem(refusal)
        else:
            form.add_error(None, f"{refusal.title}. {refusal.detail}".strip())
        return False
    return True


def _page(visit: Visit, form: RoleForm, role: CustomRole | None) -> HttpResponse:
    own = visit.identity.permissions
    context: dict[str, Any] = {
        "form": form,
        "role": role,
        "url": f"{LIST}/{role.role_id}" if role else f"{LIST}/new",
        "beyond": [sentence for name, sentence in PERMISSIONS.items() if name not in own],
        "crumbs": [{"name": "Roles", "url": LIST}, {"name": role.name if role else "New role"}],
    }
    return office(visit, "Roles", "role.html", context, status=422 if form.errors else 200)
