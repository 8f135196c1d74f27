"""Addresses of a member, and what else users knows that spares typing."""

from __future__ import annotations

from typing import Any

from souk.contracts.users.calls import Account, SavedAddress, UserNotFound, Users
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Problem

users = ask(Users)


def account(user_id: str) -> Account:
    """Raises UserNotFound, Unavailable."""
    found = users.accounts(user_ids=[user_id])
    if not found:
        raise UserNotFound()
    return found[0]


def email_of(user_id: str) -> str:
    return account(user_id).email


def known_about(user_id: str) -> dict[str, str]:
    """What a form can be filled with; nothing while users is away."""
    try:
        found = account(user_id)
    except Problem:
        return {}
    return {"email": found.email, "name": found.name}


def saved(user_id: str) -> list[SavedAddress]:
    """The default first; none while users is away."""
    try:
        return sorted(users.addresses(user_id=user_id), key=lambda a: not a.is_default)
    except Problem:
        return []


def keep(user_id: str, address: PostalAddress, *, is_default: bool) -> None:
    """Saves it unless it is there already. A courtesy: a checkout must not fail for it."""
    if any(a.address == address for a in saved(user_id)):
        return
    try:
        users.save_address(key=new_id("key"), user_id=user_id, address=address, is_default=is_default)
    except Problem:
        return


def view(entry: SavedAddress, chosen: PostalAddress | None = None) -> dict[str, Any]:
    rows = wording.address_rows(entry.address)
    return {
        "id": entry.address_id,
        "name": rows[0],
        "rows": rows[1:],
        "spoken": f"{entry.address.line1}, {entry.address.city}",
        "is_default": entry.is_default,
        "is_on": entry.address == chosen if chosen else entry.is_default,
    }
