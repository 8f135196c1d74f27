"""Moving: a saved thing goes into the cart, then leaves the list.

    still on the list, and can it be had? → the cart takes one, under a key of this entry → the entry leaves the list

Dying in between leaves it in both places; moving it again finds it in the cart and only takes it off the list.
"""

from __future__ import annotations

from django.db.models import QuerySet

from souk.contracts.cart.calls import (
    Cart,
    CartFull,
    CartHolder,
    Carts,
    NotEnoughStock,
    NotForSale,
)
from souk.contracts.wishlist.calls import (
    CannotMove,
    ListHolder,
    Moved,
    MovedAll,
    NotMoved,
    WishNotFound,
)
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.services.wishlist.models import Entry, FormerEntry, List
from souk.services.wishlist.rules import standing
from souk.services.wishlist.use_cases import holding, removing
from souk.vocabulary.problems import Refused

carts = ask(Carts)

#: At once: each is a call.
MOST = 40


def move_to_cart(holder: ListHolder, item_id: str, cart_token: str | None = None) -> Moved:
    """Raises CannotMove, WishNotFound; Unavailable while cart is away."""
    row = holding.find(holder)
    if row is None:
        raise WishNotFound()
    entry = _entries(row).filter(item_id=item_id).first()
    into = _cart_of(holder, cart_token)
    if entry is None:
        cart, variation_id = carts.cart(holder=into), _moved_before(row, item_id)
    else:
        _must_be_movable(entry)
        cart, variation_id = _put_in(into, entry), entry.variation_id or ""
        _leave(holder, [item_id])
    return Moved(
        item_id=item_id,
        variation_id=variation_id,
        cart_token=cart.token,
        cart_quantity=cart.quantity,
        marks=holding.marks_of(row),
    )


def move_all(holder: ListHolder, cart_token: str | None = None) -> MovedAll:
    """The newest first. Raises Unavailable when cart is away; what went in before that has left the list."""
    row = holding.find(holder)
    into, cart = _cart_of(holder, cart_token), None
    entries = list(_entries(row).filter(kind="variation")[: MOST + 1]) if row is not None else []
    moved: list[str] = []
    stayed: list[NotMoved] = []
    for entry in entries[:MOST]:
        try:
            _must_be_movable(entry)
            cart = _put_in(into, entry)
        except CannotMove as refusal:
            stayed.append(NotMoved(item_id=entry.item_id, title=_title(entry), reason=refusal.detail))
            if refusal.extra["reason"] == "cart_full":
                break
            continue
        into = into if into.user_id else CartHolder(token=cart.token)
        _leave(holder, [entry.item_id])
        moved.append(entry.item_id)
    return MovedAll(
        moved=moved,
        not_moved=stayed,
        waiting=max(0, len(entries) - len(moved) - len(stayed)),
        cart_token=cart.token if cart else None,
        cart_quantity=cart.quantity if cart else None,
        marks=holding.marks_of(row),
    )


def _entries(row: List) -> QuerySet[Entry]:
    rows = Entry.objects.filter(list_id=row.wishlist_id).select_related("product", "variation")
    return rows.order_by("-item_id")


def _must_be_movable(entry: Entry) -> None:
    if entry.kind == "shop":
        raise CannotMove("A shop does not go into a cart. Have a look at what it sells.", reason="shop")
    if entry.variation is None or entry.product is None:
        raise CannotMove(f"Choose first which {_title(entry)} you would like.", reason="needs_choice")
    product, variation = entry.product, entry.variation
    now = standing.of_product(
        is_offered=product.is_offered,
        is_gone=product.gone_at is not None or variation.is_gone,
        available=variation.available,
    )
    if now in ("gone", "not_for_sale"):
        raise CannotMove(f"{_title(entry)} is not sold at the moment.", reason="not_for_sale")


def _put_in(into: CartHolder, entry: Entry) -> Cart:
    """Stock is the cart's to judge: what is known here may be a moment old."""
    key = f"wishlist/{entry.item_id}"
    try:
        return carts.put_in(key=key, holder=into, variation_id=entry.variation_id or "", quantity=1)
    except Refused as refusal:
        raise _why(refusal, _title(entry)) from refusal


def _why(refusal: Refused, title: str) -> Refused:
    if isinstance(refusal, NotEnoughStock):
        if refusal.extra.get("available"):
            return CannotMove(f"All that is left of {title} is in your cart already.", reason="all_in_cart")
        return CannotMove(f"{title} is sold out. It stays on your list.", reason="sold_out")
    if isinstance(refusal, NotForSale):
        return CannotMove(f"{title} is not sold at the moment.", reason="not_for_sale")
    if isinstance(refusal, CartFull):
        return CannotMove(refusal.detail, reason="cart_full")
    return refusal


def _leave(holder: ListHolder, item_ids: list[str]) -> None:
    with changes("wishlist") as change:
        row = holding.take_in_hand(holder)
        if row is not None:
            mine = Entry.objects.filter(list_id=row.wishlist_id, item_id__in=item_ids)
            removing.take_out(change, row, list(mine), "moved_to_cart")


def _moved_before(row: List, item_id: str) -> str:
    known = FormerEntry.objects.filter(item_id=item_id, list_id=row.wishlist_id).exclude(variation_id="")
    variation_id = known.values_list("variation_id", flat=True).first()
    if variation_id is None:
        raise WishNotFound()
    return variation_id


def _cart_of(holder: ListHolder, cart_token: str | None) -> CartHolder:
    return CartHolder(user_id=holder.user_id, token=None if holder.user_id else cart_token)


def _title(entry: Entry) -> str:
    return entry.product.title if entry.product is not None else "this"
