"""Which paths are tricks. A path that two programs may read differently is not carried to the second."""

from __future__ import annotations

import re

#: Empty and dot segments, however they are written; slashes, backslashes and control characters that hide behind a percent sign;
#: a percent sign that hides nothing.
_TRICKS = re.compile(
    rb"""//
    | /(?:\.|%2e){1,2}(?:/|$)
    | [\\\x00-\x20\x7f]
    | %2f | %5c | %[01][0-9a-f] | %7f
    | %(?![0-9a-f]{2})
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: What most paths are: plain segments, none of which begins with a dot.
_PLAIN = re.compile(rb"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?")

#: For machines behind the gateway; from outside there is nothing here.
_INSIDE = frozenset({"internal", "health", "metrics"})


def is_trick(raw: bytes) -> bool:
    """Of the path as it was sent, still encoded."""
    if _PLAIN.fullmatch(raw):
        return False
    return not raw.startswith(b"/") or _TRICKS.search(raw) is not None


def is_inside(path: str) -> bool:
    """Of the decoded path: whether it leads to a door that is only for neighbours and probes."""
    return path[1:].partition("/")[0].lower() in _INSIDE
