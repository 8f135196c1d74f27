"""Pages: each published product's whole answer, stored as it is sent. And the facts that travel when it changes.

A page is written when its product, its shop or what is left of it changes, so that showing it is one indexed read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson
from django.utils.functional import cached_property

from souk.contracts.products.events import FacetFacts, ProductFacts, VariationFacts
from souk.services.products.models import Category, Product, ProductPage, ProductRating, Variation
from souk.services.products.rules.known_types import product_types
from souk.services.products.rules.product_type import ProductType
from souk.services.products.rules.stock import availability
from souk.services.products.rules.text import plain_text
from souk.vocabulary.money import Money
from souk.vocabulary.ratings import NO_STARS, rating_of

LONGEST_TOLD = 10_000  # characters of description that travel in an event


class Tree:
    """The category tree in memory: a few dozen rows, read once for a whole batch."""

    def __init__(self) -> None:
        self.rows = list(Category.objects.order_by("id"))
        self.by_slug = {row.slug: row for row in self.rows}
        self._by_number = {row.pk: row for row in self.rows}

    def chain(self, number: int | None) -> list[Category]:
        """From the root to the category."""
        row = self._by_number.get(number) if number is not None else None
        return [self.by_slug[slug] for slug in row.path.split("/")] if row is not None else []


class Goods:
    """A product with everything that is said of it; `variations` are those on offer, in order."""

    def __init__(self, product: Product, variations: Iterable[Variation], tree: Tree) -> None:
        self.product = product
        self.variations = sorted((v for v in variations if not v.is_withdrawn), key=lambda v: v.position)
        self.chain = tree.chain(product.category_id)

    @property
    def is_visible(self) -> bool:
        return self.product.status == "published" and self.product.shop.is_approved

    @cached_property
    def typed(self) -> ProductType:
        """The attributes under their type. Stored ones have been validated, maybe by rules that were wider; a type that is gone says nothing."""
        kind = product_types().get(self.product.product_type, ProductType)
        try:
            return kind.fitting(self.product.attributes)[0]
        except ValueError:
            return ProductType()

    @cached_property
    def measures(self) -> dict[str, float]:
        return self.typed.measures()

    def numbers_of(self, variation: Variation) -> dict[str, float]:
        """What shelves are decided by: the type's measures, those of the choice, the price in units of its currency."""
        price, before = variation.price_minor, variation.compare_at_minor
        own = self.measures | self.typed.numbers_of(variation.options)
        own["price"] = float(Money.of(price, variation.currency).amount)
        own["discount"] = 100 * (before - price) / before if before else 0.0
        return own

    def facets(self) -> list[dict[str, Any]]:
        """What shoppers may filter by, and the shelves the goods are on."""
        if not self.typed.shelves:
            return self.typed.facets()
        shelves = self.typed.shelves_of([self.numbers_of(variation) for variation in self.variations])
        on = [{"name": "shelf", "label": "Shelf", "values": shelves}] if shelves else []
        return [*self.typed.facets(), *on]

    def image_of(self, variation: Variation) -> str | None:
        """The picture of the variation's colour, or the first of all."""
        values = set(variation.options.values())
        images = self.product.images
        fitting = next((image for image in images if image["option_value"] in values), None)
        chosen = fitting or next(iter(images), None)
        return chosen["thumb_url"] if chosen else None


def page_of(goods: Goods, histogram: Sequence[int] = NO_STARS) -> ProductPage:
    """The row to store."""
    product = goods.product
    body = orjson.dumps(_document(goods) | {"rating": rating_of(histogram).model_dump()})
    return ProductPage(product_id=product.product_id, slug=product.slug, etag=etag_of(body), body=body)


def store_pages(many: list[Goods]) -> None:
    """Writes the pages of those that shoppers may see, and removes those of the others. The caller holds the products' rows, and so
    does who hears of a rating: neither writes over what the other has just put there."""
    ids = [goods.product.product_id for goods in many]
    ratings = dict(ProductRating.objects.filter(product_id__in=ids).values_list("product_id", "histogram"))
    ProductPage.objects.filter(product_id__in=ids).delete()
    ProductPage.objects.bulk_create(
        [
            page_of(goods, ratings.get(goods.product.product_id, NO_STARS))
            for goods in many
            if goods.is_visible
        ]
    )


def put_stock_on_page(product_id: str, left: dict[str, int]) -> None:
    """Changes what the page says is left of some variations; nothing when there is no page.

    The caller holds the variations' rows, which whoever writes the whole page holds too: neither loses the other's news.
    """

    def changed(document: dict[str, Any]) -> None:
        for shown in document["variations"]:
            if shown["variation_id"] in left:
                shown["availability"], shown["available"] = availability(left[shown["variation_id"]])

    _change_page(product_id, changed)


def put_rating_on_page(product_id: str, histogram: Sequence[int]) -> None:
    """Changes what the page says people gave; nothing when there is no page. The caller holds the product's row."""
    rating = rating_of(histogram).model_dump()
    _change_page(product_id, lambda document: document.update(rating=rating))


def _change_page(product_id: str, change: Callable[[dict[str, Any]], None]) -> None:
    rows = ProductPage.objects.select_for_update().filter(product_id=product_id)
    page = rows.values_list("body", flat=True).first()
    if page is None:
        return
    document = orjson.loads(bytes(page))
    change(document)
    body = orjson.dumps(document)
    ProductPage.objects.filter(product_id=product_id).update(body=body, etag=etag_of(body))


def etag_of(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def facts_of(goods: Goods) -> dict[str, Any]:
    """The fields of ProductCreated and ProductUpdated."""
    product, shop, images = goods.product, goods.product.shop, goods.product.images
    first = images[0] if images else None
    second = next(
        (image for image in images[1:] if first and image["option_value"] == first["option_value"]), None
    )
    choices = {option["name"]: [v["value"] for v in option["values"]] for option in product.options}
    return {
        "product_id": product.product_id,
        "revision": product.revision,
        "slug": product.slug,
        "title": product.title,
        "product_type": product.product_type,
        "status": "published" if goods.is_visible else "draft",
        "shop_id": shop.shop_id,
        "shop_slug": shop.slug,
        "shop_name": shop.name,
        "category_path": goods.chain[-1].path if goods.chain else "",
        "category_names": [category.name for category in goods.chain],
        "description_text": plain_text(product.description_html)[:LONGEST_TOLD],
        "attributes": product.attributes,
        "subtitle": goods.typed.subtitle(choices),
        "facets": [FacetFacts.model_construct(**facet) for facet in goods.facets()],
        "measures": goods.measures,
        "swatches": {v["value"]: v["swatch"] for o in product.options for v in o["values"] if v["swatch"]},
        "variations": [
            _variation_facts(variation, goods.typed.numbers_of(variation.options))
            for variation in goods.variations
        ],
        "image_url": first["url"] if first else None,
        "thumb_url": first["thumb_url"] if first else None,
        "hover_url": second["thumb_url"] if second else None,
        "image_alt": (first["alt"] if first else "") or product.title,
        "is_featured": product.is_featured,
        "created_at": product.created_at,
    }


def tell(kind: type[ProductFacts], goods: Goods) -> ProductFacts:
    """The event; what it says comes from our own rows and needs no second look."""
    return kind.model_construct(**facts_of(goods))


def _document(goods: Goods) -> dict[str, Any]:
    product, shop = goods.product, goods.product.shop
    prices = [variation.price_minor for variation in goods.variations]
    currency = goods.variations[0].currency
    categories = [_category(category) for category in goods.chain]
    return {
        "product_id": product.product_id,
        "slug": product.slug,
        "title": product.title,
        "product_type": product.product_type,
        "description_html": product.description_html,
        "attributes": product.attributes,
        "specifications": goods.typed.specifications(),
        "category": categories[-1] if categories else None,
        "breadcrumbs": categories,
        "shop": {"shop_id": shop.shop_id, "slug": shop.slug, "name": shop.name},
        "options": product.options,
        "variations": [_variation(variation) for variation in goods.variations],
        "images": product.images,
        "price_from": _money(min(prices), currency),
        "price_to": _money(max(prices), currency),
        "created_at": product.created_at,
    }


def _variation(row: Variation) -> dict[str, Any]:
    word, few = availability(row.available)
    before = row.compare_at_minor
    return {
        "variation_id": row.variation_id,
        "sku": row.sku,
        "options": row.options,
        "price": _money(row.price_minor, row.currency),
        "compare_at_price": None if before is None else _money(before, row.currency),
        "weight_grams": row.weight_grams,
        "barcode": row.barcode,
        "availability": word,
        "available": few,
    }


def _variation_facts(row: Variation, measures: dict[str, float]) -> VariationFacts:
    before = row.compare_at_minor
    return VariationFacts.model_construct(
        variation_id=row.variation_id,
        sku=row.sku,
        options=row.options,
        price=Money.of(row.price_minor, row.currency),
        compare_at_price=None if before is None else Money.of(before, row.currency),
        weight_grams=row.weight_grams,
        barcode=row.barcode,
        initial_stock=row.initial_stock,
        measures=measures,
    )


def _category(row: Category) -> dict[str, Any]:
    return {
        "category_id": row.category_id,
        "slug": row.slug,
        "name": row.name,
        "path": row.path,
        "parent_id": row.parent_id,
    }


def _money(minor: int, currency: str) -> dict[str, str]:
    return {"amount": Money.of(minor, currency).amount, "currency": currency}
