"""What the law gives everybody: to take one's data along, and to be forgotten."""

from __future__ import annotations

from souk.contracts.users.calls import Export, LastAdministrator, SessionRecord, WrongCredentials
from souk.contracts.users.events import UserErased
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.services.users.models import Address, DoneOnce, GivenRole, HeldRole, Letter, Session, SessionToken
from souk.services.users.use_cases import (
    accounts,
    address_book,
    limits,
    locks,
    passwords,
    pictures,
    roles,
    sessions_end,
)


def export(user_id: str) -> Export:
    """Raises UserNotFound."""
    identity.in_person()
    rows = Session.objects.filter(account_id=user_id).order_by("-began_at")
    return Export(
        account=accounts.one(user_id),
        addresses=address_book.addresses(user_id),
        sessions=[SessionRecord(began_at=r.began_at, used_at=r.used_at, ended_at=r.ended_at) for r in rows],
    )


def erase(*, user_id: str, password: str) -> None:
    """Forgets the person and tells the street; the account's id stays taken. Raises UserNotFound, WrongCredentials."""
    identity.in_person()
    limits.limit_old_passwords(user_id)
    account = accounts.find(user_id)
    if not passwords.is_right(account.password_hash, password):
        raise WrongCredentials("That is not your present password.")
    with changes("users") as change:
        if not roles.administrators_but(user_id) and "administrator" in roles.of([user_id])[user_id]:
            raise LastAdministrator("Make somebody else administrator first.")
        emptied = accounts.living().filter(user_id=user_id).update(
            email="", email_key=user_id, name="", password_hash="", picture_url=None,
            is_verified=False, wants_newsletter=False, erased_at=clock.now(),
        )  # fmt: skip
        if not emptied:
            return
        locks.open_everywhere(account)
        sessions_end.end_all(user_id)
        _forget_rows(user_id)
        change.say(UserErased(user_id=user_id))
    pictures.forget_unused(account.picture_url)


def _forget_rows(user_id: str) -> None:
    addresses = Address.objects.filter(account_id=user_id)
    DoneOnce.objects.filter(about__in=list(addresses.values_list("address_id", flat=True))).delete()
    SessionToken.objects.filter(session__account_id=user_id).delete()
    for kind in (Address, GivenRole, HeldRole, Letter, Session):
        kind.objects.filter(account_id=user_id).delete()
