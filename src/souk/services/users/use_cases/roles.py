"""Roles: everybody is a shopper; `shop_owner` comes and goes with an approved shop, and only what goes beyond that is given by hand."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.users.calls import LastAdministrator, Role, RoleBeyondYou, UserNotFound
from souk.kernel.access import identity, permissions
from souk.kernel.data.database import changes
from souk.services.users.models import Account, CustomRole, GivenRole, HeldRole
from souk.services.users.use_cases import custom_roles, sessions_end
from souk.services.users.use_cases.once import first_time
from souk.vocabulary.problems import Refused, invalid

ORDER: tuple[Role, ...] = ("shopper", "shop_owner", "staff", "administrator")


class OwnAdministratorRole(Refused):
    title = "Administrators cannot take their own role away"


class ShopOwnerByShop(Refused):
    title = "Nobody is made a shop owner by hand"


def of(user_ids: Iterable[str]) -> dict[str, list[Role]]:
    """Roles of each account, in a fixed order."""
    held: dict[str, set[str]] = {user_id: {"shopper"} for user_id in user_ids}
    for user_id, role in GivenRole.objects.filter(account_id__in=held).values_list("account_id", "role"):
        held[user_id].add(role)
    return {user_id: [role for role in ORDER if role in names] for user_id, names in held.items()}


def put(user_id: str, given: Iterable[str], reason: str = "") -> None:
    """Adds roles for a reason; those that are there stay as they are."""
    rows = [GivenRole(account_id=user_id, role=role, reason=reason) for role in given if role != "shopper"]
    GivenRole.objects.bulk_create(rows, ignore_conflicts=True)


def give(*, key: str, user_id: str, role: Role) -> None:
    """Once per key: given again later, it does not bring back a role that was taken away since. Raises UserNotFound."""
    with changes("users"):
        _lock(user_id)
        if first_time(f"give_role\0{key}", user_id)[1]:
            put(user_id, [role])


def replace(*, user_id: str, wanted: Iterable[Role], custom: Iterable[str] | None = None) -> None:
    """Gives exactly these roles (`custom`: ids; None leaves those as they are) and ends access tokens that say otherwise.

    `shop_owner` stays as it is: an approved shop gives it, and the last one that closes takes it away.
    Raises UserNotFound, RoleNotFound, RoleBeyondYou, ShopOwnerByShop, OwnAdministratorRole, LastAdministrator.
    """
    kept, caller = {*wanted, "shopper"}, identity.current()
    chosen = None if custom is None else custom_roles.named(custom)
    if chosen is not None and len(chosen) > custom_roles.MOST_HELD:
        raise invalid("/custom_roles", f"At most {custom_roles.MOST_HELD} for one person.", "too_many")
    if user_id == caller.user_id and "administrator" in caller.roles and "administrator" not in kept:
        raise OwnAdministratorRole("Ask another administrator.")
    with changes("users") as change:
        others = administrators_but(user_id)
        _lock(user_id)
        had, held = set(of([user_id])[user_id]), custom_roles.held_by([user_id])[user_id]
        if "shop_owner" in kept - had:
            raise ShopOwnerByShop("The role comes with an approved shop, and goes when it closes.")
        kept |= had & {"shop_owner"}
        _refuse_beyond(caller, had | kept, [*held, *(chosen or [])], "administrator" in had ^ kept)
        if "administrator" in had - kept and not others:
            raise LastAdministrator("Make somebody else administrator first.")
        taken, _ = GivenRole.objects.filter(account_id=user_id).exclude(role__in=kept).delete()
        put(user_id, kept)
        changed = chosen is not None and _hold(user_id, held, chosen)
        after = held if chosen is None else chosen
        change.note("roles.give", user_id, before=_told(had, held), after=_told(kept, after))
        if taken or changed:
            sessions_end.revoke_access(user_id)


def administrators_but(user_id: str) -> list[str]:
    """Who else is administrator and not blocked, inside a transaction; until its end no other one changes that."""
    rows = GivenRole.objects.select_for_update().filter(role="administrator").order_by("id")
    held = set(rows.values_list("account_id", flat=True)) - {user_id}
    return list(
        Account.objects.filter(user_id__in=held, erased_at=None, blocked_at=None).values_list(
            "user_id", flat=True
        )
    )


def permissions_of(user_id: str) -> frozenset[str]:
    """Everything the account's roles permit together."""
    given, _ = custom_roles.scope_of(custom_roles.held_by([user_id])[user_id])
    return given | permissions.of_roles(frozenset(of([user_id])[user_id]))


def _refuse_beyond(
    caller: identity.Identity, built_in: set[Role], custom: Iterable[CustomRole], touches_administrator: bool
) -> None:
    if touches_administrator and "administrator" not in caller.roles:
        raise RoleBeyondYou("Only an administrator makes somebody administrator, or takes that away.")
    given, _ = custom_roles.scope_of(custom)
    custom_roles.refuse_beyond(given | permissions.of_roles(frozenset(built_in)))


def _told(built_in: Iterable[Role], custom: Iterable[CustomRole]) -> list[str]:
    held = set(built_in)
    return [role for role in ORDER if role in held] + [role.name for role in custom]


def _hold(user_id: str, held: list[CustomRole], chosen: list[CustomRole]) -> bool:
    """Whether anything changed."""
    had, wanted = {role.role_id for role in held}, {role.role_id for role in chosen}
    HeldRole.objects.filter(account_id=user_id, role_id__in=had - wanted).delete()
    rows = [HeldRole(account_id=user_id, role_id=role_id) for role_id in sorted(wanted - had)]
    HeldRole.objects.bulk_create(rows, ignore_conflicts=True)
    return had != wanted


def own_shop(*, user_id: str, shop_id: str) -> None:
    """The owner of an approved shop is a shop owner."""
    if Account.objects.filter(user_id=user_id, erased_at=None).exists():
        put(user_id, ["shop_owner"], reason=shop_id)


def lose_shop(*, user_id: str, shop_id: str) -> None:
    """Still a shop owner while another shop says so; with the last one goes also what an import gave."""
    taken, _ = GivenRole.objects.filter(account_id=user_id, reason=shop_id).delete()
    owns = GivenRole.objects.filter(account_id=user_id, role="shop_owner")
    if taken and not owns.exclude(reason="").exists():
        owns.delete()
        sessions_end.revoke_access(user_id)


def _lock(user_id: str) -> None:
    """Changes of one account's roles wait for each other."""
    if not list(
        Account.objects.select_for_update().filter(user_id=user_id, erased_at=None).values_list("user_id")
    ):
        raise UserNotFound()
