"""What notifications does by the clock."""

from __future__ import annotations

import threading

from django.db import connections

from souk.kernel.work.jobs import every
from souk.services.notifications.ports import post
from souk.services.notifications.use_cases import history, sending

_sending = threading.Lock()


@every(seconds=1)
def send() -> None:
    """A mail server may take its time; what else this process does by the clock must not wait for it."""
    if not post().waits:
        sending.send_due()
    elif sending.is_due() and _sending.acquire(blocking=False):
        threading.Thread(target=_send_aside, name="souk-post", daemon=True).start()


@every(seconds=3600)
def sweep() -> None:
    history.sweep()


def _send_aside() -> None:
    try:
        sending.send_due()
    finally:
        connections.close_all()
        _sending.release()
