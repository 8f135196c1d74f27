"""Holding: whose cart it is, read with its lines in one statement, and taken in hand to be changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import F, Func, TextField

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
    "notes_shown_at",
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
    notes_shown_at: datetime | None
    updated_at: datetime
    membership: str = ""
    lines: tuple[Line, ...] = ()
    token: str | None = None
    is_owners: bool = False  # of a user who keeps a shop

    def with_(self, **changes: Any) -> Held:
        return replace(self, **changes)

    def line_of(self, variation_id: str) -> Line | None:
        return next((line for line in self.lines if line.variation_id == variation_id), None)

    def are_notes_shown(self) -> bool:
        """Of a version before this one `notes_shown_at` may be of the notes before these."""
        shown, noted = self.notes_shown_at, self.noted_at
        return shown is not None and (noted is None or shown >= noted)

    def fresh_notes(self) -> list[CartChange]:
        """Corrections the shopper may not have seen yet: those that were not shown again, and those that were just now."""
        shown = self.notes_shown_at if self.are_notes_shown() else None
        is_old = shown is not None and (clock.now() - shown).total_seconds() > settings().note_seconds
        if not self.notes or is_old:
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


#: Notes that were shown are answered by what the shopper does next; others wait until they are. Written out, because every change of
#: every cart says it, and Django takes longer to put it together than the database to do it.
_UNANSWERED = Func(
    template="CASE WHEN notes_shown_at >= noted_at THEN '' ELSE notes END", output_field=TextField()
)


def touched() -> dict[str, Any]:
    """What every change of the shopper's own writes to the cart."""
    now = clock.now()
    return {
        "version": F("version") + 1,
        "notes": _UNANSWERED,
        "updated_at": now,
        "expires_at": clock.in_seconds(settings().keep_days * 86_400),
        "abandoned_at": None,
        "is_told": False,
    }


def take_in_hand(holder: CartHolder, *, is_glance: bool = False) -> Held | None:
    """Inside a change: counts the version up, which also keeps others waiting until we are done, then reads the cart.

    `is_glance`: the shopper is not shown what has to be told of it. Raises ShopOwnersDoNotShop.
    """
    condition = whose(holder)
    if condition is None or not Cart.objects.filter(**condition).update(**touched()):
        return None
    held = read(holder)
    owners.refuse(held is not None and held.is_owners)
    return held if held is None or is_glance else notes_shown(held)


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
    return Held(row.cart_id, row.user_id, 1, "", "", 0, "", None, None, now, token=token)


def notes_shown(held: Held) -> Held:
    """Its notes are in an answer that is not the one that found them: they are shown for a while yet, and no longer than the
    shopper's next change."""
    if not held.notes or held.are_notes_shown():
        return held
    now = clock.now()
    Cart.objects.filter(cart_id=held.cart_id, noted_at=held.noted_at).update(notes_shown_at=now)
    return held.with_(notes_shown_at=now)


def note(held: Held, changes: list[CartChange]) -> Held:
    """Inside a change: keeps what has to be told with the cart, beside what was noted before."""
    if not changes:
        return held
    values = noted(held, changes)
    Cart.objects.filter(cart_id=held.cart_id).update(**values)
    return held.with_(**values)


def noted(held: Held, new: list[CartChange]) -> dict[str, Any]:
    """What is new, after what was noted before and is not overtaken by it; nothing of it is shown yet."""
    overtaken = {(change.item_id, change.action) for change in new}
    gone = {change.item_id for change in new if change.action == "removed"}
    before = [
        note
        for note in held.fresh_notes()
        if (note.item_id, note.action) not in overtaken and note.item_id not in gone
    ]
    return {"notes": notes_text([*before, *new]), "noted_at": clock.now(), "notes_shown_at": None}


def notes_text(changes: list[CartChange]) -> str:
    return orjson.dumps([change.model_dump(mode="json") for change in changes]).decode()
