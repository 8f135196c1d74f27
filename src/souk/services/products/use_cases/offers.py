"""Offers: what a file offers becomes products of a shop. Running it again changes only what differs.

make drafts → complete them with what the file cannot say and the product has → leave out what is as it was → save the batch

A file that has no column for a thing says nothing of it: the product keeps its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pydantic import ValidationError

from souk.contracts.products.calls import (
    ImageDraft,
    Option,
    OptionValue,
    ProductDraft,
    Products,
    SavedProduct,
    VariationDraft,
)
from souk.kernel.asking import ask
from souk.kernel.settings import settings as process_settings
from souk.kernel.shares import share_here, share_of_kind
from souk.services.products.models import Product, Variation
from souk.services.products.ports import FoundImage, FoundVariation, Offer, Unreadable
from souk.services.products.rules.slugs import slug_from
from souk.services.products.use_cases.drafts import CheckedDraft, is_web_address
from souk.services.products.use_cases.saving import Outcome, save_checked
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Invalid

#: Not our own functions: an offer may be of a type that another share of the house keeps.
products = ask(Products)

MOST_VARIATIONS = 250  # as a ProductDraft has it


@dataclass
class Taken:
    """What became of some offers: how many of each outcome, what was refused and why, what was mended."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Unreadable] = field(default_factory=list)
    notes: list[Unreadable] = field(default_factory=list)


class Ledger(Protocol):
    """Counts what was done, in the transaction in which it is."""

    def is_my_turn(self) -> bool:
        """False when somebody else has done it meanwhile: then nothing is saved."""
        ...

    def write(self, taken: Taken) -> None: ...


@dataclass(frozen=True)
class Standing:
    """A product that is there already under an offer's slug."""

    product: Product
    variations: list[Variation]


class Batch:
    """Some offers made ready for a shop. `save` them, and `taken` says what became of each.

    `categories` are the slugs there are; a product of any other is put into none.
    """

    def __init__(self, shop_id: str, offers: list[Offer], categories: set[str]) -> None:
        self.taken = Taken()
        self._made: list[tuple[Offer, CheckedDraft | Invalid]] = []
        self._elsewhere: list[
            tuple[Offer, ProductDraft]
        ] = []  # of a type that another share of the house keeps
        standing = _standing(shop_id, offers)
        for offer in offers:
            there = standing.get(offer.slug)
            draft = _draft(offer, shop_id, there, categories, self.taken)
            if draft is None:
                continue
            if share_of_kind("products", draft.product_type) != share_here("products"):
                self._elsewhere.append((offer, draft))
                continue
            checked = _checked(draft, there)
            if there is not None and isinstance(checked, CheckedDraft) and _is_as_it_was(checked, there):
                self.taken.unchanged += 1
            else:
                self._made.append((offer, checked))

    def save(self, key: str, ledger: Ledger | None = None) -> Taken:
        """Saves them all, once per key where another share keeps them, and lets the ledger write down what became of them in the
        transaction in which the others are saved."""
        if self._elsewhere:
            answers = products.save_products(key=key, drafts=[draft for _, draft in self._elsewhere])
            for (offer, _), answer in zip(self._elsewhere, answers, strict=True):
                self._count(self.taken, offer, answer.outcome, answer.refusal or "")
        done = _Done(self, ledger)
        save_checked([checked for _, checked in self._made], done)
        return done.taken

    def tally(self, outcomes: list[Outcome]) -> Taken:
        taken = replace(self.taken, refused=list(self.taken.refused))
        for (offer, _), outcome in zip(self._made, outcomes, strict=True):
            if isinstance(outcome, SavedProduct):
                self._count(taken, offer, outcome.outcome, "")
            else:
                self._count(taken, offer, "refused", outcome.detail)
        return taken

    @staticmethod
    def _count(taken: Taken, offer: Offer, outcome: str, refusal: str) -> None:
        if outcome == "refused":
            taken.refused.append(Unreadable(offer.line, offer.title[:80], refusal))
        else:
            setattr(taken, outcome, getattr(taken, outcome) + 1)


class _Done:
    """What `save_checked` asks at the beginning of its transaction, and tells at the end: maybe more than once."""

    def __init__(self, batch: Batch, ledger: Ledger | None) -> None:
        self._batch, self._ledger = batch, ledger
        self.taken = batch.taken

    def recalled(self) -> list[Any] | None:
        return None if self._ledger is None or self._ledger.is_my_turn() else []

    def keep(self, outcomes: list[Outcome]) -> None:
        self.taken = self._batch.tally(outcomes)
        if self._ledger is not None:
            self._ledger.write(self.taken)


def category_of(offer: Offer) -> str:
    """The slug its category has, or would have; empty for none."""
    if offer.category_slug or not offer.categories:
        return offer.category_slug
    return slug_from(offer.categories[-1])[:80].strip("-")


def _checked(draft: ProductDraft, there: Standing | None) -> CheckedDraft | Invalid:
    """With the pictures the product has already, as they are stored."""
    try:
        if there is None:
            return CheckedDraft(draft)
        return CheckedDraft(draft, _known_images(draft.images, there.product.images))
    except Invalid as wrong:
        return wrong


def _known_images(wanted: list[ImageDraft], kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    mine = {address_of(image["url"]): image for image in kept}
    found = []
    for image in wanted:
        known = mine.get(image.url, {"url": image.url, "thumb_url": image.url, "width": 0, "height": 0})
        found.append(known | {"alt": image.alt, "option_value": image.option_value})
    return found


def address_of(url: str) -> str:
    """A picture's whole address: ours are stored without the market's name."""
    return f"{process_settings().base_url}{url}" if url.startswith("/") else url


def _is_as_it_was(checked: CheckedDraft, there: Standing) -> bool:
    if there.product.digest == checked.digest:
        return True
    try:
        return CheckedDraft(draft_of(there), there.product.images).digest == checked.digest
    except ValueError:
        return False
    except Invalid:
        return False


def draft_of(there: Standing) -> ProductDraft:
    """The draft that would make the product what it is."""
    product = there.product
    return ProductDraft(
        slug=product.seller_slug,
        title=product.title,
        product_type=product.product_type,
        shop_id=product.shop_id,
        category_slug=product.category.slug if product.category else None,
        description_html=product.description_html,
        attributes=product.attributes,
        options=[Option(**option) for option in product.options],
        variations=[_standing_variation(row) for row in there.variations],
        status=product.status,
        is_featured=product.is_featured,
    )


def _standing_variation(row: Variation) -> VariationDraft:
    before = row.compare_at_minor
    return VariationDraft(
        sku=row.sku,
        options=row.options,
        price=Money.of(row.price_minor, row.currency),
        compare_at_price=None if before is None else Money.of(before, row.currency),
        weight_grams=row.weight_grams,
        barcode=row.barcode,
    )


def _standing(shop_id: str, offers: list[Offer]) -> dict[str, Standing]:
    slugs = [offer.slug for offer in offers]
    there = list(Product.objects.filter(shop_id=shop_id, seller_slug__in=slugs).select_related("category"))
    rows: dict[str, list[Variation]] = {}
    offered = Variation.objects.filter(product__in=there, is_withdrawn=False).order_by("position")
    for row in offered:
        rows.setdefault(row.product_id, []).append(row)
    return {p.seller_slug: Standing(p, rows.get(p.product_id, [])) for p in there}


def _draft(
    offer: Offer, shop_id: str, there: Standing | None, categories: set[str], taken: Taken
) -> ProductDraft | None:
    """None when it cannot be one; `taken` then says why."""
    notes = list(offer.notes)
    if len(offer.variations) > MOST_VARIATIONS:
        taken.refused.append(Unreadable(offer.line, offer.title[:80], _too_many(offer)))
        return None
    try:
        fields = _fields(offer, categories, notes)
        if there is not None:
            _keep_what_is_not_said(fields, offer, there)
        draft = ProductDraft(shop_id=shop_id, **fields)
    except ValidationError as wrong:
        taken.refused.append(Unreadable(offer.line, offer.title[:80], _sentence(wrong)))
        return None
    except ValueError as wrong:
        taken.refused.append(Unreadable(offer.line, offer.title[:80], str(wrong)))
        return None
    taken.notes += [Unreadable(offer.line, offer.title[:80], note) for note in notes]
    return draft


def _too_many(offer: Offer) -> str:
    """Says how many there would be if each of the first choice's values became a product."""
    reason = f"it has {len(offer.variations):,} variations, and a product has at most {MOST_VARIATIONS} here"
    if not offer.option_names:
        return f"{reason}."
    first = offer.option_names[0]
    values = {variation.options[first] for variation in offer.variations}
    return f"{reason}; make a product of each of its {len(values)} values of {first!r}, for example."


def _fields(offer: Offer, categories: set[str], notes: list[str]) -> dict[str, Any]:
    category = category_of(offer)
    if category and category not in categories:
        notes.append(f"line {offer.line}: there is no category {category!r} here, so it was put into none")
    return {
        "slug": offer.slug,
        "title": offer.title.strip(),
        "product_type": offer.product_type,
        "category_slug": category if category in categories else None,
        "description_html": offer.description_html,
        "attributes": offer.attributes,
        "options": _options(offer),
        "variations": [_variation(found) for found in offer.variations],
        "images": _images(offer, notes),
        "status": "published" if offer.is_published else "draft",
        "created_at": offer.created_at,
    }


def _keep_what_is_not_said(fields: dict[str, Any], offer: Offer, there: Standing) -> None:
    standing, silent = draft_of(there), offer.silent
    fields["is_featured"] = standing.is_featured
    if "body" in silent:
        fields["description_html"] = standing.description_html
    if "image" in silent:
        fields["images"] = [
            ImageDraft(url=address_of(i["url"]), alt=i["alt"], option_value=i["option_value"])
            for i in there.product.images
        ]
    if {"published", "status"} <= silent:
        fields["status"] = standing.status
    if "our category" in silent and fields["category_slug"] is None:
        fields["category_slug"] = standing.category_slug
    if "our type" in silent:
        _keep_facts(fields, silent, standing)
    known = {variation.sku: variation for variation in standing.variations}
    fields["variations"] = [
        _kept_variation(draft, known[draft.sku], silent) if draft.sku in known else draft
        for draft in fields["variations"]
    ]


def _keep_facts(fields: dict[str, Any], silent: frozenset[str], standing: ProductDraft) -> None:
    """A type that its owner has given stays; a file that knows no types says facts of it, not what it is."""
    if standing.product_type == "general" != fields["product_type"]:
        return  # what was of no type has become recognisable
    if standing.product_type == fields["product_type"] == "general":
        columns = {"brand": "vendor", "kind": "type", "tags": "tags"}
        kept = {n: v for n, v in standing.attributes.items() if columns.get(n, "our type") in silent}
        fields["attributes"] = kept | fields["attributes"]
        return
    said = fields["attributes"] if standing.product_type == fields["product_type"] else {}
    fields["product_type"], fields["attributes"] = standing.product_type, standing.attributes | said


def _kept_variation(
    draft: VariationDraft, standing: VariationDraft, silent: frozenset[str]
) -> VariationDraft:
    columns = {"compare at": "compare_at_price", "grams": "weight_grams", "barcode": "barcode"}
    kept = {name: getattr(standing, name) for column, name in columns.items() if column in silent}
    before = kept.get("compare_at_price")
    if before is not None and before.minor <= draft.price.minor:
        kept["compare_at_price"] = None
    return draft.model_copy(update=kept)


def _options(offer: Offer) -> list[Option]:
    """Every choice the file names, and behind them those that only variants have."""
    options = []
    for name in offer.option_names:
        of_variants = [variation.options[name] for variation in offer.variations]
        values = dict.fromkeys([*offer.choices.get(name, []), *of_variants])
        options.append(
            Option(
                name=name,
                values=[OptionValue(value=value, swatch=offer.swatches.get(value)) for value in values],
            )
        )
    return options


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
        barcode=found.barcode.strip(),
        stock=found.stock,
    )


def _images(offer: Offer, notes: list[str]) -> list[ImageDraft]:
    """Links, not copies: nothing is fetched. One that is no web address is left out."""
    drafts = []
    for found in offer.images:
        url = _address(found)
        if is_web_address(url) and len(url) <= 2000:
            drafts.append(ImageDraft(url=url, alt=found.alt, option_value=found.option_value))
        else:
            notes.append(
                f"line {offer.line}: the picture {found.url[:80]!r} is no web address and was left out"
            )
    return drafts


def _address(found: FoundImage) -> str:
    url = f"https:{found.url}" if found.url.startswith("//") else found.url
    return url.replace(" ", "%20")


def _sentence(wrong: ValidationError) -> str:
    first = wrong.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
