"""Exporting: a shop's products as a file that its importing reads again as the same; some at a time, in the order they were made."""

from __future__ import annotations

from souk.contracts.inventory.calls import Inventory
from souk.contracts.products.calls.shelves import ExportPart
from souk.kernel.neighbours.asking import ask
from souk.services.products.models import Product, Variation
from souk.services.products.ports import FoundImage, FoundVariation, Offer, table
from souk.services.products.use_cases.standing import address_of
from souk.vocabulary.money import Money
from souk.vocabulary.pages import read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable

inventory = ask(Inventory)

AT_ONCE = 50  # products in a part: a few hundred kilobytes at most


def export_part(shop_id: str, cursor: str | None) -> ExportPart:
    """Raises BadCursor."""
    rows = Product.objects.filter(shop_id=shop_id).order_by("place").select_related("category")
    if cursor:
        (after,) = read_cursor(cursor, (str,))
        rows = rows.filter(place__gt=after.rpartition("_")[2])
    products = list(rows[: AT_ONCE + 1])
    more = write_cursor(products[AT_ONCE - 1].product_id) if len(products) > AT_ONCE else None
    offers = offers_of(products[:AT_ONCE])
    text = "".join(table().lines(offer) for offer in offers)
    return ExportPart(header=table().header(), text=text, next=more)


def offers_of(products: list[Product]) -> list[Offer]:
    """As a file would have them."""
    ids = [product.product_id for product in products]
    offered: dict[str, list[Variation]] = {}
    rows = Variation.objects.filter(product_id__in=ids, is_withdrawn=False).order_by("position")
    for row in rows:
        offered.setdefault(row.product_id, []).append(row)
    stock = _stock([row.variation_id for many in offered.values() for row in many])
    return [_offer(product, offered.get(product.product_id, []), stock) for product in products]


def _stock(variation_ids: list[str]) -> dict[str, int]:
    """On hand, as inventory has it; nothing is said of it while inventory does not answer."""
    try:
        return {level.variation_id: level.on_hand for level in inventory.levels(variation_ids=variation_ids)}
    except Unavailable:
        return {}


def _offer(product: Product, variations: list[Variation], stock: dict[str, int]) -> Offer:
    options = {option["name"]: option["values"] for option in product.options}
    return Offer(
        line=0,
        slug=product.seller_slug,
        title=product.title,
        variations=[_variation(row, stock.get(row.variation_id)) for row in variations],
        description_html=product.description_html,
        product_type=product.product_type,
        attributes=product.attributes,
        option_names=list(options),
        choices={name: [value["value"] for value in values] for name, values in options.items()},
        swatches={v["value"]: v["swatch"] for values in options.values() for v in values if v["swatch"]},
        images=[
            FoundImage(address_of(image["url"]), image["alt"], image["option_value"])
            for image in product.images
        ],
        is_published=product.status == "published",
        category_slug=product.category.slug if product.category else "",
    )


def _variation(row: Variation, on_hand: int | None) -> FoundVariation:
    before = row.compare_at_minor
    return FoundVariation(
        sku=row.sku,
        options=row.options,
        price=Money.of(row.price_minor, row.currency).amount,
        compare_at="" if before is None else Money.of(before, row.currency).amount,
        weight_grams=row.weight_grams,
        barcode=row.barcode,
        stock=on_hand,
    )
