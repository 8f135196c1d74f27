"""How many examples a property is tried with."""

from __future__ import annotations

import os


def examples(many: int) -> int:
    """`many` on SQLite; a fifth on a real server, which is asked whether it keeps the rule, not whether there is one."""
    return max(5, many // 5) if os.environ.get("SOUK_TEST_DATABASES") else many
