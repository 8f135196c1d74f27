"""The owner's products: what the portal's lists and pages say of them, and what is done with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils.text import slugify

from souk.contracts.inventory.calls import Inventory, StockCount, Stocktaking
from souk.contracts.products.calls import ProductDraft, SavedProduct
from souk.contracts.products.calls.shelves import (
    BulkEdit,
    BulkOutcome,
    ImageLink,
    ProductExists,
    ShelfProduct,
    ShelfRow,
    Shelves,
    TypeForm,
)
from souk.contracts.products.kinds import kind_named
from souk.contracts.shops.calls import Shop
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.services.web.rules.typed import whole
from souk.services.web.use_cases import shelves as storefront
from souk.services.web.use_cases.portal_sheets import Sheet
from souk.vocabulary.problems import Unavailable

shelves, inventory, stocktaking = ask(Shelves), ask(Inventory), ask(Stocktaking)

LIST = "/portal/products"
STATUSES = [("", "All"), ("published", "Published"), ("draft", "Drafts")]
STOCKS = [("", "Any stock"), ("low", "Runs low"), ("out", "Sold out"), ("in", "Plenty")]
MOST_AT_ONCE = 500


def product_list(
    shop: Shop, wanted: dict[str, str], cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    page = shelves.shelf(shop_id=shop.shop_id, cursor=cursor, limit=50, **_asked(wanted))
    stock = _stock_of([row.product_id for row in page.items])
    return [_row(row, stock) for row in page.items], page.next


def all_ids(shop: Shop, wanted: dict[str, str]) -> list[str]:
    """Of everything that is wanted, as many as may be changed at once."""
    found: list[str] = []
    cursor: str | None = None
    while len(found) < MOST_AT_ONCE:
        page = shelves.shelf(shop_id=shop.shop_id, cursor=cursor, limit=MOST_AT_ONCE, **_asked(wanted))
        found += [row.product_id for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    return found[:MOST_AT_ONCE]


def at_a_glance(shop: Shop) -> dict[str, Any]:
    """For the overview: how many there are, and what runs low."""
    counts = shelves.shelf_counts(shop_id=shop.shop_id)
    return counts.model_dump() | {"all": counts.published + counts.drafts}


def type_choices() -> list[tuple[str, str]]:
    return [(form.name, type_name(form.name)) for form in shelves.type_forms()]


def type_name(name: str) -> str:
    kind = kind_named(name)
    return "Anything else" if name == "general" else (kind.label if kind else name.capitalize())


def type_form(name: str) -> TypeForm:
    """The form of a type; that of everything else for one nobody knows (any more)."""
    forms = {form.name: form for form in shelves.type_forms()}
    return forms.get(name) or forms["general"]


def category_choices() -> list[tuple[str, str]]:
    """Slug, and the name indented by its depth."""
    return [
        (category.slug, "\u2003" * category.path.count("/") + category.name)
        for category in sorted(storefront.all_categories(), key=lambda category: category.path)
    ]


def create(shop: Shop, draft: ProductDraft, key: str) -> SavedProduct:
    """Under an address made from its title, or one with a number when the shop has that already."""
    stem = slugify(draft.title)[:100].strip("-") or "product"
    for number in range(1, 20):
        slug = stem if number == 1 else f"{stem}-{number}"
        try:
            return shelves.put_on_shelf(key=key, draft=draft.model_copy(update={"slug": slug}))
        except ProductExists:
            continue
    raise ProductExists("The shop has many products of this title; please choose another one.")


def save(product: ShelfProduct, draft: ProductDraft, key: str, revision: int) -> SavedProduct:
    return shelves.put_on_shelf(key=key, draft=draft, product_id=product.product_id, revision=revision)


def wanted_draft(sheet: Sheet, shop_id: str, deed: str) -> ProductDraft | None:
    """What is to be saved; None when the table was asked for, or something needs another look."""
    if deed == "table":
        return None
    if not sheet.fits_its_table():
        sheet.rows = sheet.with_combinations().rows
        sheet.faults[""] = (
            "The options have changed, so the table below has. Please look it through and save again."
        )
        return None
    return sheet.draft(shop_id, "kept")


def arranged(product: ShelfProduct, sent: Mapping[str, str]) -> list[ImageLink]:
    """The product's pictures as the form that shows them was sent: in their new places, without those to take down."""
    kept: list[tuple[int, int, ImageLink]] = []
    for number, image in enumerate(product.images):
        if sent.get(f"p-{number}-drop"):
            continue
        place = whole(sent.get(f"p-{number}-place", ""))
        link = ImageLink(
            url=image.url,
            alt=sent.get(f"p-{number}-alt", "")[:300].strip(),
            option_value=sent.get(f"p-{number}-of", "")[:80] or None,
        )
        kept.append((999 if place is None else place, number, link))
    return [link for *_, link in sorted(kept, key=lambda each: each[:2])]


def arrange_pictures(
    shop_id: str, product: ShelfProduct, links: list[ImageLink], key: str, reason: str = ""
) -> SavedProduct:
    """Everything of the product stays, but for its pictures."""
    return shelves.put_on_shelf(
        key=key,
        draft=draft_of(shop_id, product),
        product_id=product.product_id,
        revision=product.revision,
        images=links,
        **reason_given(reason),
    )


def reason_given(reason: str) -> dict[str, str]:
    """None travels where none was given."""
    return {"reason": reason} if reason else {}


def change_many(shop: Shop, product_ids: list[str], edit: BulkEdit, key: str) -> list[BulkOutcome]:
    return shelves.change_many(key=key, shop_id=shop.shop_id, product_ids=product_ids, edit=edit)


def stock_table(product: ShelfProduct, skus: set[str] | None = None) -> list[dict[str, Any]] | None:
    """What is on hand of each variation, or of those with these SKUs; None while inventory does not answer."""
    shown = [each for each in product.variations if skus is None or each.sku in skus]
    try:
        found = inventory.levels(variation_ids=[each.variation_id for each in shown])
    except Unavailable:
        return None
    levels = {level.variation_id: level for level in found}
    return [
        {
            "id": each.variation_id,
            "sku": each.sku,
            "choice": ", ".join(each.options.values()),
            "level": levels.get(each.variation_id),
        }
        for each in shown
    ]


def count_stock(counts: list[StockCount], key: str) -> dict[str, str]:
    """What inventory would not put down, by variation."""
    return {
        each.variation_id: each.refusal
        for each in stocktaking.count(key=f"portal/{key}", counts=counts)
        if each.refusal
    }


def draft_of(shop_id: str, product: ShelfProduct) -> ProductDraft:
    """The draft that would make the product what it is."""
    fields = product.model_dump(include=ProductDraft.model_fields.keys() - {"variations", "images"})
    variations = [each.model_dump(exclude={"variation_id", "available"}) for each in product.variations]
    return ProductDraft(**(fields | {"shop_id": shop_id, "slug": "kept", "variations": variations}))


def _asked(wanted: dict[str, str]) -> Any:
    """Arguments of the call; what nobody offers is nothing."""
    stocks, statuses = {"in", "low", "out"}, {"draft", "published"}
    return {
        "search": wanted.get("search", "")[:120],
        "status": wanted["status"] if wanted.get("status") in statuses else None,
        "product_type": wanted.get("type", "")[:40] or None,
        "stock": wanted["stock"] if wanted.get("stock") in stocks else None,
    }


def _stock_of(product_ids: list[str]) -> dict[str, int] | None:
    """On hand and free, of each product together; None while inventory does not answer."""
    try:
        found = stocktaking.product_levels(product_ids=product_ids)
    except Unavailable:
        return None
    return {each.product_id: each.available for each in found}


def _row(row: ShelfRow, stock: dict[str, int] | None) -> dict[str, Any]:
    left = None if stock is None else stock.get(row.product_id, 0)
    tone = "" if left is None or left > 10 else ("warn" if left > 0 else "bad")
    return {
        "id": row.product_id,
        "name": row.title,
        "url": f"{LIST}/{row.product_id}",
        "thumb": row.thumb_url,
        "type": type_name(row.product_type),
        "category": row.category_name,
        "price": wording.price_span(cast(Any, row.price_from), cast(Any, row.price_to))
        if row.price_from
        else "",
        "variations": wording.pieces(row.variations, "variation"),
        "stock": "?" if left is None else f"{left:,}",
        "stock_tone": tone,
        "is_draft": row.status == "draft",
    }
