"""People in the back office: finding one, what they may do, letting them in or keeping them out, and acting for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from souk.contracts.users.calls import CustomRole, People, Person, PersonRow, Role, Users
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.filters import PeopleFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import finding
from souk.vocabulary.problems import Refused

people, users = ask(People), ask(Users)

LIST = f"{HOME}/users"
READ, MANAGE = staff_may("users.read"), staff_may("users.manage")
#: `shop_owner` comes and goes with a shop; the others are given by hand.
_GIVEN = {"staff": "Staff", "administrator": "Administrator"}
_ROLES = {"shop_owner": "Shop owner"} | _GIVEN


class WhyForm(StreetForm):
    why = forms.CharField(
        label="Why?",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="It is kept in the audit trail.",
    )


class RolesForm(StreetForm):
    """`custom`: the roles that were made here."""

    roles = forms.MultipleChoiceField(
        label="Built-in roles", choices=[*_GIVEN.items()], required=False, widget=forms.CheckboxSelectMultiple
    )
    custom = forms.MultipleChoiceField(
        label="Roles made here", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, custom: list[CustomRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custom"].choices = [(role.role_id, role.name) for role in custom]  # type: ignore[attr-defined]


def roles_of(row: PersonRow) -> str:
    names = [_ROLES[role] for role in row.account.roles if role in _ROLES]
    return ", ".join([*names, *row.account.custom_roles]) or "Shopper"


def state_of(row: PersonRow) -> str:
    return "Blocked" if row.is_blocked else "Confirmed" if row.account.is_verified else "Not confirmed"


TABLE = Table(
    room="People",
    title="People",
    path=LIST,
    may=READ,
    filters=PeopleFilters,
    columns=(
        Column("Name", lambda row: row.account.name, lambda row: f"{LIST}/{row.account.user_id}"),
        Column("Email", lambda row: row.account.email, sort="email"),
        Column("Roles", roles_of),
        Column(
            "State",
            state_of,
            tone=lambda row: "bad" if row.is_blocked else "good" if row.account.is_verified else "warn",
        ),
        Column(
            "Since", lambda row: wording.day_and_time(row.account.created_at), sort="-joined", is_whole=True
        ),
    ),
    read=finding.persons,
    nothing="No account is like that. Try less of the name, or the beginning of the email.",
    sort="-joined",
)


@shown()
@opens_to(READ)
def everybody(visit: Visit) -> HttpResponse:
    return TABLE.page(visit)


@shown()
@opens_to(READ & EXPORT)
def everybody_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown()
@opens_to(READ)
def person(visit: Visit, user_id: str) -> HttpResponse:
    return shown_person(visit, user_id)


@shown("POST")
@opens_to(MANAGE)
def block(visit: Visit, user_id: str) -> HttpResponse:
    form = WhyForm(visit.request.POST, prefix="block")
    if not form.is_valid():
        return shown_person(visit, user_id, block_form=form)
    try:
        people.block(user_id=user_id, why=form.cleaned_data["why"])
    except Refused as refusal:
        form.take_problem(refusal)
        return shown_person(visit, user_id, block_form=form)
    return visit.see_other(f"{LIST}/{user_id}", "user-blocked")


@shown("POST")
@opens_to(MANAGE)
def unblock(visit: Visit, user_id: str) -> HttpResponse:
    was_blocked = people.person(user_id=user_id).blocked_at is not None
    people.unblock(user_id=user_id)
    return visit.see_other(f"{LIST}/{user_id}", "user-unblocked" if was_blocked else "not-blocked")


@shown("POST")
@opens_to(MANAGE)
def unlock(visit: Visit, user_id: str) -> HttpResponse:
    was_locked = people.person(user_id=user_id).locked_until is not None
    people.open_locks(user_id=user_id)
    return visit.see_other(f"{LIST}/{user_id}", "user-unlocked" if was_locked else "not-locked")


@shown("POST")
@opens_to(MANAGE)
def send_letter(visit: Visit, user_id: str) -> HttpResponse:
    kind = visit.request.POST.get("kind")
    if kind not in ("reset_password", "verify_email"):
        return visit.see_other(f"{LIST}/{user_id}", "no-such-letter")
    needless = kind == "verify_email" and people.person(user_id=user_id).account.is_verified
    people.send_letter(user_id=user_id, kind=kind)  # type: ignore[arg-type]
    return visit.see_other(f"{LIST}/{user_id}", "confirmed-already" if needless else "user-letter")


@shown("POST")
@opens_to(staff_may("roles.manage"))
def set_roles(visit: Visit, user_id: str) -> HttpResponse:
    form = RolesForm(visit.request.POST, prefix="roles", custom=people.roles())
    if not form.is_valid():
        return shown_person(visit, user_id, roles_form=form)
    wanted: list[Role] = ["shopper", *form.cleaned_data["roles"]]
    try:
        people.set_roles(user_id=user_id, roles=wanted, custom_roles=form.cleaned_data["custom"])
    except Refused as refusal:
        form.add_error(None, refusal.detail)
        return shown_person(visit, user_id, roles_form=form)
    return visit.see_other(f"{LIST}/{user_id}", "saved")


def shown_person(visit: Visit, user_id: str, **tried: StreetForm) -> HttpResponse:
    """Raises UserNotFound. `tried`: forms that need another look."""
    found, custom = people.person(user_id=user_id), people.roles()
    held = {
        "roles": [role for role in found.account.roles if role in _GIVEN],
        "custom": found.custom_role_ids,
    }
    context: dict[str, Any] = {
        "person": _view(found),
        "addresses": [wording.address_line(saved.address) for saved in users.addresses(user_id=user_id)]
        if visit.identity.may("users.addresses")
        else None,
        "block_form": WhyForm(prefix="block"),
        "act_form": WhyForm(prefix="act"),
        "roles_form": RolesForm(initial=held, prefix="roles", custom=custom),
        "may_govern": set(found.permissions) <= visit.identity.permissions and user_id != visit.user_id,
        "may_act": visit.identity.may("act_on_behalf") and not found.permissions and not found.blocked_at,
        "crumbs": [{"name": "People", "url": LIST}, {"name": found.account.name}],
    }
    fault = next(iter(tried.values()), None)
    context |= tried | {"form": fault}
    return office(visit, "People", "person.html", context, status=422 if tried else 200)


def _view(found: Person) -> dict[str, Any]:
    account = found.account
    return {
        "url": f"{LIST}/{account.user_id}",
        "id": account.user_id,
        "name": account.name,
        "email": account.email,
        "is_verified": account.is_verified,
        "is_owner": "shop_owner" in account.roles,
        "roles": roles_of(PersonRow(account=account, is_blocked=False)),
        "since": wording.day_and_time(account.created_at),
        "blocked": wording.day_and_time(found.blocked_at) if found.blocked_at else "",
        "why": found.blocked_why,
        "locked": wording.day_and_time(found.locked_until) if found.locked_until else "",
        "sessions": [
            {
                "began": wording.day_and_time(one.began_at),
                "used": wording.day_and_time(one.used_at),
                "ended": wording.day_and_time(one.ended_at) if one.ended_at else "",
            }
            for one in found.sessions
        ],
    }
