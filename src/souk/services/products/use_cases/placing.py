"""Placing: a batch of sound drafts among what is there already, inside one transaction.

Everything is read at the start in a handful of statements, decided in memory, and written at the end in a handful. Whoever
locks rows of the catalogue does so in one order: shops, products, variations, pages, each by their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from souk.contracts.products.calls import ProductNotFound, SavedProduct
from souk.contracts.products.calls.shelves import ProductChanged
from souk.contracts.products.events import CorrectedGoods, ProductCreated, ProductUpdated
from souk.kernel import clock
from souk.kernel.data.database import Change
from souk.kernel.ids import new_id
from souk.kernel.shares import address_in, is_anothers, prefix_of, share_here, share_of_kind
from souk.services.products.models import Category, KnownShop, Product, Signpost, Variation
from souk.services.products.read_models import Goods, Tree, store_pages, tell
from souk.services.products.rules.slugs import free_slug
from souk.services.products.use_cases import noting
from souk.services.products.use_cases.drafts import CheckedDraft
from souk.vocabulary.problems import Invalid, Refused, Unavailable, invalid

_OF_PRODUCT = [
    "title", "product_type", "category", "description_html", "attributes", "options", "images", "status", "is_featured",
    "revision", "digest", "created_at", "changed_at",
]  # fmt: skip
_OF_VARIATION = [
    "position", "options", "price_minor", "currency", "compare_at_minor", "weight_grams", "barcode", "is_withdrawn",
    "shop_name", "product_slug", "title", "image_url", "is_sellable",
]  # fmt: skip
HOUSE = "products"
AT_ONCE = 500  # names in one IN list: fewer than any database allows


class Placing:
    """One batch. `place` each draft, then `write` once."""

    def __init__(self, drafts: list[CheckedDraft]) -> None:
        self._tree = Tree()
        self._shops = _by(
            "shop_id",
            _rows(
                KnownShop.objects.select_for_update().order_by("pk"),
                "shop_id",
                (d.draft.shop_id for d in drafts),
            ),
        )
        self._products = self._find_products(drafts)
        self._variations: dict[str, dict[str, Variation]] = {}
        owned = (product.product_id for product in self._products.values())
        for row in _rows(Variation.objects.select_for_update().order_by("pk"), "product_id", owned):
            self._variations.setdefault(row.product_id, {})[row.sku] = row
        self._sku_owner = self._find_skus(drafts)
        self._slugs = self._find_slugs(drafts)
        self._created: list[Goods] = []
        self._updated: list[Goods] = []
        self._new_variations: list[Variation] = []
        self._changed_variations: list[Variation] = []
        self._freed: list[str] = []
        self._before: dict[str, noting.State | None] = {}
        self._reasons: dict[str, str] = {}

    def place(self, checked: CheckedDraft) -> SavedProduct | Refused:
        """What becomes of one draft; nothing is written yet."""
        product = self._products.get(checked.identity)
        if checked.expected_revision is not None:
            if product is None:
                return ProductNotFound()
            if product.revision != checked.expected_revision:
                return ProductChanged(revision=product.revision)
        if product is not None and product.digest == checked.digest:
            return self._saved(product, "unchanged")
        try:
            category = self._category(checked.draft.category_slug)
            self._claim_skus(checked, product)
        except Invalid as wrong:
            return wrong
        is_new = product is None
        if product is None:
            _refuse_what_has_moved(checked)
            product = self._new_product(checked)
        else:
            known = self._variations.get(product.product_id, {})
            self._before[product.product_id] = noting.seen(product, known.values())
        _fill(product, checked, category)
        self._reasons[product.product_id] = checked.reason
        goods = self._with_variations(product, checked)
        (self._created if is_new else self._updated).append(goods)
        return self._saved(product, "created" if is_new else "updated")

    def write(self, change: Change) -> None:
        """Rows, pages and events of everything placed."""
        Variation.objects.filter(variation_id__in=self._freed).delete()
        Product.objects.bulk_create([goods.product for goods in self._created])
        # One short statement a row: Django's bulk_update takes twenty times as long for rows of this width.
        for goods in self._updated:
            _update(goods.product, _OF_PRODUCT)
        Variation.objects.bulk_create(self._new_variations)
        for row in self._changed_variations:
            _update(row, _OF_VARIATION)
        store_pages(self._created + self._updated)
        for goods in self._created:
            change.say(tell(ProductCreated, goods))
            self._tell_owner(change, goods, noting.note_new(change, goods.product))
        for goods in self._updated:
            change.say(tell(ProductUpdated, goods))
            before = self._before.get(goods.product.product_id)
            noted = noting.note_change(change, goods.product, before, goods.variations)
            self._tell_owner(change, goods, noted)

    def _tell_owner(self, change: Change, goods: Goods, noted: list[CorrectedGoods]) -> None:
        reason = self._reasons.get(goods.product.product_id, "")
        noting.tell_owner(change, goods.product.shop, noted, reason)

    def _new_product(self, checked: CheckedDraft) -> Product:
        shop = self._shops[checked.draft.shop_id]
        kind = checked.draft.product_type
        slug = free_slug(_wished(checked), shop.slug, self._slugs)
        self._slugs.add(slug)
        product_id = new_id(prefix_of(HOUSE, "prd", kind))
        product = Product(
            product_id=product_id, shop=shop, seller_slug=checked.draft.slug, slug=slug, revision=0
        )
        self._products[checked.identity] = product
        return product

    def _with_variations(self, product: Product, checked: CheckedDraft) -> Goods:
        """The product with its variations as the draft has them: kept by SKU, added, withdrawn."""
        known = self._variations.setdefault(product.product_id, {})
        before = {sku: _state(row) for sku, row in known.items()}
        for position, draft in enumerate(checked.draft.variations):
            row = known.get(draft.sku)
            if row is None:
                known[draft.sku] = row = Variation(
                    variation_id=new_id(prefix_of(HOUSE, "var", product.product_type)),
                    product=product,
                    shop_id=product.shop_id,
                    sku=draft.sku,
                    initial_stock=draft.stock,
                    available=draft.stock or 0,  # until inventory tells
                )
            row.position, row.options, row.is_withdrawn = position, draft.options, False
            row.price_minor, row.currency = draft.price.minor, draft.price.currency
            row.compare_at_minor = (
                draft.compare_at_price.minor if draft.compare_at_price is not None else None
            )
            row.weight_grams, row.barcode = draft.weight_grams, draft.barcode.strip()
        for sku in set(known) - {draft.sku for draft in checked.draft.variations}:
            known[sku].is_withdrawn = True
        goods = Goods(product, known.values(), self._tree)
        for sku, row in known.items():
            copy_to_till(goods, row)
            if sku not in before:
                self._new_variations.append(row)
            elif before[sku] != _state(row):
                self._changed_variations.append(row)
        return goods

    def _claim_skus(self, checked: CheckedDraft, product: Product | None) -> None:
        """A SKU of another product of the shop is refused, unless that one no longer offers it."""
        mine = product.product_id if product is not None else ""
        shop_id = checked.draft.shop_id
        freed = []
        for place, draft in enumerate(checked.draft.variations):
            owner = self._sku_owner.get((shop_id, draft.sku))
            if owner is None or owner[0] in (mine, checked.draft.slug):
                continue
            if not owner[2]:
                detail = f"The SKU {draft.sku} belongs to another product of the shop."
                raise invalid(f"/variations/{place}/sku", detail, "taken")
            freed.append(owner[1])
        self._freed += freed
        for draft in checked.draft.variations:
            self._sku_owner[shop_id, draft.sku] = (mine or checked.draft.slug, "", False)

    def _category(self, slug: str | None) -> Category | None:
        if slug is None:
            return None
        if slug not in self._tree.by_slug:
            raise invalid("/category_slug", f"There is no category {slug!r}.", "unknown")
        return self._tree.by_slug[slug]

    def _saved(self, product: Product, outcome: Any) -> SavedProduct:
        rows = self._variations.get(product.product_id, {}).values()
        return SavedProduct(
            slug=product.slug,
            outcome=outcome,
            product_id=product.product_id,
            variation_ids={row.sku: row.variation_id for row in rows if not row.is_withdrawn},
        )

    def _find_products(self, drafts: list[CheckedDraft]) -> dict[tuple[str, str], Product]:
        mine = Product.objects.select_for_update().filter(shop_id__in=set(self._shops)).order_by("pk")
        found = {}
        for row in _rows(mine, "seller_slug", (checked.draft.slug for checked in drafts)):
            row.shop = self._shops[row.shop_id]
            found[row.shop_id, row.seller_slug] = row
        return found

    def _find_skus(self, drafts: list[CheckedDraft]) -> dict[tuple[str, str], tuple[str, str, bool]]:
        """(shop, SKU) → the product that has it, the variation, whether it is withdrawn."""
        skus = (variation.sku for checked in drafts for variation in checked.draft.variations)
        rows = _rows(Variation.objects.filter(shop_id__in=set(self._shops)), "sku", skus)
        return {(row.shop_id, row.sku): (row.product_id, row.variation_id, row.is_withdrawn) for row in rows}

    def _find_slugs(self, drafts: list[CheckedDraft]) -> set[str]:
        """Addresses taken among those the drafts could have."""
        wanted = [_wished(checked) for checked in drafts if checked.identity not in self._products]
        taken = {row.slug for row in _rows(Product.objects.only("slug"), "slug", wanted)}
        taken |= {row.slug for row in _rows(Signpost.objects.all(), "slug", wanted)}
        taken |= {slug for slug in wanted if is_anothers(HOUSE, slug)}
        for checked in drafts:
            if _wished(checked) in taken and checked.identity not in self._products:
                with_shop = f"{_wished(checked)}-{self._shops[checked.draft.shop_id].slug}"
                for model in (Product, Signpost):
                    near = model.objects.filter(slug__startswith=with_shop)
                    taken |= set(near.values_list("slug", flat=True))
        return taken


def _wished(checked: CheckedDraft) -> str:
    """The address a new product would like to have."""
    return address_in(HOUSE, checked.draft.slug, checked.draft.product_type)


def _refuse_what_has_moved(checked: CheckedDraft) -> None:
    """What stood here a moment ago, when the draft was made, and is kept by another share now. Raises Unavailable: the next try finds it
    there, and nothing is made a second time."""
    if share_of_kind(HOUSE, checked.draft.product_type) != share_here(HOUSE):
        raise Unavailable(f"{checked.title[:80]!r} is just being moved. Please try again.", retry_after=2)


def copy_to_till(goods: Goods, row: Variation) -> None:
    """Writes on the variation what a till reads of its product and shop."""
    row.shop_name, row.product_slug, row.title = (
        goods.product.shop.name,
        goods.product.slug,
        goods.product.title,
    )
    row.image_url = goods.image_of(row)
    row.is_sellable = goods.is_visible and not row.is_withdrawn


def _fill(product: Product, checked: CheckedDraft, category: Category | None) -> None:
    draft = checked.draft
    product.title, product.product_type, product.category = checked.title, draft.product_type, category
    product.description_html, product.attributes = checked.description_html, checked.typed.kept()
    product.options = [option.model_dump() for option in draft.options]
    product.images = checked.images if checked.images is not None else []
    product.status, product.is_featured = draft.status, draft.is_featured
    product.created_at = product.created_at or draft.created_at or clock.now()
    product.changed_at, product.digest = clock.now(), checked.digest
    product.revision += 1


def _update(row: Product | Variation, fields: list[str]) -> None:
    type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in fields})


def _state(row: Variation) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _OF_VARIATION)


def _rows(rows: Any, field: str, values: Iterable[str]) -> Iterator[Any]:
    names = sorted(set(values))
    for start in range(0, len(names), AT_ONCE):
        yield from rows.filter(**{f"{field}__in": names[start : start + AT_ONCE]})


def _by(field: str, rows: Iterable[Any]) -> dict[str, Any]:
    return {getattr(row, field): row for row in rows}
