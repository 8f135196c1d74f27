"""Recovery: confirm an email, forget a password, change one."""

from __future__ import annotations

from souk.contracts.users.calls import Account as AccountMessage
from souk.contracts.users.calls import WrongCredentials
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.services.users.models import Account
from souk.services.users.use_cases import accounts, letters, limits, locks, passwords, sessions_end


def verify_email(token: str) -> AccountMessage:
    """Raises TokenInvalid."""
    with changes("users") as change:
        account = letters.use(token, "verify_email")
        accounts.mark_verified(change, account)
    return accounts.one(account.user_id)


def send_verification(email: str) -> None:
    """Nothing is sent to unknown and to confirmed emails, and nobody is told, not even by how long it takes."""
    account = accounts.find_by_email(email)
    if limits.is_first_resend(email):
        _send(email, account if account is None or not account.is_verified else None, "verify_email")


def request_reset(email: str) -> None:
    """The answer never tells whether the account exists, and neither does how long it takes."""
    _send(email, accounts.find_by_email(email), "reset_password")


def _send(email: str, account: Account | None, kind: letters.Kind) -> None:
    with changes("users") as change:
        if account is not None:
            letters.send(change, account, kind)
        else:
            letters.pretend(email, kind)


def reset_password(*, token: str, password: str) -> None:
    """Ends every session, opens every lock, and confirms the email: the letter was read. Raises TokenInvalid, Invalid."""
    account = letters.peek(token, "reset_password")
    passwords.check(password, email=account.email, name=account.name)
    secret = passwords.hashed(password)
    with changes("users") as change:
        letters.use(token, "reset_password")
        accounts.living().filter(user_id=account.user_id).update(password_hash=secret)
        accounts.mark_verified(change, account)
        locks.open_everywhere(account)
        sessions_end.end_all(account.user_id)


def change_password(*, user_id: str, old: str, new: str) -> None:
    """Ends every session but the caller's. Raises UserNotFound, WrongCredentials, Invalid at `/new`, TooManyRequests."""
    identity.in_person()
    limits.limit_old_passwords(user_id)
    account = accounts.find(user_id)
    if not passwords.is_right(account.password_hash, old):
        raise WrongCredentials("That is not your present password.")
    passwords.check(new, email=account.email, name=account.name, pointer="/new")
    secret, caller = passwords.hashed(new), identity.current()
    with changes("users"):
        accounts.living().filter(user_id=user_id).update(password_hash=secret)
        letters.withdraw(user_id, "reset_password")
        sessions_end.end_all(user_id, but_access_id=caller.token_id if caller.user_id == user_id else "")
