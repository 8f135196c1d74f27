"""Indexing: words of what changed are written in batches, and everything can be made again without a gap.

Marks are set in the transaction of the change and cleared after the batch is on disk: whoever is killed in between writes the
batch again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson
from django.db.models import F, Q

from souk.contracts.products.events import ProductCreated
from souk.kernel import clock
from souk.kernel.database import changes
from souk.kernel.ids import new_id
from souk.services.search.models import IndexedProduct, IndexState
from souk.services.search.ports import text_index
from souk.services.search.rules.documents import card_of, document_of, text_of
from souk.services.search.use_cases.catalogue import next_stamp

BATCH = 500

Progress = Callable[[int, int], None]


def write_dirty(for_seconds: float = float("inf")) -> int:
    """Writes the words of what changed until nothing is left or the time is up; returns how many products."""
    until, written = clock.stopwatch() + for_seconds, 0
    state = IndexState.objects.filter(id=1).values_list("epoch", flat=True).first()
    if state is None:
        return 0
    if not text_index().has(state):
        _mark_everything()
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
        (text_of(number, _facts(source)) for number, is_shown, source in rows if is_shown),
        [number for number, is_shown, _ in rows if not is_shown],
    )
    with changes("search"):
        # after a swap of generations the marks must stay: these words went into the old one
        if IndexState.objects.filter(id=1, epoch=epoch).update(text_stamp=F("text_stamp") + 1):
            numbers = [number for number, _, _ in rows]
            IndexedProduct.objects.filter(number__in=numbers, dirty_since__lte=stamp).update(dirty_since=None)
    return len(rows)


def rebuild_index(progress: Progress = lambda done, total: None) -> int:
    """Makes cards, documents and words again from what was heard, beside what is read now, then swaps.

    Readers see the old generation until the new one is whole. What changes meanwhile is written to the new one afterwards.
    Returns how many products are shown. Safe to repeat and to interrupt.
    """
    state = IndexState.objects.filter(id=1).values_list("stamp", "epoch").first()
    if state is None:
        return 0
    began, before = state
    epoch, done, last = new_id("idx"), 0, 0
    total = IndexedProduct.objects.filter(is_shown=True).count()
    text_index().write(epoch, [], [])
    while rows := _shown_after(last):
        facts = [(number, revision, _facts(source)) for number, revision, source in rows]
        text_index().write(epoch, [text_of(number, product) for number, _, product in facts], [])
        _rewrite(facts)
        last, done = rows[-1][0], done + len(rows)
        progress(done, total)
    with changes("search"):
        next_stamp()
        IndexState.objects.filter(id=1).update(epoch=epoch, text_stamp=F("text_stamp") + 1)
        since = Q(changed__gt=began) & Q(dirty_since=None)
        IndexedProduct.objects.filter(since).update(dirty_since=F("changed"))
    text_index().forget_others({epoch, before})
    return done


def _shown_after(number: int) -> list[tuple[int, int, str]]:
    rows = IndexedProduct.objects.filter(is_shown=True, number__gt=number).order_by("number")
    return list(rows.values_list("number", "revision", "source")[:BATCH])


def _rewrite(facts: list[tuple[int, int, ProductCreated]]) -> None:
    """Cards and documents by today's rules; a product that changed meanwhile keeps its newer ones."""
    with changes("search"):
        for number, revision, product in facts:
            IndexedProduct.objects.filter(number=number, revision=revision, is_shown=True).update(
                document=orjson.dumps(document_of(product)).decode(), card=card_of(product)
            )


def _facts(source: str) -> ProductCreated:
    return ProductCreated.model_validate_json(source)
