"""Commands that happen once, however often they arrive."""

from __future__ import annotations

import hashlib

from souk.kernel import clock
from souk.services.users.models import DoneOnce


def first_time(key: str, about: str) -> tuple[str, bool]:
    """Inside the command's transaction: the id it is about, and whether this is the first time the key arrives."""
    digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
    row, is_new = DoneOnce.objects.get_or_create(
        key=digest, defaults={"about": about, "done_at": clock.now()}
    )
    return row.about, is_new
