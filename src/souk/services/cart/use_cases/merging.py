"""Merging: at sign-in the guest's cart becomes part of the user's, once."""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import F

from souk.contracts.cart.calls import MAX_LINES, MAX_QUANTITY, CartChange, CartHolder
from souk.contracts.cart.calls import Cart as CartView
from souk.kernel.data.database import changes
from souk.services.cart.models import Cart, CartLine
from souk.services.cart.rules.merging import Joined, join
from souk.services.cart.use_cases import holding, looking
from souk.services.cart.use_cases.holding import TRIES, Held, Raced
from souk.vocabulary.ids import UserId
from souk.vocabulary.problems import Unavailable


def merge(token: str, user_id: UserId) -> CartView:
    """A token that is unknown, over or merged already adds nothing. Stock is counted by the look that answers, which is a glance: who
    signs in is shown another page.

    Raises ShopOwnersDoNotShop; the guest's cart then stays the guest's, and its token good.
    """
    user, guest = CartHolder(user_id=user_id), CartHolder(token=token)
    for _ in range(TRIES):
        try:
            with changes("cart"):
                if holding.read(guest) is not None:
                    _join(user, guest)
            return looking.look(user, is_glance=True)
        except (Raced, IntegrityError):  # the same cart is being merged or begun in this instant
            continue
    raise Unavailable("The cart is busy, please try again.")


def _join(user: CartHolder, guest: CartHolder) -> None:
    mine = holding.take_in_hand(user, is_glance=True) or holding.begin(user)
    left_behind = Cart.objects.filter(**(holding.whose(guest) or {}))
    if not left_behind.update(merged_into=mine.cart_id, version=F("version") + 1, is_told=True):
        raise Raced
    theirs = _signpost_of(guest)
    joined = join(list(mine.lines), list(theirs.lines))
    moved = [one.line.item_id for one in joined if one.fate == "moved"]
    CartLine.objects.filter(item_id__in=moved).update(cart_id=mine.cart_id)
    for one in joined:
        if one.into is not None:
            CartLine.objects.filter(item_id=one.into.item_id).update(quantity=one.quantity)
    CartLine.objects.filter(cart_id=theirs.cart_id).delete()
    _carry_coupon(mine, theirs)
    holding.note(mine, [*_brought(theirs, joined), *(change for one in joined for change in _notes(one))])


def _signpost_of(guest: CartHolder) -> Held:
    """The guest's cart as it is now that nobody else can change it."""
    row = Cart.objects.get(token_hash=holding.hash_of(guest.token or ""))
    fields = ("item_id", "variation_id", "quantity", "unit_price", "currency", "facts")
    rows = CartLine.objects.filter(cart_id=row.cart_id).order_by("item_id").values_list(*fields)
    return Held(
        row.cart_id, None, row.version, row.coupon_code, row.coupon_description, row.coupon_discount, row.notes, row.noted_at,
        row.notes_shown_at, row.updated_at, "", tuple(holding.line_of_row(line) for line in rows),
    )  # fmt: skip


def _carry_coupon(mine: Held, theirs: Held) -> None:
    """The user's own coupon stays; without one the guest's comes along."""
    if theirs.coupon_code and not mine.coupon_code:
        Cart.objects.filter(cart_id=mine.cart_id).update(
            coupon_code=theirs.coupon_code,
            coupon_description=theirs.coupon_description,
            coupon_discount=theirs.coupon_discount,
        )


def _brought(theirs: Held, joined: list[Joined]) -> list[CartChange]:
    """What the guest was not shown yet, of the lines as they are in the user's cart."""
    if theirs.are_notes_shown():
        return []
    into = {one.line.item_id: one.into.item_id for one in joined if one.into is not None}
    return [
        note.model_copy(update={"item_id": into.get(note.item_id, note.item_id)})
        for note in theirs.fresh_notes()
    ]


def _notes(one: Joined) -> list[CartChange]:
    """What did not fit is said."""
    line = one.line
    if one.fate == "left_out":
        detail = f"{line.title} was left out: a cart takes up to {MAX_LINES} different things."
        return [
            CartChange(
                item_id=line.item_id, variation_id=line.variation_id, title=line.title, code="invalid_data",
                action="removed", detail=detail, old_quantity=line.quantity, new_quantity=0,
            )
        ]  # fmt: skip
    if one.into is not None and one.quantity < one.into.quantity + line.quantity:
        return [
            CartChange(
                item_id=one.into.item_id, variation_id=line.variation_id, title=line.title,
                code="insufficient_stock", action="quantity_updated",
                detail=f"A cart takes up to {MAX_QUANTITY} of one thing.",
                old_quantity=one.into.quantity + line.quantity, new_quantity=one.quantity,
            )
        ]  # fmt: skip
    return []
