"""Custom roles: a name for a set of permissions. Nobody makes, changes or removes one that may do more than they may themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from souk.contracts.users.calls import CustomRole as RoleMessage
from souk.contracts.users.calls import RoleBeyondYou, RoleNameTaken, RoleNotFound
from souk.kernel import clock
from souk.kernel.access import identity, permissions, revocation
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.users.models import CustomRole, EndedGrant, HeldRole
from souk.vocabulary.problems import invalid

#: More would not fit into a token that travels with every request, nor onto the page.
MOST_ROLES, MOST_HELD = 100, 8


def shown(row: CustomRole) -> RoleMessage:
    return RoleMessage(
        role_id=row.role_id,
        name=row.name,
        about=row.about,
        permissions=sorted(permissions.known(row.permissions)),
        changed_at=row.changed_at,
    )


def all_roles() -> list[RoleMessage]:
    """By name; a market has a handful of them."""
    return [shown(row) for row in CustomRole.objects.order_by("name_key")[:MOST_ROLES]]


def one(role_id: str) -> RoleMessage:
    """Raises RoleNotFound."""
    return shown(_find(role_id))


def make(*, name: str, about: str, wanted: Iterable[str]) -> RoleMessage:
    """Raises Invalid, RoleNameTaken, RoleBeyondYou."""
    chosen = _chosen(wanted)
    refuse_beyond(chosen)
    if CustomRole.objects.count() >= MOST_ROLES:
        raise invalid("/name", f"A market has at most {MOST_ROLES} roles of its own.", "too_many")
    row = CustomRole(
        role_id=new_id("rol"),
        name=_name(name),
        name_key=_key(name),
        about=about.strip(),
        permissions=" ".join(sorted(chosen)),
        changed_at=clock.now(),
    )
    with changes("users") as change:
        try:
            with transaction.atomic(using="users"):
                row.save(force_insert=True)
        except IntegrityError:
            raise RoleNameTaken() from None
        change.note("roles.make", row.role_id, after=_told(row))
    return shown(row)


def change(role_id: str, *, name: str, about: str, wanted: Iterable[str]) -> RoleMessage:
    """Ends access tokens that name the permissions of before, however many people have the role: one row says it.

    Raises RoleNotFound, Invalid, RoleNameTaken, RoleBeyondYou.
    """
    chosen = _chosen(wanted)
    with changes("users") as noting:
        row = _find(role_id, locked=True)
        was = _told(row)
        before = permissions.known(row.permissions)
        refuse_beyond(before | chosen)
        row.name, row.name_key, row.about, row.changed_at = (
            _name(name),
            _key(name),
            about.strip(),
            clock.now(),
        )
        if chosen != before:
            row.permissions = " ".join(sorted(chosen))
            _end(row)
        try:
            with transaction.atomic(using="users"):
                row.save(force_update=True)
        except IntegrityError:
            raise RoleNameTaken() from None
        noting.note("roles.change", role_id, before=was, after=_told(row))
    return shown(row)


def save(role_id: str | None, *, name: str, about: str, wanted: Iterable[str]) -> RoleMessage:
    """Makes one without an id, and changes the one that has it."""
    if role_id is None:
        return make(name=name, about=about, wanted=wanted)
    return change(role_id, name=name, about=about, wanted=wanted)


def remove(role_id: str) -> None:
    """Takes the role from everybody. Removing it twice is no error. Raises RoleBeyondYou."""
    with changes("users") as noting:
        row = CustomRole.objects.select_for_update().filter(role_id=role_id).first()
        if row is None:
            return
        refuse_beyond(permissions.known(row.permissions))
        _end(row)
        HeldRole.objects.filter(role_id=role_id)._raw_delete("users")  # one statement, whoever holds it
        noting.note("roles.remove", role_id, before=_told(row))
        row.delete()


def held_by(user_ids: Iterable[str]) -> dict[str, list[CustomRole]]:
    """The custom roles of each account, by name."""
    held: dict[str, list[CustomRole]] = {user_id: [] for user_id in user_ids}
    rows = HeldRole.objects.filter(account_id__in=held).select_related("role").order_by("role__name_key")
    for row in rows:
        held[row.account_id].append(row.role)
    return held


def scope_of(roles: Iterable[CustomRole]) -> tuple[frozenset[str], list[str]]:
    """What these roles permit together, and how a token names them."""
    rows = list(roles)
    given = frozenset[str]().union(*(permissions.known(row.permissions) for row in rows))
    return given, [_grant(row) for row in rows]


def named(role_ids: Iterable[str]) -> list[CustomRole]:
    """Raises RoleNotFound when one of them is not there."""
    wanted = sorted(set(role_ids))
    found = list(CustomRole.objects.filter(role_id__in=wanted).order_by("role_id"))
    if len(found) < len(wanted):
        raise RoleNotFound()
    return found


def refuse_beyond(wanted: Iterable[str]) -> None:
    """Nobody hands out, takes away or governs what they may not do themselves. Raises RoleBeyondYou."""
    if beyond := sorted(set(wanted) - identity.current().permissions):
        raise RoleBeyondYou(f"You may not do this yourself: {', '.join(beyond)}.")


def _told(row: CustomRole) -> dict[str, str]:
    return {"name": row.name, "permissions": row.permissions}


def _end(row: CustomRole) -> None:
    """The cache knows at once; `sessions_end.tell_revocations` tells it again where it missed it."""
    EndedGrant.objects.create(grant=_grant(row), ended_at=clock.now())
    revocation.revoke([_grant(row)])
    row.revision += 1


def _grant(row: CustomRole) -> str:
    return f"{row.role_id}.{row.revision}"


def _find(role_id: str, *, locked: bool = False) -> CustomRole:
    rows = CustomRole.objects.select_for_update() if locked else CustomRole.objects.all()
    row = rows.filter(role_id=role_id).first()
    if row is None:
        raise RoleNotFound()
    return row


def _chosen(wanted: Iterable[str]) -> frozenset[str]:
    names = frozenset(wanted)
    if unknown := sorted(names - permissions.ALL):
        raise invalid("/permissions", f"There is no permission {', '.join(unknown)}.", "unknown")
    if not names:
        raise invalid("/permissions", "Choose at least one thing that the role lets people do.", "required")
    return names


def _name(text: str) -> str:
    """Raises Invalid; the built-in roles keep their names."""
    name = " ".join(text.split())
    if not name:
        raise invalid("/name", "Give the role a name.", "required")
    if _key(name) in ("shopper", "shop owner", "shop_owner", "staff", "administrator"):
        raise invalid("/name", "This is the name of a built-in role.", "taken")
    return name


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()[:80]
