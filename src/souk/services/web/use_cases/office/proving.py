"""Proving, from the back office, what must always be true: when somebody asks, one at a time, and the answer is kept for a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from souk.audit import audit
from souk.kernel import clock
from souk.kernel.cache import cache
from souk.services.web.rules import wording

_KEPT, _RUNNING = "office:proved", "office:proving"
_DAY, _AT_MOST_SECONDS = 86_400, 300
SHOWN = 20


def prove() -> bool:
    """Reads everything that the houses keep; False when somebody else's proof is not done yet. Raises Unavailable."""
    shared = cache()
    if shared.increment(_RUNNING, _AT_MOST_SECONDS) > 1:
        return False
    try:
        began = clock.stopwatch()
        told = {
            "at": clock.now().isoformat(),
            "findings": [
                {
                    "number": one.number,
                    "sentence": one.sentence,
                    "violations": one.violations[:SHOWN],
                    "more": max(0, len(one.violations) - SHOWN),
                }
                for one in audit()
            ],
        }
        told["seconds"] = round(clock.stopwatch() - began, 1)
        shared.put(_KEPT, orjson.dumps(told), _DAY)
    finally:
        shared.forget(_RUNNING)
    return True


def last() -> dict[str, Any] | None:
    """What the last proof of the day found, and when; None when there was none."""
    kept = cache().get(_KEPT)
    if kept is None:
        return None
    told: dict[str, Any] = orjson.loads(kept)
    broken = sum(bool(finding["violations"]) for finding in told["findings"])
    return told | {"at": wording.day_and_time(datetime.fromisoformat(told["at"])), "broken": broken}
