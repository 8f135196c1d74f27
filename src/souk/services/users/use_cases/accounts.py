"""Accounts: opening, reading and changing them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from souk.contracts.users.calls import Account as AccountMessage
from souk.contracts.users.calls import EmailTaken, Role, UserNotFound
from souk.contracts.users.events import UserCreated, UserUpdated, UserVerified
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.kernel.ids import new_id
from souk.kernel.web.emails import Email, key_of, read_email
from souk.services.users.models import Account
from souk.services.users.rules.names import read_name
from souk.services.users.use_cases import custom_roles, letters, passwords, roles
from souk.vocabulary.pages import Page, read_cursor, write_cursor


def living() -> QuerySet[Account]:
    """Accounts that were not erased."""
    return Account.objects.filter(erased_at=None)


def find(user_id: str) -> Account:
    """Raises UserNotFound."""
    found = living().filter(user_id=user_id).first()
    if found is None:
        raise UserNotFound()
    return found


def find_by_email(email: str) -> Account | None:
    key = key_of(email)
    return None if key is None else living().filter(email_key=key).first()


def shown(found: Iterable[Account]) -> list[AccountMessage]:
    """Accounts as neighbours see them; two queries for all their roles."""
    rows = list(found)
    user_ids = [account.user_id for account in rows]
    given, held = roles.of(user_ids), custom_roles.held_by(user_ids)
    return [
        AccountMessage(
            user_id=account.user_id,
            email=account.email,
            name=account.name,
            roles=given[account.user_id],
            is_verified=account.is_verified,
            picture_url=account.picture_url,
            wants_newsletter=account.wants_newsletter,
            created_at=account.created_at,
            custom_roles=[role.name for role in held[account.user_id]],
        )
        for account in rows
    ]


def one(user_id: str) -> AccountMessage:
    """Raises UserNotFound."""
    return shown([find(user_id)])[0]


def several(user_ids: list[str]) -> list[AccountMessage]:
    return shown(living().filter(user_id__in=user_ids))


def page(*, email: str = "", cursor: str | None, limit: int) -> Page[AccountMessage]:
    """For staff: the newest first; with `email` the one account that has it."""
    rows = living().order_by("-user_id")
    if email:
        rows = rows.filter(email_key=key_of(email) or "")
    if cursor is not None:
        rows = rows.filter(user_id__lt=read_cursor(cursor, (str,))[0])
    found = list(rows[: limit + 1])
    more = write_cursor(found[limit - 1].user_id) if len(found) > limit else None
    return Page(items=shown(found[:limit]), next=more)


def sign_up(*, email: str, password: str, name: str, wants_newsletter: bool = False) -> AccountMessage:
    """Opens a shopper's account and sends the confirmation letter. Raises EmailTaken, Invalid."""
    address, called = read_email(email), read_name(name)
    passwords.check(password, email=address.shown, name=called)
    secret = passwords.hashed(password)
    with changes("users") as change:
        account = _open(change, address, secret, called, wants_newsletter)
        if account is None:
            raise EmailTaken()
        letters.send(change, account, "verify_email")
    return one(account.user_id)


def open_account(
    *, email: str, password: str, name: str, given: list[Role], is_verified: bool
) -> AccountMessage:
    """Without a letter and with any roles; the same email answers the account it has, unchanged."""
    before = find_by_email(email)
    if before is not None:
        return shown([before])[0]
    address, called = read_email(email), read_name(name)
    passwords.check(password, email=address.shown, name=called)
    secret = passwords.hashed(password)
    with changes("users") as change:
        account = _open(change, address, secret, called, False, is_verified)
        if account is not None:
            roles.put(account.user_id, given)
    return shown([account or living().get(email_key=address.key)])[0]


def update(user_id: str, *, name: str | None = None, wants_newsletter: bool | None = None) -> AccountMessage:
    """Changes what is given, and says a new name to who keeps it. Raises UserNotFound, Invalid."""
    new = {
        "name": None if name is None else read_name(name),
        "wants_newsletter": wants_newsletter,
    }
    given = {field: value for field, value in new.items() if value is not None}
    with changes("users") as change:
        before = living().select_for_update().filter(user_id=user_id).first()
        if before is not None and given:
            living().filter(user_id=user_id).update(**given)
            if given.get("name", before.name) != before.name:
                now = int(clock.seconds() * 1_000_000)
                change.say(UserUpdated(user_id=user_id, full_name=str(given["name"]), revision=now))
            # The trail has no names: that it is another one now is told, and not which.
            change.note_for_others(
                "users.account.change", user_id, after=given | ({"name": "…"} if "name" in given else {})
            )
    return one(user_id)


def mark_verified(change: Change, account: Account) -> None:
    """Says it the first time only."""
    if living().filter(user_id=account.user_id, is_verified=False).update(is_verified=True):
        change.say(UserVerified(user_id=account.user_id, email=account.email))


def _open(
    change: Change, email: Email, secret: str, name: str, wants_newsletter: bool, is_verified: bool = False
) -> Account | None:
    """None when somebody has the email, also when they took it this very moment."""
    account = Account(
        user_id=new_id("usr"), email=email.shown, email_key=email.key, name=name, password_hash=secret,
        is_verified=is_verified, wants_newsletter=wants_newsletter, created_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic(using="users"):
            account.save(force_insert=True)
    except IntegrityError:
        return None
    change.say(
        UserCreated(
            user_id=account.user_id, email=account.email, full_name=name, wants_newsletter=wants_newsletter
        )
    )
    if is_verified:
        change.say(UserVerified(user_id=account.user_id, email=account.email))
    return account
