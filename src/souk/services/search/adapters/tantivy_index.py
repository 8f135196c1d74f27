"""Tantivy as the index of words: a folder for each generation, written by one process, read by all.

A word must be found in some field: as typed or by its English stem; the last word also as a beginning. Where nothing is found,
words nobody wrote are replaced by the most frequent word one typing error away, and where that finds nothing either, products
with most of the words are. A code (SKU, ISBN, barcode) comes first.
"""

from __future__ import annotations

import re
import shutil
import threading
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import tantivy

from souk.kernel.telemetry.logs import log
from souk.services.search.ports import Hits, TextDocument
from souk.services.search.rules import typos
from souk.vocabulary.problems import Unavailable

#: Part of every folder's name: another form of document is another generation.
FORM = "1"

HEAP_BYTES = 24_000_000
MAX_WORDS = 12
PRECISION = 1000
RANKED = 500
_CODE_SCORE = 1000.0
_BEGINNINGS = {"title_words": 1.0, "words": 0.4}
_BOOSTS = {"title": 6.0, "maker": 4.0, "category": 3.0, "facts": 2.0, "shop": 2.0, "description": 1.0}
_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")

_Query = tantivy.Query
_log = log(__name__)


def _plain() -> tantivy.TextAnalyzerBuilder:
    """Words as typed: split at what is no letter or digit, lower case, no accents."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.remove_long(41)):
        builder = builder.filter(step)
    return builder


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    for name in _BOOSTS:
        builder.add_text_field(name, tokenizer_name="english", index_option="freq")
    builder.add_text_field("title_words", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("codes", tokenizer_name="raw", index_option="basic")
    return builder.build()


_SCHEMA = _schema()
_PLAIN = _plain().build()
_ENGLISH = _plain().filter(tantivy.Filter.stemmer("english")).build()
_MEANINGFUL = _plain().filter(tantivy.Filter.stopword("english")).build()


class TantivyIndex:
    """Thread-safe. `folder` holds one folder for each generation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: tuple[str, int, tantivy.Index] | None = None

    def has(self, epoch: str) -> bool:
        return (self._path(epoch) / "meta.json").exists()

    def write(self, epoch: str, documents: Iterable[TextDocument], gone: Iterable[int]) -> None:
        path = self._path(epoch)
        path.mkdir(parents=True, exist_ok=True)
        try:
            index = _at(path)
        except ValueError:
            shutil.rmtree(path, ignore_errors=True)  # broken: without it, everything is written again
            raise
        try:
            writer = index.writer(HEAP_BYTES, 1)
        except ValueError as busy:  # LockBusy
            raise Unavailable("Another process is writing words just now.") from busy
        entries = [(document.number, _document(document)) for document in documents]
        replaced = [*gone, *(number for number, _ in entries)]
        if replaced:
            # by query: a delete by term takes a number for a signed one and finds nothing
            writer.delete_documents_by_query(_Query.term_set_query(_SCHEMA, "number", replaced))
        for _, entry in entries:
            writer.add_document(entry)
        writer.commit()
        writer.wait_merging_threads()

    def find(self, epoch: str, stamp: int, text: str) -> Hits:
        words = _PLAIN.analyze(text[:400])[:MAX_WORDS]
        code = _NOT_IN_CODES.sub("", text.lower())[:80]
        searcher = self._searcher(epoch, stamp)
        if searcher is None or not (words or code):
            return Hits()
        meaningful = _MEANINGFUL.analyze(" ".join(words)) or words
        found = _search(searcher, meaningful, code)
        if found.numbers:
            return found
        for better in _corrections(searcher, meaningful):
            found = _search(searcher, better, "")
            if found.numbers:
                changed = dict(zip(meaningful, better, strict=True))
                corrected = " ".join(changed.get(word, word) for word in words)
                return Hits(found.numbers, found.scores, corrected)
        return _with_most_of(searcher, meaningful)

    def forget_others(self, epochs: set[str]) -> None:
        kept = {self._path(epoch).name for epoch in epochs}
        for path in self._folder.iterdir() if self._folder.exists() else ():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def _searcher(self, epoch: str, stamp: int) -> tantivy.Searcher | None:
        opened = self._open
        if opened is None or opened[0] != epoch or opened[1] != stamp:
            with self._lock:
                opened = self._open
                if opened is None or opened[0] != epoch or opened[1] < stamp:
                    opened = self._reopened(epoch, stamp)
                    if opened is None:
                        return None
                    self._open = opened
        return opened[2].searcher()

    def _reopened(self, epoch: str, stamp: int) -> tuple[str, int, tantivy.Index] | None:
        if not self.has(epoch):
            return None
        opened = self._open
        if opened is not None and opened[0] == epoch:
            opened[2].reload()
            return epoch, stamp, opened[2]
        try:
            index = _at(self._path(epoch))
            index.config_reader("manual")
            index.reload()
        except ValueError as failure:
            _log.warning("index_unreadable", epoch=epoch, error=str(failure))
            return None
        return epoch, stamp, index

    def _path(self, epoch: str) -> Path:
        return self._folder / f"{epoch}-{FORM}"


def _at(path: Path) -> tantivy.Index:
    index = tantivy.Index(_SCHEMA, path=str(path))
    index.register_tokenizer("plain", _PLAIN)
    index.register_tokenizer("english", _ENGLISH)
    return index


def _document(document: TextDocument) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_unsigned("number", document.number)
    for name in _BOOSTS:
        entry.add_text(name, getattr(document, name))
    named = (document.title, document.maker, document.shop, document.category, document.facts)
    entry.add_text("title_words", document.title)
    words = _PLAIN.analyze(" ".join(named))
    entry.add_text("words", " ".join([*words, *(word[:-1] for word in words if _is_plural(word))]))
    for code in {_NOT_IN_CODES.sub("", code.lower()) for code in document.codes} - {""}:
        entry.add_text("codes", code)
    return entry


def _is_plural(word: str) -> bool:
    """Probably, and long enough that a slip in its singular can be mended."""
    return len(word) > 4 and word[-1] == "s" and word[-2] not in "su"


def _with_most_of(searcher: tantivy.Searcher, words: list[str]) -> Hits:
    """The products that share as many of the words as any product does."""
    for enough in range(len(words) - 1, 0, -1):
        found = _ranked(searcher, _query(words, enough))
        if found.numbers:
            return found
    return Hits()


def _search(searcher: tantivy.Searcher, words: list[str], code: str) -> Hits:
    query = _query(words)
    if code and searcher.doc_freq("codes", code):
        exact = _Query.const_score_query(_Query.term_query(_SCHEMA, "codes", code), _CODE_SCORE)
        query = _Query.boolean_query([(tantivy.Occur.Should, exact), (tantivy.Occur.Should, query)])
    return _ranked(searcher, query)


def _ranked(searcher: tantivy.Searcher, query: tantivy.Query) -> Hits:
    hits = searcher.search(query, limit=RANKED, count=False).hits
    numbers = searcher.fast_field_values("number", [address for _, address in hits]) if hits else []
    ranked = sorted(
        (-int(score * PRECISION), int(number or 0)) for (score, _), number in zip(hits, numbers, strict=True)
    )
    found = Hits(array("q", [number for _, number in ranked]), array("q", [-score for score, _ in ranked]))
    return _with_the_rest(searcher, query, found) if len(ranked) == RANKED else found


def _with_the_rest(searcher: tantivy.Searcher, query: tantivy.Query, best: Hits) -> Hits:
    """Where very many match, those after the best are all worth the same: nobody turns so many pages."""
    everything = searcher.search(
        query, limit=max(1, searcher.num_docs), count=False, order_by_field="number", order=tantivy.Order.Asc
    ).hits
    known = set(best.numbers)
    rest = array("q", [number for number, _ in everything if number not in known])
    return Hits(array("q", best.numbers) + rest, array("q", best.scores) + array("q", bytes(8 * len(rest))))


def _query(words: list[str], enough: int | None = None) -> tantivy.Query:
    """Products with every word, or with at least `enough` of them."""
    occur = tantivy.Occur.Must if enough is None else tantivy.Occur.Should
    parts = []
    for place, word in enumerate(words):
        stem = _stem(word)
        ways = [
            _Query.boost_query(_Query.term_query(_SCHEMA, name, stem, "freq"), boost)
            for name, boost in _BOOSTS.items()
        ]
        if place == len(words) - 1 and len(word) > 1:
            for name, boost in _BEGINNINGS.items():
                beginning = _Query.fuzzy_term_query(_SCHEMA, name, word, distance=0, prefix=True)
                ways.append(_Query.boost_query(beginning, boost))
        parts.append((occur, _Query.disjunction_max_query(ways, 0.2)))
    return _Query.boolean_query(parts, enough) if parts else _Query.empty_query()


def _stem(word: str) -> str:
    stems = _ENGLISH.analyze(word)
    return stems[0] if stems else word


def _corrections(searcher: tantivy.Searcher, words: list[str]) -> Iterator[list[str]]:
    """Other words to try: each unknown word mended; where all are known, one word mended after the other."""
    unknown = [word for word in words if not _is_known(searcher, word)]
    if unknown:
        mended = {word: next(iter(_near(searcher, word)), "") for word in unknown}
        if all(mended.values()):
            yield [mended.get(word, word) for word in words]
        return
    for place, word in enumerate(words if len(words) > 1 else []):
        for other in _near(searcher, word)[:3]:
            yield [*words[:place], other, *words[place + 1 :]]


def _is_known(searcher: tantivy.Searcher, word: str) -> bool:
    stem = _stem(word)
    return searcher.doc_freq("words", word) > 0 or any(searcher.doc_freq(name, stem) for name in _BOOSTS)


def _near(searcher: tantivy.Searcher, word: str) -> list[str]:
    """Words of the index one typing error away, the most frequent first."""
    found = [(searcher.doc_freq("words", near), near) for near in typos.one_error_away(word)]
    return [near for frequency, near in sorted(found, key=lambda f: (-f[0], f[1])) if frequency]
