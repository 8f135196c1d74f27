"""How acting passes end: one, or all that an account holds or that are for it."""

from __future__ import annotations

from django.db.models import Q

from souk.kernel import clock
from souk.kernel.access import revocation
from souk.services.users.models import ActingPass, EndedGrant


def end(*, access_id: str = "", user_id: str = "") -> bool:
    """Inside a transaction: ends one pass, or all that this account holds or that are for it. Whether there was one."""
    rows = ActingPass.objects.filter(ended_at=None, expires_at__gt=clock.now())
    theirs = Q(access_id=access_id) if access_id else Q(actor_id=user_id) | Q(account_id=user_id)
    rows = rows.filter(theirs)
    ids = list(rows.values_list("access_id", flat=True))
    if ids:
        ActingPass.objects.filter(access_id__in=ids).update(ended_at=clock.now())
        ended = [EndedGrant(grant=access_id, ended_at=clock.now()) for access_id in ids]
        EndedGrant.objects.bulk_create(ended, ignore_conflicts=True)
        revocation.revoke(ids)
    return bool(ids)
