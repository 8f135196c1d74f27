"""How sessions end: all of an account, all but one, or one; their access tokens with them."""

from __future__ import annotations

from django.db.models import QuerySet

from souk.kernel import clock
from souk.kernel.access import revocation
from souk.kernel.access.revocation import ACCESS_SECONDS
from souk.kernel.telemetry.logs import log
from souk.services.users.models import EndedGrant, Session, SessionToken
from souk.services.users.use_cases import passes

_log = log(__name__)


def end_all(user_id: str, *, but_access_id: str = "") -> None:
    """Ends every session of an account; the one to which the access token belongs may stay."""
    rows = Session.objects.filter(account_id=user_id, ended_at=None)
    if but_access_id:
        kept = (
            SessionToken.objects.filter(access_id=but_access_id).values_list("session_id", flat=True).first()
        )
        rows = rows.exclude(session_id=kept or "")
    passes.end(user_id=user_id)
    end(list(rows.values_list("session_id", flat=True)))


def end(session_ids: list[str]) -> None:
    """Ends these sessions; ended ones stay ended.

    Tokens are revoked before the transaction commits: if it fails, their bearer refreshes and goes on.
    """
    Session.objects.filter(session_id__in=session_ids, ended_at=None).update(ended_at=clock.now())
    _revoke(SessionToken.objects.filter(session_id__in=session_ids))


def revoke_access(user_id: str) -> None:
    """Sessions go on, but their access tokens must be made anew, with the roles of today."""
    passes.end(user_id=user_id)
    _revoke(SessionToken.objects.filter(session__account_id=user_id, session__ended_at=None))


def tell_revocations() -> None:
    """Tells the cache what it missed while it was away, and everything once it was emptied."""
    revoked = SessionToken.objects.filter(revoked_at__gt=clock.in_seconds(-ACCESS_SECONDS))
    ended = EndedGrant.objects.filter(ended_at__gt=clock.in_seconds(-ACCESS_SECONDS))
    complete = revocation.is_complete()
    if complete is None:
        return
    if not complete:
        told = [*revoked.values_list("access_id", flat=True), *ended.values_list("grant", flat=True)]
        if not revocation.retell(told):
            return
        _log.info("revocations_told_again")
    missed = revoked.filter(is_told=False).values_list("access_id", flat=True)
    untold = list(missed.union(ended.filter(is_told=False).values_list("grant", flat=True), all=True))
    if untold and revocation.revoke(untold):
        SessionToken.objects.filter(access_id__in=untold).update(is_told=True)
        EndedGrant.objects.filter(grant__in=untold).update(is_told=True)


def _revoke(tokens: QuerySet[SessionToken]) -> None:
    """The cache knows at once; the row makes it certain. Whether the transaction is committed or not, is told or not, or
    the cache loses it in between: `tell_revocations` finds the row."""
    living = tokens.filter(issued_at__gt=clock.in_seconds(-ACCESS_SECONDS), revoked_at=None)
    ids = list(living.values_list("access_id", flat=True))
    if ids:
        SessionToken.objects.filter(access_id__in=ids).update(revoked_at=clock.now())
        revocation.revoke(ids)
