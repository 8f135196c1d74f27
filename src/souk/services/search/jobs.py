"""What search does by the clock."""

from __future__ import annotations

from souk.kernel.jobs import every
from souk.services.search.use_cases import indexing


@every(seconds=0.5)
def write_words() -> None:
    """Words of products that changed reach the index; a killed process leaves its marks and the next one goes on."""
    indexing.write_dirty(for_seconds=1.0)
