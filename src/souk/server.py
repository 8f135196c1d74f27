"""What the HTTP server calls in each of its workers.

The server forks a worker and lets it load the application before it heeds a stop; until then a worker has its parent's signal
handlers, which tell it nothing. A stop that came meanwhile was noticed by nobody, and the worker killed ten seconds later.
"""

from __future__ import annotations

import signal
from typing import Any


def serving() -> Any:
    """The WSGI application of the houses here."""
    _end_when_told_to()
    from souk import process

    return process.serving()


def serving_and_working() -> Any:
    """The WSGI application of the houses here, and this process's share of their background work."""
    _end_when_told_to()
    from souk import process

    application = process.serving()
    process.working().start()
    return application


def forwarding() -> Any:
    """The ASGI application of a house that only moves data."""
    _end_when_told_to()
    from souk import process

    return process.forwarding()


def _end_when_told_to() -> None:
    """Nothing has begun that would have to be finished first. The server puts its own handlers in this place when all is loaded."""
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, signal.SIG_DFL)
