"""Sweeping: what is over is removed."""

from __future__ import annotations

from souk.kernel import clock
from souk.services.users.models import ActingPass, DoneOnce, EndedGrant, Letter, Session, WrongPasswords
from souk.services.users.settings import DAY


def sweep() -> None:
    """Used-up letters, old locks and sessions a week over; keys of commands after a month."""
    week_ago = clock.in_seconds(-7 * DAY)
    WrongPasswords.objects.filter(forget_at__lte=clock.now()).delete()
    Letter.objects.filter(expires_at__lte=week_ago).delete()
    Session.objects.filter(expires_at__lte=week_ago).delete()
    Session.objects.filter(ended_at__lte=week_ago).delete()
    ActingPass.objects.filter(expires_at__lte=clock.in_seconds(-400 * DAY)).delete()
    EndedGrant.objects.filter(ended_at__lte=week_ago).delete()
    DoneOnce.objects.filter(done_at__lte=clock.in_seconds(-30 * DAY)).delete()
