"""Locks: after some wrong passwords an email is locked for the address they came from, whether the account exists or not.

Only that address is locked, so that nobody can lock somebody else out. The lock is looked at again after the password was
verified: of many guesses sent at once, none counts that comes after the last wrong one allowed.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from souk.contracts.users.calls import AccountLocked
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.web.emails import hash_of
from souk.services.users.models import Account, WrongPasswords
from souk.services.users.rules.networks import network_of
from souk.services.users.settings import settings
from souk.services.users.use_cases import letters


def refuse_locked(email: str, address: str) -> None:
    """Raises AccountLocked with the seconds until it opens by itself."""
    until = _counted(email, address).exclude(locked_at=None).values_list("forget_at", flat=True).first()
    if until is not None:
        left = max(1, int((until - clock.now()).total_seconds()))
        raise AccountLocked(
            "Try again later, or open the account with the link we have sent to it.", retry_after=left
        )


def note_wrong(email: str, address: str, account: Account | None) -> None:
    """Counts one wrong password; the one too many locks, and the account's owner is sent a letter."""
    chosen = settings()
    name = {"email_hash": hash_of(email), "address": network_of(address)}
    with changes("users") as change:
        WrongPasswords.objects.filter(**name, forget_at__lte=clock.now()).delete()
        forget_at = clock.in_seconds(chosen.lock_seconds)
        WrongPasswords.objects.get_or_create(**name, defaults={"forget_at": forget_at})
        rows = WrongPasswords.objects.filter(**name)
        rows.update(count=F("count") + 1)
        is_one_too_many = rows.filter(count__gte=chosen.wrong_passwords, locked_at=None)
        locked = is_one_too_many.update(locked_at=clock.now(), forget_at=forget_at)
        if locked and account is not None:
            letters.send(change, account, "unlock_account")
        elif locked:
            letters.pretend(email, "unlock_account")


def forget_wrong(email: str, address: str) -> None:
    """After the right password. Raises AccountLocked if a wrong one locked the account meanwhile.

    The count goes first: that waits for a wrong password which is being counted just now, and then sees its lock.
    """
    rows = WrongPasswords.objects.filter(email_hash=hash_of(email), address=network_of(address))
    rows.filter(Q(locked_at=None) | Q(forget_at__lte=clock.now())).delete()
    refuse_locked(email, address)


def open_everywhere(account: Account) -> None:
    """For the account's owner, who read their letter."""
    WrongPasswords.objects.filter(email_hash=hash_of(account.email)).delete()
    letters.withdraw(account.user_id, "unlock_account")


def unlock(token: str) -> None:
    """Raises TokenInvalid."""
    with changes("users"):
        open_everywhere(letters.use(token, "unlock_account"))


def _counted(email: str, address: str) -> QuerySet[WrongPasswords]:
    rows = WrongPasswords.objects.filter(email_hash=hash_of(email), address=network_of(address))
    return rows.filter(forget_at__gt=clock.now())
