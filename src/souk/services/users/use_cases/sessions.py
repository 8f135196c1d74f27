"""Sessions: sign in, turn the refresh token over, sign out.

A refresh token is good once. When one comes a second time somebody has copied it, and nobody can say who: the whole
family ends.
"""

from __future__ import annotations

from souk.contracts.users.calls import RefreshRefused, Tokens, WrongCredentials
from souk.kernel import chance, clock, identity
from souk.kernel.database import changes
from souk.kernel.ids import new_id
from souk.services.users.models import Account, Session, SessionToken
from souk.services.users.settings import settings
from souk.services.users.use_cases import accounts, limits, locks, passwords, sessions_end
from souk.services.users.use_cases.letters import hash_of
from souk.vocabulary.problems import Problem


def sign_in(*, email: str, password: str, address: str) -> Tokens:
    """Raises WrongCredentials, AccountLocked, TooManyRequests: the same, and as late, whether or not the account exists."""
    limits.limit_sign_ins(address)
    locks.refuse_locked(email, address)
    account = accounts.find_by_email(email)
    if not passwords.is_right(account.password_hash if account else None, password):
        locks.note_wrong(email, address, account)
        raise WrongCredentials()
    assert account is not None  # nobody's password is never right
    fresh = passwords.hashed(password) if passwords.is_old(account.password_hash) else None
    with changes("users"):
        locks.forget_wrong(email, address)
        if fresh is not None:
            rows = accounts.living().filter(user_id=account.user_id, password_hash=account.password_hash)
            rows.update(password_hash=fresh)
        return _begin(account)


def refresh(refresh_token: str) -> Tokens:
    """Raises RefreshRefused."""
    turn = (
        SessionToken.objects.select_related("session__account")
        .filter(token_hash=hash_of(refresh_token))
        .first()
    )
    if turn is None:
        raise RefreshRefused()
    session, now = turn.session, clock.now()
    with changes("users"):
        lives = Session.objects.filter(
            session_id=session.session_id, ended_at=None, expires_at__gt=now
        ).update(used_at=now, expires_at=clock.in_seconds(settings().session_seconds))
        first = lives and SessionToken.objects.filter(token_hash=turn.token_hash, used_at=None).update(
            used_at=now
        )
        if first:
            return _turn(session, session.account)
        if lives:
            sessions_end.end([session.session_id])
    raise RefreshRefused()


def sign_out(*, access_token: str, refresh_token: str | None) -> None:
    """Ends the session both tokens belong to; tokens that are expired, unknown or garbage are no error."""
    ids = set()
    try:
        access_id = identity.verify_access_token(access_token).token_id
        identity.revoke_access_token(access_id)
        ids |= set(SessionToken.objects.filter(access_id=access_id).values_list("session_id", flat=True))
    except Problem:
        pass
    if refresh_token:
        turns = SessionToken.objects.filter(token_hash=hash_of(refresh_token))
        ids |= set(turns.values_list("session_id", flat=True))
    if ids:
        with changes("users"):
            sessions_end.end(sorted(ids))


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
    return _turn(session, account)


def _turn(session: Session, account: Account) -> Tokens:
    """The next pair of tokens of a session."""
    refresh_token, access_id = chance.token(), new_id("tok")
    SessionToken.objects.bulk_create(
        [
            SessionToken(
                token_hash=hash_of(refresh_token), session=session, access_id=access_id, issued_at=clock.now()
            )
        ]
    )
    shown = accounts.shown([account])[0]
    return Tokens(
        access_token=identity.issue_access_token(account.user_id, list(shown.roles), access_id),
        refresh_token=refresh_token,
        expires_in_seconds=identity.ACCESS_SECONDS,
        account=shown,
    )
