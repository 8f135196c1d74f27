"""Importing: another shop's file becomes products of one of ours. Running it again changes only what differs.

recognise the file → read offers and what could not be read → add missing categories → save in batches (`offers.py`)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from souk.contracts.products.calls import CategoryDraft, Products
from souk.contracts.shops.calls import ShopDraft, ShopNotFound, Shops
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.products.ports import Offer, Unreadable, source_for
from souk.services.products.use_cases.acquaintance import known_shops
from souk.services.products.use_cases.drafting import Taken, category_of
from souk.services.products.use_cases.offers import Batch
from souk.services.products.use_cases.saving import MOST_DRAFTS
from souk.vocabulary.problems import BadRequest

shops = ask(Shops)
#: Not our own functions: a row may be of a type that another share of the house keeps.
products = ask(Products)

LARGEST_FILE = 256 * 1024 * 1024
#: Where categories go that come with a file and that nobody here has yet.
SHELF = CategoryDraft(slug="more", name="More")


class FileNotUnderstood(BadRequest):
    title = "This file is of no kind we know"


@dataclass
class ImportReport:
    """What became of a file. `refused` says line, name and reason; `notes` what was mended to be taken."""

    source: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return self.created + self.updated + self.unchanged


def import_file(
    path: Path,
    *,
    shop_slug: str,
    owner_id: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Takes what can be taken of a file into the shop. `progress(done, total)` counts products.

    With `owner_id`, a shop that is not there yet is opened for them. Raises FileNotUnderstood, ShopNotFound.
    """
    content = _read(path)
    source = source_for(path.name, content)
    if source is None:
        raise FileNotUnderstood(f"{path.name} is neither a Shopify product CSV nor DummyJSON's products.")
    shop_id = _shop(shop_slug, owner_id)
    report = ImportReport(source.name)
    offers: list[Offer] = []
    for found in source.read(content):
        if isinstance(found, Unreadable):
            report.refused.append(found)
        else:
            offers.append(found)
    known_shops([shop_id])
    categories = _with_categories(offers)
    for start in range(0, len(offers), MOST_DRAFTS):
        _add(report, Batch(shop_id, offers[start : start + MOST_DRAFTS], categories).save(new_id("imp")))
        progress(min(start + MOST_DRAFTS, len(offers)), len(offers))
    report.refused.sort(key=lambda refused: refused.line)
    return report


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileNotUnderstood(f"{path.name} is larger than {LARGEST_FILE // 2**20} MB.")
        return path.read_bytes()
    except OSError as wrong:
        raise FileNotUnderstood(f"{path.name} cannot be read: {wrong.strerror}.") from wrong


def _shop(slug: str, owner_id: str | None) -> str:
    try:
        return shops.shop_by_slug(slug=slug).shop_id
    except ShopNotFound:
        if owner_id is None:
            raise
    draft = ShopDraft(slug=slug, name=slug.replace("-", " ").capitalize())
    opened = shops.open_shop(key=f"import/{slug}/{owner_id}", owner_id=owner_id, draft=draft)
    return shops.approve_shop(key=f"import/{slug}/approval", shop_id=opened.shop_id).shop_id


def _with_categories(offers: list[Offer]) -> set[str]:
    """The slugs there are; those that nobody has yet are put on a shelf of their own."""
    known = {category.slug for category in products.categories()}
    names = {category_of(offer): offer.categories[-1] for offer in offers if offer.categories}
    missing = [
        CategoryDraft(slug=slug, name=name[:120], parent_slug=SHELF.slug)
        for slug, name in names.items()
        if slug and slug not in known
    ]
    if missing:
        products.save_categories(key=new_id("imp"), drafts=[SHELF, *missing])
    return known | {draft.slug for draft in missing}


def _add(report: ImportReport, taken: Taken) -> None:
    report.created += taken.created
    report.updated += taken.updated
    report.unchanged += taken.unchanged
    report.refused += taken.refused
    report.notes += [f"line {note.line}: {note.reason}" for note in taken.notes]
