"""Many at once: one edit of up to 500 products of a shop, each changed or refused on its own.

    rows of a batch locked in their order → decided in memory → written, with pages and events → their stock, by inventory

Asking again does no harm to what is set, but would move what is moved: the key remembers what was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.db.models import F
from pydantic import TypeAdapter

from souk.contracts.inventory.calls import Inventory, StockCount, Stocktaking
from souk.contracts.products.calls.shelves import BulkEdit, BulkOutcome, StockMove
from souk.contracts.products.events import CorrectedGoods, ProductUpdated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.data.rows import update
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings as process_settings
from souk.services.products.models import Category, DoneCall, Product, Variation
from souk.services.products.read_models import Goods, Tree, store_pages, tell
from souk.services.products.rules.price_moves import moved, written_before
from souk.services.products.rules.stock_moves import after, impossible
from souk.services.products.use_cases import noting
from souk.services.products.use_cases.drafts import HIGHEST_PRICE
from souk.services.products.use_cases.placing import copy_to_till
from souk.vocabulary.money import exponent
from souk.vocabulary.problems import Invalid, Unavailable, invalid

inventory, stocktaking = ask(Inventory), ask(Stocktaking)

MOST_PRODUCTS = 500
AT_ONCE = 50  # products whose rows are locked at a time
MOST_REASONS = 3  # variations of one product of which it is said singly why not
MOST_NAMED = 500  # in one statement: fewer than any database allows

_OUTCOMES = TypeAdapter(list[BulkOutcome])


@dataclass
class _Batch:
    """What became of some products, by id, and the variations whose stock is to move."""

    outcomes: dict[str, BulkOutcome] = field(default_factory=dict)
    to_stock: dict[str, list[str]] = field(default_factory=dict)


def change_many(key: str, shop_id: str, product_ids: list[str], edit: BulkEdit) -> list[BulkOutcome]:
    """The outcome of each, in the order asked. Raises Invalid for an edit that says nothing, or nonsense."""
    wanted = list(dict.fromkeys(product_ids))
    if len(wanted) > MOST_PRODUCTS:
        raise invalid("/product_ids", f"No more than {MOST_PRODUCTS} products at a time.", "too_many")
    category = _check(edit)
    found: dict[str, BulkOutcome] = {}
    ordered = sorted(wanted)
    for start in range(0, len(ordered), AT_ONCE):
        found |= _change_batch(f"{key}/{start}", shop_id, ordered[start : start + AT_ONCE], edit, category)
    return [found[product_id] for product_id in wanted]


def _check(edit: BulkEdit) -> Category | None:
    """The category asked for."""
    if not edit.model_dump(exclude_none=True):
        raise invalid("", "Say what to change.", "required")
    if edit.price is not None and edit.price.kind == "percent" and edit.price.value <= -10_000:
        raise invalid("/price/value", "A price cannot fall by 100 % or more.", "out_of_range")
    if edit.price is not None and edit.price.kind == "set" and not 0 < edit.price.value <= HIGHEST_PRICE:
        raise invalid("/price/value", "A price must be more than zero, and sensible.", "out_of_range")
    if edit.stock is not None and edit.stock.kind == "set" and edit.stock.value < 0:
        raise invalid("/stock/value", "Stock cannot be below zero.", "out_of_range")
    if not edit.category_slug:
        return None
    category = Category.objects.filter(slug=edit.category_slug).first()
    if category is None:
        raise invalid("/category_slug", f"There is no category {edit.category_slug!r}.", "unknown")
    return category


def _change_batch(
    key: str, shop_id: str, product_ids: list[str], edit: BulkEdit, category: Category | None
) -> dict[str, BulkOutcome]:
    batch = _recalled(key) or _write_once(key, shop_id, product_ids, edit, category)
    if edit.stock is not None and batch.to_stock:
        _move_stock(key, batch, edit.stock)
    return batch.outcomes


def _write_once(
    key: str, shop_id: str, product_ids: list[str], edit: BulkEdit, category: Category | None
) -> _Batch:
    try:
        return _write(key, shop_id, product_ids, edit, category)
    except IntegrityError:  # the same call, in the same moment: the other one has done it
        batch = _recalled(key)
        if batch is None:
            raise
        return batch


def _write(
    key: str, shop_id: str, product_ids: list[str], edit: BulkEdit, category: Category | None
) -> _Batch:
    batch = _Batch({each: BulkOutcome(product_id=each, outcome="not_found") for each in product_ids})
    with changes("products") as change:
        changed: list[tuple[Goods, list[Variation]]] = []
        before: dict[str, noting.State | None] = {}
        noted: list[CorrectedGoods] = []
        tree = Tree()
        for goods in _locked(shop_id, product_ids, tree):
            product = goods.product
            before[product.product_id] = noting.seen(product, goods.variations)
            batch.to_stock[product.product_id] = [row.variation_id for row in goods.variations]
            try:
                touched = _apply(goods, edit, category, tree)
            except Invalid as wrong:
                batch.outcomes[product.product_id] = _outcome(product, "refused", wrong.detail)
                del batch.to_stock[product.product_id]
                continue
            batch.outcomes[product.product_id] = _outcome(
                product, "unchanged" if touched is None else "changed"
            )
            if touched is not None:
                changed.append((goods, touched))
        _store(changed, edit, category)
        for goods, _ in changed:
            change.say(tell(ProductUpdated, goods))
            was = before[goods.product.product_id]
            noted += noting.note_change(change, goods.product, was, goods.variations)
        if changed:
            noting.tell_owner(change, changed[0][0].product.shop, noted)
        _keep(key, batch)
    return batch


def _apply(goods: Goods, edit: BulkEdit, category: Category | None, tree: Tree) -> list[Variation] | None:
    """The variations that became different; None when nothing did. Raises Invalid, with nothing of it written."""
    product, before = goods.product, (goods.product.status, goods.product.category_id)
    touched = []
    for row in goods.variations:
        was = (row.price_minor, row.compare_at_minor)
        now = was[0] if edit.price is None else moved(was[0], edit.price, _unit())
        compare = was[1] if edit.compare_at is None else written_before(was[0], edit.compare_at)
        if not 0 < now <= HIGHEST_PRICE:
            raise invalid("/price", f"{row.sku} would cost nothing, or more than anything.", "out_of_range")
        if compare is not None and compare <= now:
            if edit.compare_at is not None and edit.compare_at.kind == "set":
                raise invalid(
                    "/compare_at",
                    f"The price before of {row.sku} must be higher than its price.",
                    "out_of_range",
                )
            compare = None  # a price before that is no higher says nothing any more
        row.price_minor, row.compare_at_minor = now, compare
        if (now, compare) != was:
            touched.append(row)
    if edit.status is not None:
        product.status = edit.status
    if edit.category_slug is not None:
        product.category = category
        goods.chain = tree.chain(product.category_id)
    if not touched and (product.status, product.category_id) == before:
        return None
    return touched


def _store(changed: list[tuple[Goods, list[Variation]]], edit: BulkEdit, category: Category | None) -> None:
    """In a handful of statements, but for prices: those are each row's own."""
    now, sellable = clock.now(), {True: list[str](), False: list[str]()}
    for goods, touched in changed:
        product = goods.product
        product.revision, product.digest, product.changed_at = product.revision + 1, "", now
        for row in goods.variations:
            was = row.is_sellable
            copy_to_till(goods, row)
            if row.is_sellable != was:
                sellable[row.is_sellable].append(row.variation_id)
        for row in touched:
            price = {"price_minor": row.price_minor, "compare_at_minor": row.compare_at_minor}
            update(Variation, where={"variation_id": row.variation_id}, values=price)
    said: dict[str, Any] = {"revision": F("revision") + 1, "digest": "", "changed_at": now}
    said |= {} if edit.status is None else {"status": edit.status}
    said |= {} if edit.category_slug is None else {"category": category}
    Product.objects.filter(pk__in=[goods.product.pk for goods, _ in changed]).update(**said)
    for may_be_sold, ids in sellable.items():
        for start in range(0, len(ids), MOST_NAMED):
            Variation.objects.filter(pk__in=ids[start : start + MOST_NAMED]).update(is_sellable=may_be_sold)
    store_pages([goods for goods, _ in changed])


def _move_stock(key: str, batch: _Batch, move: StockMove) -> None:
    """Counted by inventory, which alone knows; what it refuses is said of the product it belongs to."""
    owner = {variation: product for product, many in batch.to_stock.items() for variation in many}
    try:
        levels = {
            level.variation_id: level.on_hand for level in inventory.levels(variation_ids=sorted(owner))
        }
        counts = [_count(each, levels[each], move) for each in sorted(levels)]
        counted = stocktaking.count(key=f"many/{key}", counts=counts) if counts else []
    except Unavailable:
        for product_id in batch.to_stock:
            _refuse(batch, product_id, "Its stock could not be counted just now. Please try again.")
        return
    refusals = dict.fromkeys(
        owner.keys() - levels.keys(), "It is so new that inventory has not met it yet. Please try again."
    )
    for each in counted:
        product_id = owner[each.variation_id]
        if each.is_changed:
            _become(batch, product_id, outcome="changed")
        elif why := each.refusal or impossible(levels[each.variation_id], move):
            refusals[each.variation_id] = why
    _say_refusals(batch, refusals)


def _count(variation_id: str, on_hand: int, move: StockMove) -> StockCount:
    """Without a difference where it is impossible; asked all the same, for the same call may have been done before."""
    if impossible(on_hand, move):
        return StockCount(variation_id=variation_id, seen=0, counted=0)
    return StockCount(variation_id=variation_id, seen=on_hand, counted=after(on_hand, move))


def _say_refusals(batch: _Batch, refusals: dict[str, str]) -> None:
    """By variation, where a product has several; and that the rest was done, where it was."""
    rows = Variation.objects.filter(variation_id__in=list(refusals)).values_list("variation_id", "sku")
    skus = dict(rows) if refusals else {}
    for product_id, variations in batch.to_stock.items():
        said = [each for each in variations if each in refusals]
        if not said:
            continue
        has_several = len(variations) > 1
        why = [
            f"{skus.get(each, each)}: {refusals[each]}" if has_several else refusals[each] for each in said
        ]
        if why[MOST_REASONS:]:
            why[MOST_REASONS:] = [f"The same goes for {len(why) - MOST_REASONS} more of it."]
        if batch.outcomes[product_id].outcome == "changed":
            why.append("The rest of it is changed.")
        _refuse(batch, product_id, " ".join(why))


def _refuse(batch: _Batch, product_id: str, why: str) -> None:
    _become(batch, product_id, outcome="refused", refusal=why)


def _become(batch: _Batch, product_id: str, **changed: str) -> None:
    batch.outcomes[product_id] = batch.outcomes[product_id].model_copy(update=changed)


def _locked(shop_id: str, product_ids: list[str], tree: Tree) -> Iterable[Goods]:
    """Products, then variations, as everybody locks them."""
    products = list(
        Product.objects.select_for_update()
        .filter(shop_id=shop_id, product_id__in=product_ids)
        .order_by("product_id")
        .prefetch_related("shop")  # by a look of its own: MariaDB cannot lock one of two joined tables
    )
    ids = [product.product_id for product in products]
    rows: dict[str, list[Variation]] = {}
    for row in Variation.objects.select_for_update().filter(product_id__in=ids).order_by("pk"):
        rows.setdefault(row.product_id, []).append(row)
    return [Goods(product, rows.get(product.product_id, []), tree) for product in products]


def _recalled(key: str) -> _Batch | None:
    answer = DoneCall.objects.filter(key=f"many/{key}").values_list("answer", flat=True).first()
    if answer is None:
        return None
    kept = TypeAdapter(dict[str, Any]).validate_json(answer)
    outcomes = {each.product_id: each for each in _OUTCOMES.validate_python(kept["outcomes"])}
    return _Batch(outcomes, kept["to_stock"])


def _keep(key: str, batch: _Batch) -> None:
    kept = {
        "outcomes": [each.model_dump() for each in batch.outcomes.values()],
        "to_stock": batch.to_stock,
    }
    answer = TypeAdapter(dict[str, Any]).dump_json(kept).decode()
    DoneCall.objects.create(key=f"many/{key}", answer=answer, done_at=clock.now())


def _outcome(product: Product, outcome: Any, refusal: str = "") -> BulkOutcome:
    return BulkOutcome(product_id=product.product_id, title=product.title, outcome=outcome, refusal=refusal)


def _unit() -> int:
    return 10 ** exponent(process_settings().currency)
