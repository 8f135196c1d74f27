"""Sessions: sign in, turn the refresh token over, sign out.

A refresh token is good once. When one comes a second time somebody has copied it, and nobody can say who: the whole
family ends. Only pages that were asked for at the same moment may share a turn.
"""

from __future__ import annotations

from souk.contracts.users.calls import AccountBlocked, RefreshRefused, Tokens, WrongCredentials
from souk.kernel import chance, clock
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.users.models import Account, Session, SessionToken
from souk.services.users.settings import settings
from souk.services.users.use_cases import (
    accounts,
    custom_roles,
    limits,
    locks,
    passes,
    passwords,
    sealing,
    sessions_end,
)
from souk.services.users.use_cases.letters import hash_of
from souk.vocabulary.problems import Unauthenticated


def sign_in(*, email: str, password: str, address: str) -> Tokens:
    """Raises WrongCredentials, AccountLocked, TooManyRequests: the same, and as late, whether or not the account exists."""
    limits.limit_sign_ins(address)
    locks.refuse_locked(email, address)
    account = accounts.find_by_email(email)
    if not passwords.is_right(account.password_hash if account else None, password):
        locks.note_wrong(email, address, account)
        raise WrongCredentials()
    assert account is not None  # nobody's password is never right
    if account.blocked_at is not None:
        raise AccountBlocked("Please write to the market’s people.")
    fresh = passwords.hashed(password) if passwords.is_old(account.password_hash) else None
    with changes("users"):
        locks.forget_wrong(email, address)
        if fresh is not None:
            rows = accounts.living().filter(user_id=account.user_id, password_hash=account.password_hash)
            rows.update(password_hash=fresh)
        return _begin(account)


def refresh(refresh_token: str, *, shared_seconds: float = 0) -> Tokens:
    """The next tokens. Asked again within `shared_seconds` the same are given once more, unless they were turned over
    meanwhile: by then somebody has a copy. Raises RefreshRefused."""
    turn = _turn_of(refresh_token)
    if turn is None:
        raise RefreshRefused()
    session, now = turn.session, clock.now()
    with changes("users"):
        lives = Session.objects.filter(
            session_id=session.session_id, ended_at=None, expires_at__gt=now
        ).update(used_at=now, expires_at=clock.in_seconds(settings().session_seconds))
        successor = chance.token()
        first = lives and SessionToken.objects.filter(token_hash=turn.token_hash, used_at=None).update(
            used_at=now, sealed_next=sealing.sealed(successor, refresh_token)
        )
        if first:
            return _turn(session, session.account, successor)
        if lives:
            again = _same_turn(refresh_token, shared_seconds)
            if again is not None:
                return again
            sessions_end.end([session.session_id])
    raise RefreshRefused()


def sign_out(*, access_token: str, refresh_token: str | None) -> None:
    """Ends the session both tokens belong to; tokens that are expired, unknown or garbage are no error."""
    ids = set()
    try:
        who = identity.read_access_token(access_token)
        if who.actor_id:
            _stop_acting(who)
            return
        access_id = who.token_id
        ids |= set(SessionToken.objects.filter(access_id=access_id).values_list("session_id", flat=True))
    except Unauthenticated:
        pass
    if refresh_token:
        turns = SessionToken.objects.filter(token_hash=hash_of(refresh_token))
        ids |= set(turns.values_list("session_id", flat=True))
    if ids:
        with changes("users"):
            rows = Session.objects.filter(session_id__in=ids)
            for user_id in set(rows.values_list("account_id", flat=True)):
                passes.end(user_id=user_id)
            sessions_end.end(sorted(ids))


def _stop_acting(who: identity.Identity) -> None:
    with identity.acting_as(who), changes("users") as change:
        if passes.end(access_id=who.token_id):
            change.note("users.act.stop", who.user_id or "")


def _turn_of(refresh_token: str) -> SessionToken | None:
    rows = SessionToken.objects.select_related("session__account")
    return rows.filter(token_hash=hash_of(refresh_token)).first()


def _same_turn(refresh_token: str, shared_seconds: float) -> Tokens | None:
    """What the token was turned into a moment ago; None when that is too long ago, or was itself turned over."""
    turn, now = _turn_of(refresh_token), clock.now()
    if turn is None or turn.used_at is None or (now - turn.used_at).total_seconds() >= shared_seconds:
        return None
    successor = sealing.opened(turn.sealed_next, refresh_token)
    following = None if successor is None else _turn_of(successor)
    if successor is None or following is None or following.used_at or following.revoked_at:
        return None
    lives = identity.ACCESS_SECONDS - int((now - following.issued_at).total_seconds())
    return _tokens(turn.session.account, successor, following.access_id, lives)


def _begin(account: Account) -> Tokens:
    now = clock.now()
    session = Session(
        session_id=new_id("ses"),
        account=account,
        began_at=now,
        used_at=now,
        expires_at=clock.in_seconds(settings().session_seconds),
    )
    session.save(force_insert=True)
    return _turn(session, account, chance.token())


def _turn(session: Session, account: Account, refresh_token: str) -> Tokens:
    """The next pair of tokens of a session."""
    access_id = new_id("tok")
    SessionToken.objects.bulk_create(
        [
            SessionToken(
                token_hash=hash_of(refresh_token), session=session, access_id=access_id, issued_at=clock.now()
            )
        ]
    )
    return _tokens(account, refresh_token, access_id, identity.ACCESS_SECONDS)


def _tokens(account: Account, refresh_token: str, access_id: str, seconds: int) -> Tokens:
    shown = accounts.shown([account])[0]
    given, grants = (), ()
    if shown.custom_roles:
        given, grants = custom_roles.scope_of(custom_roles.held_by([account.user_id])[account.user_id])
    return Tokens(
        access_token=identity.issue_access_token(
            account.user_id, list(shown.roles), access_id, seconds, given=given, grants=grants
        ),
        refresh_token=refresh_token,
        expires_in_seconds=seconds,
        account=shown,
    )
