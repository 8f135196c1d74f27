"""Noting: what of a product staff changed, or somebody for its owner, in the words of the audit trail.

An owner's own edits are their own business: `seen` answers None for them, and nothing is compared or written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from souk.kernel.access import identity
from souk.kernel.data import trail
from souk.kernel.data.database import Change
from souk.services.products.models import Product, Variation
from souk.vocabulary.money import Money

MOST_LETTERS, MOST_NAMED = 200, 20  # of a text, of a list: what a row of the trail has room for

State = dict[str, Any]


def seen(product: Product, variations: Iterable[Variation]) -> State | None:
    """The product as it is now, where what becomes of it is to be noted."""
    return _state(product, variations) if trail.is_noted(identity.current()) else None


def note_new(change: Change, product: Product) -> None:
    change.note("products.add", product.product_id, after=_called(product))


def note_change(
    change: Change, product: Product, before: State | None, variations: Iterable[Variation]
) -> None:
    """What is other than `before`; nothing where that is None."""
    if before is not None:
        was, now = _differing(before, _state(product, variations))
        change.note("products.change", product.product_id, before=was, after=now)


def note_end(change: Change, product: Product) -> None:
    change.note("products.delete", product.product_id, before=_called(product))


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
        "captions": [image["alt"] for image in product.images],
        "variations": [row.sku for row in offered],
        "price": {row.sku: str(Money.of(row.price_minor, row.currency)) for row in offered},
        "price_before": {row.sku: _before(row) for row in offered},
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
