"""Statuses: a shop waits, is approved or rejected, and may be closed for good.

pending → approved → closed        pending → rejected → pending (amended) or approved (staff may change their mind) → closed
"""

from __future__ import annotations

#: Shops that count when it is asked how many somebody has.
LIVE = ("pending", "approved")

_MAY_BECOME = {
    "pending": {"approved", "rejected", "closed"},
    "rejected": {"approved", "pending", "closed"},
    "approved": {"closed"},
    "closed": set[str](),
}


def may_become(now: str, wanted: str) -> bool:
    return wanted in _MAY_BECOME[now]
