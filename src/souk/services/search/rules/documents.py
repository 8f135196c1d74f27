"""What search keeps of a product: a card as lists answer it, a document that lists filter and sort by, and its words."""

from __future__ import annotations

from typing import Any

import orjson

from souk.contracts.products.events import ProductFacts, VariationFacts
from souk.services.search.ports import TextDocument
from souk.services.search.rules import names

VALUE_LENGTH = 60
WORDS_OF_DESCRIPTION = 6000
_NOT_FACTS = (
    "isbn",
    "model_number",
    "published_date",
    "available_sizes",
    "size_system",
    "description",
    "title",
)
_SIZES_SHOWN = 8


def document_of(product: ProductFacts) -> dict[str, Any]:
    """What lists filter and sort by. Money is minor units, time is Unix milliseconds."""
    options = {option for variation in product.variations for option in variation.options}
    taken = {names.parameter(option) for option in options}
    return {
        "type": product.product_type,
        "shop": [product.shop_slug, product.shop_name, product.shop_id],
        "category": _categories(product),
        "title": names.folded(product.title)[:60],
        "created": int(product.created_at.timestamp() * 1000),
        "featured": product.is_featured,
        "facts": {
            parameter: values
            for name, value in product.attributes.items()
            if (parameter := names.parameter(name))
            and parameter not in taken
            and name not in _NOT_FACTS
            and (values := _values(value))
        },
        "swatches": {names.folded(colour): swatch for colour, swatch in product.swatches.items()},
        "variations": [_variation(variation) for variation in product.variations],
    }


def _categories(product: ProductFacts) -> list[list[str]]:
    """Slug, name and path of each category from the root."""
    slugs = [slug for slug in product.category_path.split("/") if slug]
    labels = product.category_names if len(product.category_names) == len(slugs) else slugs
    return [[slug, labels[depth], "/".join(slugs[: depth + 1])] for depth, slug in enumerate(slugs)]


def _variation(variation: VariationFacts) -> list[Any]:
    options = {
        parameter: value.strip()
        for name, value in variation.options.items()
        if (parameter := names.parameter(name))
        and 0 < len(value.strip()) <= VALUE_LENGTH
        and value != "Default Title"
    }
    return [options, variation.price.minor, variation.price.currency]


def _values(value: Any) -> list[str]:
    """An attribute as values one can choose from; long texts and structures are none."""
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    if isinstance(value, (int, float)):
        return [f"{value:g}" if isinstance(value, float) else str(value)]
    if isinstance(value, str):
        return [value.strip()] if 0 < len(value.strip()) <= VALUE_LENGTH else []
    if isinstance(value, list):
        return [text for one in value[:20] if not isinstance(one, list) for text in _values(one)]
    return []


def card_of(product: ProductFacts) -> str:
    """The card as JSON text, open at its end: `finish_card` says what is left of it."""
    prices = [variation.price for variation in product.variations]
    cheapest = min(product.variations, key=lambda variation: variation.price.minor)
    before = cheapest.compare_at_price
    is_reduced = before is not None and before.minor > cheapest.price.minor
    card = {
        "product_id": product.product_id,
        "slug": product.slug,
        "title": product.title,
        "product_type": product.product_type,
        "shop_id": product.shop_id,
        "shop_slug": product.shop_slug,
        "shop_name": product.shop_name,
        "price_from": cheapest.price.model_dump(),
        "price_to": max(prices, key=lambda price: price.minor).model_dump(),
        "compare_at_price": before.model_dump() if before is not None and is_reduced else None,
        "image_url": product.image_url,
        "thumb_url": product.thumb_url,
        "hover_url": product.hover_url,
        "image_alt": product.image_alt,
        "swatches": product.swatches,
        "subtitle": subtitle_of(product),
    }
    return orjson.dumps(card).decode()[:-1]


#: By state: 0 nothing left, 1 a few, 2 enough.
_ENDINGS = (
    b',"availability":"out_of_stock"}',
    b',"availability":"low_stock"}',
    b',"availability":"in_stock"}',
)


def finish_card(card: bytes, state: int) -> bytes:
    return card + _ENDINGS[state]


def subtitle_of(product: ProductFacts) -> str:
    """What matters most for its type: the author, the processor, the sizes; otherwise the brand."""
    facts = product.attributes
    if facts.get("author"):
        author = facts["author"]
        return ", ".join(map(str, author)) if isinstance(author, list) else str(author)
    processor = facts.get("processor") or " ".join(
        str(facts[name]) for name in ("processor_brand", "processor_model") if facts.get(name)
    )
    if processor:
        return str(processor)
    return _sizes(product.variations) or str(facts.get("brand") or "")


def _sizes(variations: list[VariationFacts]) -> str:
    sizes = {
        value
        for variation in variations
        for name, value in variation.options.items()
        if names.parameter(name) == "size"
    }
    ordered = sorted(sizes, key=lambda size: names.order_of(names.folded(size)))
    return f"{ordered[0]} – {ordered[-1]}" if len(ordered) > _SIZES_SHOWN else " · ".join(ordered)


def text_of(number: int, product: ProductFacts) -> TextDocument:
    """The words of a product."""
    facts = product.attributes
    values = dict.fromkeys(text for variation in product.variations for text in variation.options.values())
    values.update(
        dict.fromkeys(text for value in facts.values() for text in _values(value) if not text[:1].isdigit())
    )
    codes = [code for variation in product.variations for code in (variation.sku, variation.barcode)]
    codes += [str(facts.get(name) or "") for name in ("isbn", "model_number")]
    makers = [text for name in ("author", "brand", "publisher") for text in _values(facts.get(name))]
    return TextDocument(
        number=number,
        title=product.title,
        maker=" ".join(makers),
        shop=product.shop_name,
        category=" ".join([*product.category_names, product.product_type]),
        facts=" ".join(values),
        description=product.description_text[:WORDS_OF_DESCRIPTION],
        codes=[code for code in codes if code],
    )
