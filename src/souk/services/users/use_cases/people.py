"""People: everybody's accounts, for staff who look for one, block one or help one back in.

Nobody governs somebody who may do more than they may themselves: what they could not do, they cannot take from others.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from souk.contracts.users import calls
from souk.contracts.users.calls import LastAdministrator, PeopleFilter, Person, PersonRow, SessionShown
from souk.kernel import chance, clock
from souk.kernel.access import identity
from souk.kernel.data import sorting
from souk.kernel.data.database import changes
from souk.kernel.web.emails import hash_of
from souk.services.users.models import Account, GivenRole, HeldRole, Letter, Session, WrongPasswords
from souk.services.users.use_cases import (
    accounts,
    custom_roles,
    letters,
    locks,
    passwords,
    roles,
    sessions_end,
)
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, invalid

SESSIONS_SHOWN = 10
_ORDERS = {"joined": ("created_at", "user_id"), "email": ("email_key",)}


class OwnAccount(Conflict):
    title = "Nobody blocks their own account"


def page(wanted: PeopleFilter, sort: str, cursor: str | None, limit: int) -> Page[PersonRow]:
    """Three queries, however many there are. Raises BadCursor."""
    shown, more = sorting.page_of(_matching(wanted), _ORDERS, sort, cursor, limit)
    items = [
        PersonRow(account=message, is_blocked=row.blocked_at is not None)
        for message, row in zip(accounts.shown(shown), shown, strict=True)
    ]
    return Page[PersonRow](items=items, next=more)


def one(user_id: str) -> Person:
    """Raises UserNotFound."""
    account = accounts.find(user_id)
    held = custom_roles.held_by([user_id])[user_id]
    lock = WrongPasswords.objects.filter(email_hash=hash_of(account.email), forget_at__gt=clock.now())
    until = lock.exclude(locked_at=None).order_by("-forget_at").values_list("forget_at", flat=True).first()
    sessions = Session.objects.filter(account_id=user_id).order_by("-session_id")[:SESSIONS_SHOWN]
    return Person(
        account=accounts.shown([account])[0],
        custom_role_ids=[role.role_id for role in held],
        permissions=sorted(roles.permissions_of(user_id)),
        blocked_at=account.blocked_at,
        blocked_why=account.blocked_why,
        locked_until=until,
        sessions=[
            SessionShown(began_at=one.began_at, used_at=one.used_at, ended_at=one.ended_at)
            for one in sessions
        ],
    )


def set_roles(user_id: str, wanted: list[calls.Role], custom: list[str] | None) -> calls.Account:
    """Exactly these. Raises UserNotFound, RoleBeyondYou and what `roles.replace` raises."""
    roles.replace(user_id=user_id, wanted=wanted, custom=custom)
    return accounts.one(user_id)


def block(user_id: str, why: str) -> None:
    """Blocking twice is blocking once. Raises UserNotFound, RoleBeyondYou, OwnAccount, LastAdministrator, Invalid."""
    if not why.strip():
        raise invalid("/why", "Say why: whoever looks at the account next reads it.", "required")
    if user_id == identity.current().user_id:
        raise OwnAccount()
    with changes("users") as change:
        others = roles.administrators_but(user_id)
        account = _governed(user_id)
        if not others and "administrator" in roles.of([user_id])[user_id]:
            raise LastAdministrator("Make somebody else administrator first.")
        if (
            accounts.living()
            .filter(user_id=user_id, blocked_at=None)
            .update(blocked_at=clock.now(), blocked_why=why.strip()[:200])
        ):
            letters.withdraw(account.user_id, "reset_password", "unlock_account")
            sessions_end.end_all(user_id)
            change.note("users.block", user_id, after={"why": why.strip()[:200]})


def unblock(user_id: str) -> None:
    """Raises UserNotFound, RoleBeyondYou."""
    with changes("users") as change:
        _governed(user_id)
        if (
            accounts.living()
            .filter(user_id=user_id)
            .exclude(blocked_at=None)
            .update(blocked_at=None, blocked_why="")
        ):
            change.note("users.unblock", user_id)


def open_locks(user_id: str) -> None:
    """Raises UserNotFound, RoleBeyondYou."""
    with changes("users") as change:
        locks.open_everywhere(_governed(user_id))
        change.note("users.unlock", user_id)


def send_letter(user_id: str, kind: letters.Kind) -> None:
    """`verify_email` where there is something to confirm; `reset_password` makes the old password worth nothing.

    Raises UserNotFound, RoleBeyondYou.
    """
    nobody_knows = passwords.hashed(chance.token())
    with changes("users") as change:
        account = _governed(user_id)
        if kind == "reset_password":
            accounts.living().filter(user_id=user_id).update(password_hash=nobody_knows)
            sessions_end.end_all(user_id)
        elif account.is_verified:
            return
        letters.send(change, account, kind)
        change.note(f"users.letter.{kind}", user_id)


def _governed(user_id: str) -> Account:
    """Inside a transaction: the account, if the caller may do all that it may. Raises UserNotFound, RoleBeyondYou."""
    account = accounts.living().select_for_update().filter(user_id=user_id).first()
    if account is None:
        raise calls.UserNotFound()
    custom_roles.refuse_beyond(roles.permissions_of(user_id))
    return account


def _matching(wanted: PeopleFilter) -> QuerySet[Account]:
    rows = accounts.living()
    if wanted.email:
        begin = wanted.email.strip().casefold()
        rows = rows.filter(sorting.begins("email_key", begin))
    if wanted.name:
        # not `icontains`: databases that compare letter by letter would take capitals for other letters
        rows = rows.annotate(low_name=Lower("name")).filter(low_name__contains=wanted.name.strip().lower())
    if wanted.since is not None:
        rows = rows.filter(created_at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(created_at__lt=wanted.until)
    if wanted.is_verified is not None:
        rows = rows.filter(is_verified=wanted.is_verified)
    if wanted.is_blocked is not None:
        rows = rows.filter(blocked_at__isnull=not wanted.is_blocked)
    if wanted.is_locked is not None:
        sent = Letter.objects.filter(
            account=OuterRef("pk"), kind="unlock_account", used_at=None, expires_at__gt=clock.now()
        )
        rows = rows.filter(Exists(sent) if wanted.is_locked else ~Exists(sent))
    if wanted.role and wanted.role != "shopper":
        rows = rows.filter(user_id__in=GivenRole.objects.filter(role=wanted.role).values("account_id"))
    if wanted.custom_role:
        rows = rows.filter(user_id__in=HeldRole.objects.filter(role=wanted.custom_role).values("account_id"))
    return rows
