"""Rebuilding: cards, documents and words made again from what was heard (`souk replay search`), and swapped in without a gap."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from django.db.models import F, Q

from souk.contracts.products.events import ProductCreated
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.search.models import IndexedProduct, IndexState
from souk.services.search.ports import text_index
from souk.services.search.rules.documents import card_of, document_of, text_of
from souk.services.search.use_cases.catalogue import next_stamp
from souk.services.search.use_cases.indexing import BATCH, facts_in

Progress = Callable[[int, int], None]


def rebuild(progress: Progress = lambda done, total: None) -> int:
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
        facts = [(number, revision, facts_in(source)) for number, revision, source in rows]
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
