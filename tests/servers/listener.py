"""Hears bells in a process of its own, so that it can be killed: python -m tests.servers.listener URL HOUSE SECONDS"""

from __future__ import annotations

import sys
import threading

from souk.process import compose

if __name__ == "__main__":
    compose()
    from souk.kernel.events import inbox
    from souk.kernel.events.telling import transport_by
    from tests.servers import bells

    bells.hang(float(sys.argv[3]))
    print("hearing", flush=True)
    transport_by(sys.argv[1], bells.hearing).consume(sys.argv[2], inbox.receive, threading.Event())
