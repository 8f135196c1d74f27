"""Roles: everybody is a shopper; what goes beyond is given by an administrator or by an approved shop."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.users.calls import Role, UserNotFound
from souk.kernel import identity
from souk.kernel.database import changes
from souk.services.users.models import Account, GivenRole
from souk.services.users.use_cases import sessions_end
from souk.services.users.use_cases.once import first_time
from souk.vocabulary.problems import Refused

ORDER: tuple[Role, ...] = ("shopper", "shop_owner", "staff", "administrator")


class OwnAdministratorRole(Refused):
    title = "Administrators cannot take their own role away"


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


def replace(*, user_id: str, wanted: Iterable[Role]) -> None:
    """Gives exactly these roles and ends access tokens that say otherwise. Raises UserNotFound, OwnAdministratorRole."""
    kept = set(wanted)
    if user_id == identity.current().user_id and "administrator" not in kept:
        raise OwnAdministratorRole("Ask another administrator.")
    with changes("users"):
        _lock(user_id)
        taken, _ = GivenRole.objects.filter(account_id=user_id).exclude(role__in=kept).delete()
        put(user_id, kept)
        if taken:
            sessions_end.revoke_access(user_id)


def own_shop(*, user_id: str, shop_id: str) -> None:
    """The owner of an approved shop is a shop owner."""
    if Account.objects.filter(user_id=user_id, erased_at=None).exists():
        put(user_id, ["shop_owner"], reason=shop_id)


def lose_shop(*, user_id: str, shop_id: str) -> None:
    """Still a shop owner while another shop, or an administrator, says so."""
    taken, _ = GivenRole.objects.filter(account_id=user_id, reason=shop_id).delete()
    if taken and not GivenRole.objects.filter(account_id=user_id, role="shop_owner").exists():
        sessions_end.revoke_access(user_id)


def _lock(user_id: str) -> None:
    """Changes of one account's roles wait for each other."""
    if not list(
        Account.objects.select_for_update().filter(user_id=user_id, erased_at=None).values_list("user_id")
    ):
        raise UserNotFound()
