"""What search does by the clock."""

from __future__ import annotations

from souk.contracts.search.calls import ProductQuery
from souk.kernel.work.jobs import at_start, every
from souk.services.search.use_cases import finding, indexing


@every(seconds=0.5)
def write_words() -> None:
    """Words of products that changed reach the index; a killed process leaves its marks and the next one goes on."""
    indexing.write_dirty(for_seconds=1.0)


@at_start
def load_columns() -> None:
    """So that no visitor waits for the first list of a process."""
    finding.find(ProductQuery(limit=1))
