"""Letters with a one-time token: confirm the email, choose a new password, open a locked account.

The token goes out in an event and is kept as a hash. It is good once, until it expires, and until a newer letter of its kind.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from souk.contracts.users.calls import TokenInvalid
from souk.contracts.users.events import UserLetterRequested
from souk.kernel import chance, clock
from souk.kernel.data.database import Change
from souk.kernel.web import emails
from souk.services.users.models import Account, DoneOnce, Letter
from souk.services.users.settings import settings
from souk.services.users.use_cases import limits

Kind = Literal["verify_email", "reset_password", "unlock_account"]


def send(change: Change, account: Account, kind: Kind) -> None:
    """Asks for the letter, unless the account was sent enough of them."""
    if not limits.may_send(account.user_id, kind):
        return
    token, expires_at = chance.token(), clock.in_seconds(_good_for(kind))
    withdraw(account.user_id, kind)
    Letter.objects.create(token_hash=hash_of(token), account=account, kind=kind, expires_at=expires_at)
    change.say(
        UserLetterRequested(
            user_id=account.user_id,
            email=account.email,
            full_name=account.name,
            letter=kind,
            token=token,
            expires_at=expires_at,
        )
    )


def pretend(email: str, kind: Kind) -> None:
    """For an email that gets no letter: the same work as `send`, so that the time it takes tells nobody who has an account."""
    name = emails.hash_of(email)
    if limits.may_send(name, kind):
        withdraw("nobody", kind)
        for _ in ("the letter", "the event"):
            DoneOnce.objects.create(key=hash_of(chance.token()), about="nobody", done_at=clock.now())


def peek(token: str, kind: Kind) -> Account:
    """Whose letter it is, if it is still good. Raises TokenInvalid."""
    row = Letter.objects.select_related("account").filter(**_still_good(token, kind)).first()
    if row is None or row.account.erased_at is not None:
        raise TokenInvalid()
    return row.account


def use(token: str, kind: Kind) -> Account:
    """Uses the token up, inside a transaction. Raises TokenInvalid, also for the second of two at once."""
    account = peek(token, kind)
    if not Letter.objects.filter(**_still_good(token, kind)).update(used_at=clock.now()):
        raise TokenInvalid()
    return account


def withdraw(user_id: str, *kinds: Kind) -> None:
    """Letters of these kinds that are still on their way are worth nothing any more."""
    Letter.objects.filter(account_id=user_id, kind__in=kinds, used_at=None).update(used_at=clock.now())


def hash_of(token: str) -> str:
    """Tokens have 256 random bits, so that a plain hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _still_good(token: str, kind: Kind) -> dict[str, object]:
    return {"token_hash": hash_of(token), "kind": kind, "used_at": None, "expires_at__gt": clock.now()}


def _good_for(kind: Kind) -> int:
    chosen = settings()
    return {
        "verify_email": chosen.verify_seconds,
        "reset_password": chosen.reset_seconds,
        "unlock_account": chosen.unlock_seconds,
    }[kind]
