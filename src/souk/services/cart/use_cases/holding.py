"""Holding: whose cart it is, read with its lines in one statement, and taken in hand to be changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import F

from souk.contracts.cart.calls import CartChange, CartHolder
from souk.kernel import chance, clock
from souk.kernel.data.rows import insert
from souk.kernel.ids import new_id
from souk.services.cart.models import Cart
from souk.services.cart.rules.lines import Line
from souk.services.cart.settings import settings
from souk.services.cart.use_cases import owners

TRIES = 4

_CART_FIELDS = (
    "cart_id",
    "user_id",
    "version",
    "coupon_code",
    "coupon_description",
    "coupon_discount",
    "notes",
    "noted_at",
    "updated_at",
    "membership",
)
_LINE_FIELDS = ("item_id", "variation_id", "quantity", "unit_price", "currency", "facts")
_FIELDS = (*_CART_FIELDS, *(f"lines__{name}" for name in _LINE_FIELDS))


class Raced(Exception):
    """Somebody else changed the cart between our look and our change; look again."""


@dataclass(frozen=True)
class Held:
    """A cart as it is kept. `token` is the guest's, as they brought it."""

    cart_id: str
    user_id: str | None
    version: int
    coupon_code: str
    coupon_description: str
    coupon_discount: int
    notes: str
    noted_at: datetime | None
    updated_at: datetime
    membership: str = ""
    lines: tuple[Line, ...] = ()
    token: str | None = None
    is_owners: bool = False  # of a user who keeps a shop

    def with_(self, **changes: Any) -> Held:
        return replace(self, **changes)

    def line_of(self, variation_id: str) -> Line | None:
        return next((line for line in self.lines if line.variation_id == variation_id), None)

    def fresh_notes(self) -> list[CartChange]:
        """Corrections the shopper may not have seen yet."""
        if not self.notes or self.noted_at is None:
            return []
        if (clock.now() - self.noted_at).total_seconds() > settings().note_seconds:
            return []
        return [CartChange.model_validate(note) for note in orjson.loads(self.notes)]


def hash_of(token: str) -> str:
    """Of a guest's token; text that cannot be one has a hash that no cart has."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def whose(holder: CartHolder) -> dict[str, Any] | None:
    """The filter that finds the holder's live cart; None for who cannot have one."""
    if holder.user_id:
        return {"user_id": holder.user_id}
    if holder.token:
        return {"token_hash": hash_of(holder.token), "merged_into": None, "expires_at__gt": clock.now()}
    return None


def read(holder: CartHolder) -> Held | None:
    """The holder's cart; None if there is none, also for a token that is unknown, over or merged."""
    condition = whose(holder)
    if condition is None:
        return None
    rows = list(_with_lines().filter(**condition))
    if not rows:
        return None
    size = len(_CART_FIELDS)
    lines = tuple(line_of_row(row[size:-1]) for row in rows if row[size] is not None)
    return Held(*rows[0][:size], lines, None if holder.user_id else holder.token, bool(rows[0][-1]))


@lru_cache(maxsize=1)
def _with_lines() -> Any:
    """The question of every read, put together once: building it costs more than answering it."""
    carts = Cart.objects.order_by("lines__item_id").annotate(is_owners=owners.of_an_owner())
    return carts.values_list(*_FIELDS, "is_owners")


def line_of_row(row: Any) -> Line:
    item_id, variation_id, quantity, unit_price, currency, facts = row
    return Line(
        item_id, variation_id, quantity, unit_price, currency, facts, title=orjson.loads(facts)["title"]
    )


def touched() -> dict[str, Any]:
    """What every change of the shopper's own writes to the cart; their notes are answered by it."""
    now = clock.now()
    return {
        "version": F("version") + 1,
        "notes": "",
        "noted_at": None,
        "updated_at": now,
        "expires_at": clock.in_seconds(settings().keep_days * 86_400),
        "abandoned_at": None,
        "is_told": False,
    }


def take_in_hand(holder: CartHolder) -> Held | None:
    """Inside a change: counts the version up, which also keeps others waiting until we are done, then reads the cart.

    Raises ShopOwnersDoNotShop.
    """
    condition = whose(holder)
    if condition is None or not Cart.objects.filter(**condition).update(**touched()):
        return None
    held = read(holder)
    owners.refuse(held is not None and held.is_owners)
    return held


def begin(holder: CartHolder) -> Held:
    """Inside a change: a new cart. A guest's gets a token of our making, never one that they brought.

    Raises IntegrityError if the user's cart was begun in the same instant, and ShopOwnersDoNotShop.
    """
    owners.refuse(owners.is_archived(holder))
    token = None if holder.user_id else chance.token()
    now = clock.now()
    row = Cart(
        cart_id=new_id("crt"),
        user_id=holder.user_id,
        token_hash=hash_of(token) if token else None,
        created_at=now,
        updated_at=now,
        expires_at=clock.in_seconds(settings().keep_days * 86_400),
    )
    insert(row)
    return Held(row.cart_id, row.user_id, 1, "", "", 0, "", None, now, token=token)


def note(held: Held, changes: list[CartChange]) -> Held:
    """Inside a change: keeps what has to be told with the cart, instead of what was noted before."""
    if not changes:
        return held
    values = {"notes": notes_text(changes), "noted_at": clock.now()}
    Cart.objects.filter(cart_id=held.cart_id).update(**values)
    return held.with_(**values)


def notes_text(changes: list[CartChange]) -> str:
    return orjson.dumps([change.model_dump(mode="json") for change in changes]).decode()
