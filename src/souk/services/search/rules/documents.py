"""What search keeps of a product: a card as lists answer it, a document that lists filter and sort by, and its words."""

from __future__ import annotations

import re
from typing import Any

import orjson

from souk.contracts.products.events import ProductFacts, VariationFacts
from souk.services.search.ports import TextDocument
from souk.services.search.rules import names
from souk.vocabulary.ratings import average_text

VALUE_LENGTH = 60
VALUES_OF_ONE = 20
LARGEST = 2**40  # of a measure, in hundredths
WORDS_OF_DESCRIPTION = 6000
_CODE = re.compile(r"(?=\S*[0-9])\S{5,40}")


def document_of(product: ProductFacts) -> dict[str, Any]:
    """What lists filter and sort by. Money is minor units, time is Unix milliseconds.

    `labels`: what its options and then its facts are called, in the order in which they were told.
    """
    options = {
        parameter: names.label(option)
        for variation in product.variations
        for option in variation.options
        if (parameter := names.parameter(option))
    }
    facts = {
        parameter: (facet.label, values)
        for facet in product.facets
        if (parameter := names.parameter(facet.name))
        and parameter not in options
        and (values := _choices(facet.values))
    }
    return {
        "type": product.product_type,
        "shop": [product.shop_slug, product.shop_name, product.shop_id],
        "category": _categories(product),
        "title": names.folded(product.title)[:60],
        "created": int(product.created_at.timestamp() * 1000),
        "featured": product.is_featured,
        "labels": options | {parameter: label for parameter, (label, _) in facts.items()},
        "facts": {parameter: values for parameter, (_, values) in facts.items()},
        "swatches": {names.folded(colour): swatch for colour, swatch in product.swatches.items()},
        "variations": [_variation(variation) for variation in product.variations],
    } | _measures(product)


def _measures(product: ProductFacts) -> dict[str, Any]:
    """Numbers in hundredths: of the product, and by the place of a variation where it has its own."""
    of_all = {name: hundredths(number) for name, number in product.measures.items()}
    own = {
        str(place): {name: hundredths(number) for name, number in variation.measures.items()}
        for place, variation in enumerate(product.variations)
        if variation.measures
    }
    return {"measures": of_all, "own_measures": own} if of_all or own else {}


def hundredths(number: float) -> int:
    return max(0, min(round(number * 100), LARGEST))


def _choices(values: list[str]) -> list[str]:
    """What one can choose; sentences are no choice."""
    stripped = [value.strip() for value in values[:VALUES_OF_ONE]]
    return [value for value in stripped if 0 < len(value) <= VALUE_LENGTH]


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
        "subtitle": product.subtitle,
    }
    return orjson.dumps(card).decode()[:-1]


#: By state: 0 nothing left, 1 a few, 2 enough.
_ENDINGS = (
    b',"availability":"out_of_stock"}',
    b',"availability":"low_stock"}',
    b',"availability":"in_stock"}',
)


def finish_card(card: bytes, state: int, rating: tuple[int, int] = (0, 0)) -> bytes:
    """`rating`: the average in hundredths, and how many gave stars."""
    if not rating[1]:
        return card + _ENDINGS[state]
    told = f',"rating_average":"{average_text(rating[0])}","rating_count":{rating[1]}'
    return card + told.encode() + _ENDINGS[state]


def text_of(number: int, product: ProductFacts) -> TextDocument:
    """The words of a product. A type names first who made it: its first fact counts more than the others."""
    texts = [text for value in product.attributes.values() for text in _texts(value)]
    values = [text for variation in product.variations for text in variation.options.values()]
    values += [text for facet in product.facets for text in facet.values]
    values += [text for text in texts if len(text) <= VALUE_LENGTH]
    codes = [code for variation in product.variations for code in (variation.sku, variation.barcode)]
    return TextDocument(
        number=number,
        title=product.title,
        maker=" ".join(product.facets[0].values) if product.facets else "",
        shop=product.shop_name,
        category=" ".join([*product.category_names, product.product_type]),
        facts=" ".join(dict.fromkeys(value for value in values if not value[:1].isdigit())),
        description=product.description_text[:WORDS_OF_DESCRIPTION],
        codes=[code for code in [*codes, *filter(_CODE.fullmatch, texts)] if code],
    )


def _texts(value: Any) -> list[str]:
    """What an attribute says in words."""
    listed = value if isinstance(value, list) else [value]
    return [text.strip() for text in listed if isinstance(text, str)]
