"""Addressees: where the letters to a shop's owner go, which only users knows."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.users.calls import Account, Users
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.problems import Unavailable

users = ask(Users)


def owners(user_ids: Iterable[str]) -> dict[str, Account] | None:
    """Accounts by id, without those of people who have left. None while users is away: what is to be told waits."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    try:
        return {account.user_id: account for account in users.accounts(user_ids=wanted)}
    except Unavailable:
        return None


def addressed(owner: Account, shop_id: str, shop_name: str) -> dict[str, str]:
    """What every request for a letter to an owner says."""
    return {
        "shop_id": shop_id,
        "owner_id": owner.user_id,
        "email": owner.email,
        "full_name": owner.name,
        "shop_name": shop_name,
    }
