"""Filling: adding, changing and removing lines. Two at once lose nothing: each takes the cart in hand before it counts."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.db import IntegrityError
from django.db.models import F

from souk.contracts.cart.calls import (
    MAX_LINES,
    MAX_QUANTITY,
    CartChange,
    CartFull,
    CartHolder,
    CartItemNotFound,
    NotEnoughStock,
    NotForSale,
)
from souk.contracts.cart.calls import Cart as CartView
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.data.rows import insert
from souk.kernel.ids import new_id
from souk.kernel.settings import settings as process_settings
from souk.services.cart.models import Cart, CartLine, PutIn, RemovedItem
from souk.services.cart.rules.findings import findings, is_priced
from souk.services.cart.rules.lines import Line, Offer
from souk.services.cart.use_cases import holding, live, pricing
from souk.services.cart.use_cases.holding import TRIES, Held
from souk.services.cart.use_cases.showing import shown, told_change
from souk.vocabulary.ids import Key, VariationId, looks_like
from souk.vocabulary.problems import Unavailable, invalid


def add_item(holder: CartHolder, variation_id: VariationId, quantity: int, key: Key = "") -> CartView:
    """Asks about this variation only; the other lines are answered as they were last seen.

    With a key it is added once: while the variation is in the cart, the same key adds no more of it.
    """
    if quantity < 1:
        raise invalid("/quantity", "At least one.", "too_small")
    if key and (there := _put_in_before(holder, variation_id, key)) is not None:
        return shown(pricing.priced(there))
    offer, left = _on_sale(variation_id)
    for _ in range(TRIES):
        try:
            with changes("cart"):
                held = holding.take_in_hand(holder) or holding.begin(holder)
                after = held
                if not key or _is_first(held, variation_id, key):
                    after = _with_more(held, offer, quantity, left)
                    after = holding.note(after, _price_news(held, offer))
            return shown(pricing.priced(after), {variation_id: left})
        except IntegrityError:  # the user's first cart was begun in the same instant
            continue
    raise Unavailable("The cart is busy, please try again.")


def change_quantity(holder: CartHolder, item_id: str, quantity: int) -> CartView:
    """Fewer than before needs nobody's word; more must be there."""
    if not 0 <= quantity <= MAX_QUANTITY:
        raise invalid("/quantity", f"From 0 to {MAX_QUANTITY}.", "out_of_range")
    if quantity == 0:
        return remove_item(holder, item_id)
    line = _line(holding.read(holder), item_id)
    left = None
    if quantity > line.quantity:
        _, left = _on_sale(line.variation_id)
        _must_be_there(quantity, left, line.title)
    with changes("cart"):
        held = holding.take_in_hand(holder)
        line = _line(held, item_id)
        CartLine.objects.filter(item_id=item_id).update(quantity=quantity)
    assert held is not None
    levels = None if left is None else {line.variation_id: left}
    return shown(pricing.priced(_replaced(held, replace(line, quantity=quantity))), levels)


def remove_item(holder: CartHolder, item_id: str) -> CartView:
    """Removing what one has removed already is no error; a line of somebody else's cart is not found."""
    with changes("cart"):
        held = holding.read(holder)
        if held is None:
            raise CartItemNotFound()
        if any(line.item_id == item_id for line in held.lines):
            held = holding.take_in_hand(holder)
            line = _line(held, item_id)
            CartLine.objects.filter(item_id=item_id).delete()
            RemovedItem.objects.bulk_create(
                [RemovedItem(item_id=item_id, cart_id=held.cart_id, removed_at=clock.now())],
                ignore_conflicts=True,
            )
            held = held.with_(lines=tuple(other for other in held.lines if other is not line))
        elif not _was_removed(held, item_id):
            raise CartItemNotFound()
    return shown(pricing.priced(held))


def clear(holder: CartHolder) -> CartView:
    """Lines and coupon go; the cart and its token stay."""
    with changes("cart"):
        held = holding.take_in_hand(holder)
        if held is not None:
            CartLine.objects.filter(cart_id=held.cart_id).delete()
            Cart.objects.filter(cart_id=held.cart_id).update(
                coupon_code="", coupon_description="", coupon_discount=0
            )
            held = held.with_(lines=(), coupon_code="", coupon_description="", coupon_discount=0)
    return shown(held)


def _put_in_before(holder: CartHolder, variation_id: VariationId, key: Key) -> Held | None:
    """The cart, where this key put the variation into it before and it is there; nobody need be asked then."""
    held = holding.read(holder)
    if held is None or held.line_of(variation_id) is None:
        return None
    return held if PutIn.objects.filter(key_hash=_hash_of(held, key)).exists() else None


def _is_first(held: Held, variation_id: VariationId, key: Key) -> bool:
    """Inside a change, with the cart in hand. What was taken out of the cart since may be put in again."""
    row = PutIn(key_hash=_hash_of(held, key), put_in_at=clock.now())
    if PutIn.objects.filter(key_hash=row.key_hash).exists():
        return held.line_of(variation_id) is None
    row.save(force_insert=True)
    return True


def _hash_of(held: Held, key: Key) -> str:
    return hashlib.sha256(f"{held.cart_id}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()


def _on_sale(variation_id: VariationId) -> tuple[Offer, int]:
    """Raises NotForSale; Unavailable when products or inventory is away, for nothing is added blindly."""
    offer = live.offers([variation_id]).get(variation_id)
    if offer is None or not offer.is_sellable or not is_priced(offer, process_settings().currency):
        raise NotForSale("It is no longer sold, or never was.")
    return offer, live.levels([variation_id]).get(variation_id, 0)


def _with_more(held: Held, offer: Offer, quantity: int, left: int) -> Held:
    """Inside a change, with the cart in hand."""
    line = held.line_of(offer.variation_id)
    together = quantity + (line.quantity if line else 0)
    if together > MAX_QUANTITY:
        raise CartFull(f"A cart takes up to {MAX_QUANTITY} of one thing.")
    _must_be_there(together, left, offer.title)
    if line is not None:
        CartLine.objects.filter(item_id=line.item_id).update(
            quantity=F("quantity") + quantity, unit_price=offer.unit_price, facts=offer.facts
        )
        after = replace(
            line, quantity=together, unit_price=offer.unit_price, facts=offer.facts, title=offer.title
        )
        return _replaced(held, after)
    if len(held.lines) >= MAX_LINES:
        raise CartFull(f"A cart takes up to {MAX_LINES} different things.")
    line = Line(
        new_id("itm"),
        offer.variation_id,
        quantity,
        offer.unit_price,
        offer.currency,
        offer.facts,
        offer.title,
    )
    insert(
        CartLine(
            item_id=line.item_id,
            cart_id=held.cart_id,
            variation_id=line.variation_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
            currency=line.currency,
            facts=line.facts,
        )
    )
    return held.with_(lines=(*held.lines, line))


def _price_news(held: Held, offer: Offer) -> list[CartChange]:
    """Pieces that were in the cart already cost what the new ones cost; if that is news, it is told."""
    line = held.line_of(offer.variation_id)
    if line is None or line.unit_price == offer.unit_price:
        return []
    found = findings([line], {line.variation_id: offer}, None, process_settings().currency)
    return [told_change(finding) for finding in found]


def _must_be_there(wanted: int, left: int, title: str) -> None:
    if wanted > left:
        detail = f"{title} is sold out." if left <= 0 else f"Only {left} of {title} left."
        raise NotEnoughStock(detail, available=max(left, 0))


def _line(held: Held | None, item_id: str) -> Line:
    for line in held.lines if held is not None else ():
        if line.item_id == item_id:
            return line
    raise CartItemNotFound()


def _replaced(held: Held, line: Line) -> Held:
    return held.with_(lines=tuple(line if other.item_id == line.item_id else other for other in held.lines))


def _was_removed(held: Held, item_id: str) -> bool:
    known = RemovedItem.objects.filter(item_id=item_id, cart_id=held.cart_id)
    return looks_like("itm", item_id) and known.exists()
