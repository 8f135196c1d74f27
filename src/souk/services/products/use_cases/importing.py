"""Importing: another shop's file becomes products of one of ours. Running it again changes only what differs.

recognise the file → read offers and what could not be read → make drafts → add missing categories → save in batches
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from souk.contracts.products.calls import (
    CategoryDraft,
    ImageDraft,
    Option,
    OptionValue,
    ProductDraft,
    Products,
    VariationDraft,
)
from souk.contracts.shops.calls import ShopDraft, ShopNotFound, Shops
from souk.kernel.asking import ask
from souk.kernel.ids import new_id
from souk.kernel.settings import settings as process_settings
from souk.services.products.ports import FoundImage, FoundVariation, Offer, Unreadable, source_for
from souk.services.products.rules.slugs import slug_from
from souk.services.products.use_cases.drafts import is_web_address
from souk.services.products.use_cases.saving import MOST_DRAFTS
from souk.vocabulary.money import Money
from souk.vocabulary.problems import BadRequest

shops = ask(Shops)
#: Not our own functions: a row may be of a type that another share of the house keeps.
products = ask(Products)

MOST_VARIATIONS = 250  # as a ProductDraft has it
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
    made: list[tuple[Offer, ProductDraft]] = []
    for found in source.read(content):
        if isinstance(found, Unreadable):
            report.refused.append(found)
            continue
        draft = _draft(found, shop_id, report)
        if draft is not None:
            made.append((found, draft))
    made = _in_categories(made)
    for start in range(0, len(made), MOST_DRAFTS):
        _save(made[start : start + MOST_DRAFTS], report)
        progress(min(start + MOST_DRAFTS, len(made)), len(made))
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


def _draft(offer: Offer, shop_id: str, report: ImportReport) -> ProductDraft | None:
    """None when it cannot be one; the report then says why."""
    if len(offer.variations) > MOST_VARIATIONS:
        report.refused.append(Unreadable(offer.line, offer.title[:80], _too_many(offer)))
        return None
    try:
        variations = [_variation(found) for found in offer.variations]
        values = {
            name: list(dict.fromkeys(v.options[name] for v in offer.variations))
            for name in offer.option_names
        }
        draft = ProductDraft(
            slug=offer.slug,
            title=offer.title,
            product_type=offer.product_type,
            shop_id=shop_id,
            description_html=offer.description_html,
            attributes=offer.attributes,
            options=[
                Option(name=name, values=[OptionValue(value=v, swatch=offer.swatches.get(v)) for v in of])
                for name, of in values.items()
            ],
            variations=variations,
            images=_images(offer, report),
            status="published" if offer.is_published else "draft",
            created_at=offer.created_at,
        )
    except ValidationError as wrong:
        report.refused.append(Unreadable(offer.line, offer.title[:80], _sentence(wrong)))
        return None
    except ValueError as wrong:
        report.refused.append(Unreadable(offer.line, offer.title[:80], str(wrong)))
        return None
    report.notes += offer.notes
    return draft


def _too_many(offer: Offer) -> str:
    """Says how many there would be if each of the first choice's values became a product."""
    reason = f"it has {len(offer.variations):,} variations, and a product has at most {MOST_VARIATIONS} here"
    if not offer.option_names:
        return f"{reason}."
    first = offer.option_names[0]
    values = {variation.options[first] for variation in offer.variations}
    return f"{reason}; make a product of each of its {len(values)} values of {first!r}, for example."


def _variation(found: FoundVariation) -> VariationDraft:
    """Raises ValueError for a price finer than the currency. A price before that is no higher is left out."""
    currency = process_settings().currency
    price = Money.parse(found.price, currency)
    before = Money.parse(found.compare_at, currency) if found.compare_at else None
    return VariationDraft(
        sku=found.sku,
        options=found.options,
        price=price,
        compare_at_price=before if before is not None and before.minor > price.minor else None,
        weight_grams=found.weight_grams,
        barcode=found.barcode,
        stock=found.stock,
    )


def _images(offer: Offer, report: ImportReport) -> list[ImageDraft]:
    """Links, not copies: nothing is fetched. One that is no web address is left out."""
    drafts = []
    for found in offer.images:
        url = _address(found)
        if is_web_address(url) and len(url) <= 2000:
            drafts.append(ImageDraft(url=url, alt=found.alt, option_value=found.option_value))
        else:
            report.notes.append(
                f"line {offer.line}: the picture {found.url[:80]!r} is no web address and was left out"
            )
    return drafts


def _address(found: FoundImage) -> str:
    url = f"https:{found.url}" if found.url.startswith("//") else found.url
    return url.replace(" ", "%20")


def _in_categories(made: list[tuple[Offer, ProductDraft]]) -> list[tuple[Offer, ProductDraft]]:
    """The drafts with the categories of their offers; those that nobody has yet are put on a shelf of their own."""
    known = {category.slug for category in products.categories()}
    names = {
        slug_from(offer.categories[-1])[:80].strip("-"): offer.categories[-1]
        for offer, _ in made
        if offer.categories
    }
    missing = [
        CategoryDraft(slug=s, name=n[:120], parent_slug=SHELF.slug)
        for s, n in names.items()
        if s and s not in known
    ]
    if missing:
        products.save_categories(key=new_id("imp"), drafts=[SHELF, *missing])
    placed = []
    for offer, draft in made:
        slug = slug_from(offer.categories[-1])[:80].strip("-") if offer.categories else ""
        placed.append((offer, draft.model_copy(update={"category_slug": slug or None})))
    return placed


def _save(batch: list[tuple[Offer, ProductDraft]], report: ImportReport) -> None:
    saved = products.save_products(key=new_id("imp"), drafts=[draft for _, draft in batch])
    for (offer, _), outcome in zip(batch, saved, strict=True):
        if outcome.outcome == "refused":
            report.refused.append(Unreadable(offer.line, offer.title[:80], outcome.refusal or ""))
        else:
            setattr(report, outcome.outcome, getattr(report, outcome.outcome) + 1)


def _sentence(wrong: ValidationError) -> str:
    first = wrong.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
