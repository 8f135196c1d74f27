"""Upkeep: carts that were left standing, what is said of carts, and what need not be remembered.

A cart that its shopper has in hand just now is left for the next round, so that nobody waits for anybody.
"""

from __future__ import annotations

from django.db.models import Sum

from souk.contracts.cart.events import CartAbandoned, CartUpdated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.cart.models import Cart, CartLine, CheckoutAnswer, OwnedShop, PutIn, RemovedItem, TakenOut
from souk.services.cart.settings import settings
from souk.services.cart.use_cases import owners

BATCH = 200
BATCHES = 20


def tell_updates() -> int:
    """Says cart.updated of every cart that changed since it was last said; ten changes in a row are one event."""
    told = 0
    for _ in range(BATCHES):
        with changes("cart") as change:
            untold = (
                Cart.objects.select_for_update(skip_locked=True).filter(is_told=False).order_by("updated_at")
            )
            ids = list(untold.values_list("cart_id", flat=True)[:BATCH])
            Cart.objects.filter(cart_id__in=ids).update(is_told=True)
            rows = Cart.objects.filter(cart_id__in=ids).values_list("cart_id", "user_id", "version")
            for cart_id, user_id, version, pieces in rows.annotate(pieces=Sum("lines__quantity")):
                change.say(
                    CartUpdated(cart_id=cart_id, user_id=user_id, revision=version, quantity=pieces or 0)
                )
        told += len(ids)
        if len(ids) < BATCH:
            break
    return told


def end_guest_carts() -> int:
    """Removes guests' carts whose time is over, and says of each that held something that it was abandoned."""
    ended = 0
    for _ in range(BATCHES):
        with changes("cart") as change:
            over = Cart.objects.select_for_update(skip_locked=True).filter(
                user_id=None, expires_at__lte=clock.now()
            )
            ids = list(over.order_by("expires_at").values_list("cart_id", flat=True)[:BATCH])
            for cart_id in sorted(_filled(ids)):
                change.say(CartAbandoned(cart_id=cart_id, user_id=None))
            CartLine.objects.filter(cart_id__in=ids).delete()
            RemovedItem.objects.filter(cart_id__in=ids).delete()
            Cart.objects.filter(cart_id__in=ids).delete()
        ended += len(ids)
        if len(ids) < BATCH:
            break
    return ended


def tell_idle_carts() -> None:
    """A user's cart stays for ever; that it was left standing is said once, until it is changed again."""
    with changes("cart") as change:
        idle = Cart.objects.select_for_update(skip_locked=True).filter(
            user_id__isnull=False, expires_at__lte=clock.now(), abandoned_at=None
        )
        if not settings().owners_may_shop:
            idle = idle.exclude(owners.of_an_owner())
        users = dict(idle.values_list("cart_id", "user_id")[:BATCH])
        for cart_id in sorted(_filled(list(users))):
            change.say(CartAbandoned(cart_id=cart_id, user_id=users[cart_id]))
        Cart.objects.filter(cart_id__in=list(users)).update(abandoned_at=clock.now())


def forget_answers() -> None:
    """Checkouts that ended long ago, and what nobody puts in or removes under the same name again."""
    CheckoutAnswer.objects.filter(
        answered_at__lte=clock.in_seconds(-settings().answer_days * 86_400)
    ).delete()
    TakenOut.objects.filter(taken_at__lte=clock.in_seconds(-settings().answer_days * 86_400)).delete()
    RemovedItem.objects.filter(removed_at__lte=clock.in_seconds(-86_400)).delete()
    PutIn.objects.filter(put_in_at__lte=clock.in_seconds(-86_400)).delete()


def erase_user(user_id: str) -> None:
    """Everything that could be tied to the person."""
    ids = list(Cart.objects.filter(user_id=user_id).values_list("cart_id", flat=True))
    CartLine.objects.filter(cart_id__in=ids).delete()
    CheckoutAnswer.objects.filter(cart_id__in=ids).delete()
    RemovedItem.objects.filter(cart_id__in=ids).delete()
    Cart.objects.filter(cart_id__in=ids).delete()
    OwnedShop.objects.filter(user_id=user_id).delete()


def _filled(ids: list[str]) -> set[str]:
    return set(CartLine.objects.filter(cart_id__in=ids).values_list("cart_id", flat=True))
