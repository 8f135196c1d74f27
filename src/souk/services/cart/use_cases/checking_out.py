"""Checking out: the cart frozen for an order, or sent back to its shopper with what had to be corrected.

    answered before? → read the cart → ask everybody, for certain → freeze it under the key, or correct it and say so

The answer is kept by key, the refusal too: asked again it is the same, whatever became of the cart since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass

import orjson
from django.db import IntegrityError

from souk.contracts.cart.calls import Cart as CartView
from souk.contracts.cart.calls import CartChanged, CartHolder, CartIsEmpty, GoodsOutOfReach
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.data.rows import find_one, insert, update
from souk.services.cart.models import Cart, CheckoutAnswer
from souk.services.cart.rules.lines import named
from souk.services.cart.rules.membership import costs_the_same
from souk.services.cart.settings import settings
from souk.services.cart.use_cases import holding, live, owners, pricing
from souk.services.cart.use_cases.holding import TRIES, Held, Raced
from souk.services.cart.use_cases.looking import Checked, compare, write_corrections
from souk.services.cart.use_cases.showing import shown
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import Problem, Unavailable


@dataclass(frozen=True)
class Frozen:
    """What an order may be made of; `problem` says that it is not what the shopper last saw."""

    checked: Checked
    after: Held
    problem: CartChanged | None


def check_out(key: Key, holder: CartHolder, version: int | None = None) -> CartView:
    """Raises CartIsEmpty, CartChanged, ShopOwnersDoNotShop, GoodsOutOfReach; Unavailable when a neighbour is away, for nothing is sold unchecked."""
    key_hash = _hash_of(key, holder)
    for _ in range(TRIES):
        if (before := _answered(key_hash)) is not None:
            return before
        held = holding.read(holder)
        if held is None or not held.lines:
            raise CartIsEmpty("Put something into the cart first.")
        owners.refuse(held.is_owners)
        if version is not None and held.version != version:
            raise CartChanged("The cart was changed since you looked at it.", changes=[])
        frozen = _freeze(held)
        answer = shown(frozen.after.with_(token=None), notes=[])
        try:
            with changes("cart"):
                _keep(frozen, answer, key_hash)
        except (Raced, IntegrityError):  # changed, or answered under this key, while we asked
            continue
        if frozen.problem is not None:
            raise frozen.problem
        return answer
    raise Unavailable("The cart is being changed, please try again.")


def _freeze(held: Held) -> Frozen:
    now = live.today_for_certain(line.variation_id for line in held.lines)
    _refuse_unknown(held, now.out_of_reach)
    checked = compare(held, now)
    after = checked.after
    after = pricing.told(after)
    problem = None
    if checked.changes:
        report = [change.model_dump(mode="json") for change in checked.changes]
        problem = CartChanged(" ".join(change.detail for change in checked.changes), changes=report)
    elif after.coupon_discount != held.coupon_discount:
        detail = (
            f"The coupon {held.coupon_code} takes off another amount than before: {after.coupon_description}"
        )
        problem = CartChanged(detail, changes=[])
    elif not costs_the_same(after.membership, held.membership):
        problem = CartChanged("What your membership brings has changed; here is the new total.", changes=[])
    elif not after.coupon_discount:
        after = after.with_(coupon_code="")  # one that takes nothing off need not be redeemed
    return Frozen(checked, after, problem)


def _refuse_unknown(held: Held, out_of_reach: Container[str]) -> None:
    """Raises GoodsOutOfReach: nothing is sold unchecked."""
    lost = [line for line in held.lines if line.variation_id in out_of_reach]
    if not lost:
        return
    way_out = "" if len(lost) == len(held.lines) else ", or take it out of the cart and order the rest"
    raise GoodsOutOfReach(
        f"{named(line.title for line in lost)} cannot be reached at the moment. Please try again shortly{way_out}.",
        variation_ids=[line.variation_id for line in lost],
        retry_after=5,
    )


def _keep(frozen: Frozen, answer: CartView, key_hash: str) -> None:
    """Inside a change. Raises Raced unless the cart is still as it was compared."""
    held, after, problem = frozen.checked.held, frozen.after, frozen.problem
    if problem is None:
        as_compared = {"cart_id": held.cart_id, "version": held.version}
        longer = {"expires_at": clock.in_seconds(settings().keep_days * 86_400)}
        if not update(Cart, where=as_compared, values=longer):
            raise Raced
    else:
        write_corrections(frozen.checked)
        Cart.objects.filter(cart_id=held.cart_id).update(
            coupon_discount=after.coupon_discount,
            coupon_description=after.coupon_description,
            membership=after.membership,
        )
    text = answer.model_dump_json() if problem is None else orjson.dumps(problem.document()).decode()
    insert(
        CheckoutAnswer(
            key_hash=key_hash,
            cart_id=held.cart_id,
            is_refusal=problem is not None,
            answer=text,
            answered_at=clock.now(),
        )
    )


def _answered(key_hash: str) -> CartView | None:
    row = find_one(CheckoutAnswer, where={"key_hash": key_hash})
    if row is None:
        return None
    if row.is_refusal:
        raise Problem.from_document(orjson.loads(row.answer))
    return CartView.model_validate_json(row.answer)


def _hash_of(key: Key, holder: CartHolder) -> str:
    """Of the key and whose it is: another holder's key of the same name is another key."""
    who = f"user {holder.user_id}" if holder.user_id else f"guest {holder.token}"
    return hashlib.sha256(f"{who}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()
