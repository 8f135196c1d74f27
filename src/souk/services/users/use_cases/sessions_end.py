"""How sessions end: all of an account, all but one, or one; their access tokens with them."""

from __future__ import annotations

from django.db.models import QuerySet

from souk.kernel import clock
from souk.kernel.identity import ACCESS_SECONDS, revoke_access_token
from souk.services.users.models import Session, SessionToken


def end_all(user_id: str, *, but_access_id: str = "") -> None:
    """Ends every session of an account; the one to which the access token belongs may stay."""
    rows = Session.objects.filter(account_id=user_id, ended_at=None)
    if but_access_id:
        kept = (
            SessionToken.objects.filter(access_id=but_access_id).values_list("session_id", flat=True).first()
        )
        rows = rows.exclude(session_id=kept or "")
    end(list(rows.values_list("session_id", flat=True)))


def end(session_ids: list[str]) -> None:
    """Ends these sessions; ended ones stay ended.

    Tokens are revoked before the transaction commits: if it fails, their bearer refreshes and goes on.
    """
    Session.objects.filter(session_id__in=session_ids, ended_at=None).update(ended_at=clock.now())
    _revoke(SessionToken.objects.filter(session_id__in=session_ids))


def revoke_access(user_id: str) -> None:
    """Sessions go on, but their access tokens must be made anew, with the roles of today."""
    _revoke(SessionToken.objects.filter(session__account_id=user_id, session__ended_at=None))


def _revoke(tokens: QuerySet[SessionToken]) -> None:
    living = tokens.filter(issued_at__gt=clock.in_seconds(-ACCESS_SECONDS))
    for access_id in living.values_list("access_id", flat=True):
        revoke_access_token(access_id)
