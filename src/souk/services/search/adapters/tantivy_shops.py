"""Tantivy as the index of shops, in memory: every process makes its own from the rows, and takes in what changes.

A word is found as typed, by its English stem, and with one typing error; the last one also as a beginning. Names count most.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

import tantivy

from souk.services.search.ports import ShopWords

HEAP_BYTES = 15_000_000
MAX_WORDS = 12
_BOOSTS = {"name": 6.0, "tagline": 2.0, "city": 2.0, "description": 1.0}
_SHORTEST_WITH_ERROR = 4

_Query = tantivy.Query


def _plain() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.remove_long(41)):
        builder = builder.filter(step)
    return builder


_PLAIN = _plain().build()
_ENGLISH = _plain().filter(tantivy.Filter.stemmer("english")).build()
_MEANINGFUL = _plain().filter(tantivy.Filter.stopword("english")).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    for name in _BOOSTS:
        builder.add_text_field(name, tokenizer_name="english", index_option="freq")
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    return builder.build()


class ShopsInMemory:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._schema = _schema()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer("plain", _PLAIN)
        self._index.register_tokenizer("english", _ENGLISH)
        self._stamp = -1

    @property
    def stamp(self) -> int:
        return self._stamp

    def take_in(self, stamp: int, shown: Iterable[ShopWords], gone: Iterable[int]) -> None:
        with self._lock:
            entries = list(shown)
            replaced = [*gone, *(entry.number for entry in entries)]
            if replaced:
                writer = self._index.writer(HEAP_BYTES, 1)
                writer.delete_documents_by_query(_Query.term_set_query(self._schema, "number", replaced))
                for entry in entries:
                    writer.add_document(_document(entry))
                writer.commit()
                writer.wait_merging_threads()
                self._index.reload()
            self._stamp = max(self._stamp, stamp)

    def find(self, text: str, limit: int) -> list[int]:
        words = _PLAIN.analyze(text[:400])[:MAX_WORDS]
        words = _MEANINGFUL.analyze(" ".join(words)) or words
        searcher = self._index.searcher()
        for enough in range(len(words), 0, -1):
            hits = searcher.search(self._query(words, enough), limit=limit, count=False).hits
            if hits:
                numbers = searcher.fast_field_values("number", [address for _, address in hits])
                return [int(number or 0) for number in numbers]
        return []

    def _query(self, words: list[str], enough: int) -> tantivy.Query:
        parts = [(tantivy.Occur.Should, self._ways(word, is_last=word is words[-1])) for word in words]
        return _Query.boolean_query(parts, enough)

    def _ways(self, word: str, *, is_last: bool) -> tantivy.Query:
        stem = next(iter(_ENGLISH.analyze(word)), word)
        ways = [
            _Query.boost_query(_Query.term_query(self._schema, name, stem, "freq"), boost)
            for name, boost in _BOOSTS.items()
        ]
        if is_last and len(word) > 1:
            beginning = _Query.fuzzy_term_query(self._schema, "words", word, distance=0, prefix=True)
            ways.append(_Query.boost_query(beginning, 1.5))
        if len(word) >= _SHORTEST_WITH_ERROR:
            slip = _Query.fuzzy_term_query(
                self._schema, "words", word, distance=1, transposition_cost_one=True
            )
            ways.append(_Query.boost_query(slip, 0.5))
        return _Query.disjunction_max_query(ways, 0.2)


def _document(shop: ShopWords) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_unsigned("number", shop.number)
    for name in _BOOSTS:
        entry.add_text(name, getattr(shop, name))
    entry.add_text("words", f"{shop.name} {shop.tagline} {shop.city}")
    return entry
