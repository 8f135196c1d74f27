"""Noting: what of a product staff changed, or somebody for its owner: in the words of the audit trail, and told to its owner.

An owner's own edits are their own business: `seen` answers None for them, and nothing is compared, written or told. What somebody
does for an owner, with their consent, is noted and not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from souk.contracts.products.events import CorrectedGoods, ProductsCorrected
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data import trail
from souk.kernel.data.database import Change
from souk.kernel.ids import new_id
from souk.services.products.models import KnownShop, Product, Variation
from souk.vocabulary.money import Money

MOST_LETTERS, MOST_NAMED = 200, 20  # of a text, of a list: what a row of the trail has room for
MOST_REASON = 300
#: Of a picture or a variation that came or went it is told that it did, and no more.
_OF_WHAT_STAYED = ("captions", "price_before", "grams", "barcode")

State = dict[str, Any]


def seen(product: Product, variations: Iterable[Variation]) -> State | None:
    """The product as it is now, where what becomes of it is to be noted."""
    return _state(product, variations) if trail.is_noted(identity.current()) else None


def note_new(change: Change, product: Product) -> list[CorrectedGoods]:
    """What is to be told of it, as the others answer."""
    change.note("products.add", product.product_id, after=_called(product))
    return _corrected(product, "added")


def note_change(
    change: Change, product: Product, before: State | None, variations: Iterable[Variation]
) -> list[CorrectedGoods]:
    """What is other than `before`; nothing where that is None."""
    if before is None:
        return []
    was, now = _differing(before, _state(product, variations))
    change.note("products.change", product.product_id, before=was, after=now)
    return _corrected(product, *now)


def note_end(change: Change, product: Product) -> list[CorrectedGoods]:
    change.note("products.delete", product.product_id, before=_called(product))
    return _corrected(product, "deleted")


def tell_owner(change: Change, shop: KnownShop, goods: list[CorrectedGoods], reason: str = "") -> None:
    """In the transaction of the change: what staff who do not keep the shop made of its goods."""
    who = identity.current()
    if goods and who.is_staff and not who.actor_id and who.user_id != shop.owner_id:
        told = ProductsCorrected(
            correction_id=new_id("cor"),
            shop_id=shop.shop_id,
            goods=goods,
            reason=reason.strip()[:MOST_REASON],
            at=clock.now(),
        )
        change.say(told)


def _corrected(product: Product, *what: str) -> list[CorrectedGoods]:
    told = CorrectedGoods(product_id=product.product_id, title=product.title, what=list(what))
    return [told] if what else []


def _called(product: Product) -> State:
    return {"title": product.title, "slug": product.slug, "shop_id": product.shop_id}


def _state(product: Product, variations: Iterable[Variation]) -> State:
    offered = sorted((row for row in variations if not row.is_withdrawn), key=lambda row: row.position)
    return {
        "title": product.title,
        "type": product.product_type,
        "category": product.category.slug if product.category is not None else "",
        "status": product.status,
        "description": product.description_html,
        "facts": product.attributes,
        "options": {one["name"]: [value["value"] for value in one["values"]] for one in product.options},
        "pictures": [image["url"] for image in product.images],
        "captions": {image["url"]: image["alt"] for image in product.images},
        "variations": [row.sku for row in offered],
        "price": {row.sku: str(Money.of(row.price_minor, row.currency)) for row in offered},
        "price_before": {row.sku: _before(row) for row in offered},
        "grams": {row.sku: row.weight_grams for row in offered},
        "barcode": {row.sku: row.barcode for row in offered},
    }


def _before(row: Variation) -> str:
    return str(Money.of(row.compare_at_minor, row.currency)) if row.compare_at_minor is not None else ""


def _differing(was: State, now: State) -> tuple[State, State]:
    """Of both only what differs, and of what has names only those names."""
    before, after = State(), State()
    for name in was:
        old, new = was[name], now[name]
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            names = [each for each in {**old, **new} if old.get(each) != new.get(each)]
            if name in _OF_WHAT_STAYED:
                names = [each for each in names if each in old and each in new]
            if not names:
                continue
            old, new = ({each: one[each] for each in names if each in one} for one in (old, new))
        elif isinstance(old, list) and set(old) != set(new):
            old, new = [one for one in old if one not in new], [one for one in new if one not in old]
        before[name], after[name] = _short(old), _short(new)
    return before, after


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MOST_LETTERS else f"{value[:MOST_LETTERS]}…"
    if isinstance(value, list):
        return [_short(one) for one in value[:MOST_NAMED]] + _more(value)
    if isinstance(value, dict):
        return {name: _short(one) for name, one in list(value.items())[:MOST_NAMED]}
    return value


def _more(value: list[Any]) -> list[str]:
    return [f"{len(value) - MOST_NAMED} more"] if len(value) > MOST_NAMED else []
