"""Moves of an order's items: sent, corrected, delivered, or not to be had. Two pages have their forms: the portal's for the shop's own
items, the back office's for any shop. What was refused stands on the page beside what was typed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from souk.contracts.orders.calls.items import CannotSend, OrderItems
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.forms_moves import CorrectForm, SendForm, ShipForm, TakeOutForm
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases.sold_orders import correct_parcel
from souk.vocabulary.problems import Conflict, Invalid

items = ask(OrderItems)


@dataclass(frozen=True)
class Move:
    """What somebody wants done, and the notice that says it was. `parts`: of the items that were ticked, how many are in the parcel."""

    form: StreetForm
    deed: Callable[[], object]
    said: str
    parts: dict[str, SendForm] = field(default_factory=dict)

    @property
    def faults(self) -> list[dict[str, str]]:
        return [fault for form in (self.form, *self.parts.values()) for fault in form.faults]

    def is_done(self) -> bool:
        """Or `faults` say why it is not."""
        if self.faults:
            return False
        try:
            self.deed()
        except (Conflict, Invalid) as refused:
            self.form.take_problem(refused)
            return False
        return True


def sent(visit: Visit, page: str, shop_id: str, prefix: str | None = None) -> Move:
    chosen = _chosen(visit)
    form = ShipForm(visit.request.POST, prefix=prefix)
    parts = {item_id: SendForm(visit.request.POST, prefix=f"send-{item_id}") for item_id in chosen}
    if not chosen:
        form.add_error(None, "Tick what is in the parcel.")

    def deed() -> None:
        carrier, tracking_number = form.cleaned_data["carrier"], form.cleaned_data["tracking_number"]
        inside = sorted(f"{item_id}{part.mark}" for item_id, part in parts.items())
        items.ship(
            key=_key(page, *inside, carrier, tracking_number),
            shop_id=shop_id,
            item_ids=chosen,
            carrier=carrier,
            tracking_number=tracking_number,
            quantities={item_id: part.wanted for item_id, part in parts.items() if part.wanted is not None},
        )

    return Move(form, deed, "item-shipped", parts)


def delivered(visit: Visit, page: str, shop_id: str) -> Move:
    form, chosen = StreetForm({}), _chosen(visit)
    if not chosen:
        form.add_error(None, "Say what has arrived.")

    def deed() -> None:
        items.deliver(key=_key(page, *sorted(chosen)), shop_id=shop_id, item_ids=chosen)

    return Move(form, deed, "item-delivered")


def corrected(visit: Visit, shop_id: str) -> Move:
    """All that is shown as one parcel: what is in it comes with the form, and the first of it names the fields."""
    chosen = _chosen(visit)
    form = CorrectForm(visit.request.POST, prefix=chosen[0] if chosen else None)

    def deed() -> None:
        correct_parcel(shop_id, chosen, form.cleaned_data["carrier"], form.cleaned_data["tracking_number"])

    return Move(form, deed, "tracking-corrected")


def taken_out(visit: Visit, page: str, shop_id: str, item_id: str) -> Move:
    form = TakeOutForm(visit.request.POST, prefix=item_id)

    def deed() -> None:
        items.cancel(
            key=_key(page, f"{item_id}{form.mark}"),
            shop_id=shop_id,
            item_id=item_id,
            reason=cast(CannotSend, form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            quantity=form.wanted,
        )

    return Move(form, deed, "item-taken-out")


def ship_form(tried: Move | None, prefix: str | None = None) -> dict[str, Any]:
    return _form(tried, ShipForm, prefix)


def item_forms(
    item_id: str, units: int, tried: Move | None, shop_prefix: str | None = None
) -> dict[str, Any]:
    """How many of it are in the parcel, and that it is not to be had. Everything is ticked until somebody ticked."""
    parts = tried.parts if tried is not None and _is(tried, ShipForm, shop_prefix) else None
    return {
        "is_chosen": parts is None or item_id in parts,
        "part": (parts or {}).get(item_id, SendForm(prefix=f"send-{item_id}", units=units)),
        **_form(tried, TakeOutForm, item_id, units=units),
    }


def parcel_form(first: str, carrier: str, tracking_number: str, tried: Move | None) -> dict[str, Any]:
    known = {"carrier": carrier, "tracking_number": tracking_number}
    return _form(tried, CorrectForm, first, initial=known)


def _form(tried: Move | None, kind: type[StreetForm], prefix: str | None, **fresh: Any) -> dict[str, Any]:
    """As it was sent, and open; or a fresh one."""
    if tried is not None and _is(tried, kind, prefix):
        return {"form": tried.form, "is_open": True}
    return {"form": kind(prefix=prefix, **fresh), "is_open": False}


def _is(tried: Move, kind: type[StreetForm], prefix: str | None) -> bool:
    return type(tried.form) is kind and tried.form.prefix == prefix


def _chosen(visit: Visit) -> list[str]:
    return visit.request.POST.getlist("item")[:200]


def _key(page: str, *what: str) -> str:
    """The same press again is the same move."""
    return f"{page}:{hashlib.sha256(chr(0).join(what).encode()).hexdigest()[:40]}"
