"""Indexing: the words of what changed are written in batches.

Marks are set in the transaction of the change and cleared after the batch is on disk: whoever is killed in between writes the
batch again, which changes nothing.
"""

from __future__ import annotations

from django.db.models import F

from souk.contracts.products.events import ProductCreated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.search.models import IndexedProduct, IndexState
from souk.services.search.ports import text_index
from souk.services.search.rules.documents import text_of
from souk.services.search.use_cases.catalogue import next_stamp
from souk.vocabulary.problems import Unavailable

BATCH = 500


def write_dirty(for_seconds: float = float("inf")) -> int:
    """Writes the words of what changed until nothing is left or the time is up; returns how many products.

    While another process writes it leaves the marks as they are: that one, or the next turn, finds them.
    """
    try:
        return _write_until(clock.stopwatch() + for_seconds)
    except Unavailable:
        return 0


def _write_until(until: float) -> int:
    written = 0
    state = IndexState.objects.filter(id=1).values_list("epoch", flat=True).first()
    if state is None:
        return 0
    if not text_index().has(state):
        _mark_everything()
        text_index().write(state, [], [])  # after the marks: whoever is killed in between marks again
    while batch := _write_batch():
        written += batch
        if clock.stopwatch() >= until:
            break
    return written


def _mark_everything() -> None:
    """The index is gone or of another form: all words are to be written again."""
    with changes("search"):
        stamp = next_stamp()
        IndexedProduct.objects.filter(is_shown=True).update(dirty_since=stamp)


def _write_batch() -> int:
    epoch, stamp = IndexState.objects.filter(id=1).values_list("epoch", "stamp").get()
    dirty = IndexedProduct.objects.filter(dirty_since__lte=stamp).order_by("dirty_since")
    rows = list(dirty.values_list("number", "is_shown", "source")[:BATCH])
    if not rows:
        return 0
    text_index().write(
        epoch,
        (text_of(number, facts_in(source)) for number, is_shown, source in rows if is_shown),
        [number for number, is_shown, _ in rows if not is_shown],
    )
    with changes("search"):
        # after a swap of generations the marks must stay: these words went into the old one
        if IndexState.objects.filter(id=1, epoch=epoch).update(text_stamp=F("text_stamp") + 1):
            numbers = [number for number, _, _ in rows]
            IndexedProduct.objects.filter(number__in=numbers, dirty_since__lte=stamp).update(dirty_since=None)
    return len(rows)


def facts_in(source: str) -> ProductCreated:
    """The facts of a product as they were heard."""
    return ProductCreated.model_validate_json(source)
