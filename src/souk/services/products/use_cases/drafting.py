"""Drafting: what a file offers becomes the draft of a product, completed with what the file cannot say and the product has.

A file that has no column for a thing says nothing of it: the product keeps its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from souk.contracts.products.calls import (
    MOST_VARIATIONS,
    ImageDraft,
    Option,
    OptionValue,
    ProductDraft,
    VariationDraft,
)
from souk.kernel.settings import settings as process_settings
from souk.services.products.ports import FoundImage, FoundVariation, Offer, Unreadable
from souk.services.products.rules.slugs import slug_from
from souk.services.products.use_cases.drafts import is_web_address
from souk.services.products.use_cases.standing import Standing, address_of
from souk.vocabulary.money import Money


@dataclass
class Taken:
    """What became of some offers: how many of each outcome, what was refused and why, what was mended."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Unreadable] = field(default_factory=list)
    notes: list[Unreadable] = field(default_factory=list)


def drafted(
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


def category_of(offer: Offer) -> str:
    """The slug its category has, or would have; empty for none."""
    if offer.category_slug or not offer.categories:
        return offer.category_slug
    return slug_from(offer.categories[-1])[:80].strip("-")


def _too_many(offer: Offer) -> str:
    """Says how many there would be if each of the first choice's values became a product."""
    reason = (
        f"it has {len(offer.variations):,} variations, and a product has at most {MOST_VARIATIONS:,} here"
    )
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
    standing, silent = there.draft(), offer.silent
    fields["is_featured"] = standing.is_featured
    if "body" in silent:
        fields["description_html"] = standing.description_html
    if "image" in silent:
        fields["images"] = [
            ImageDraft(url=address_of(i["url"]), alt=i["alt"], option_value=i["option_value"])
            for i in there.images
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
