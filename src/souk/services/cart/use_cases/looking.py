"""Looking: a cart with today's prices and stock, corrected where it no longer holds, and never emptied by silence.

    read the cart → ask products and inventory → find what no longer holds → write it down and say so

What was corrected is told again, because the first answer may have been lost. It is kept until another answer had it, of a look or
of a change; from then on it is told for a while, until the shopper's next change. A glance, of somebody who only wants the sum, is no
such answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from souk.contracts.cart.calls import Cart as CartView
from souk.contracts.cart.calls import CartChange, CartHolder
from souk.kernel.data.database import changes
from souk.kernel.settings import settings as process_settings
from souk.services.cart.models import Cart, CartLine
from souk.services.cart.rules.findings import corrected, findings
from souk.services.cart.rules.lines import Line, pieces
from souk.services.cart.use_cases import holding, live, owners, pricing
from souk.services.cart.use_cases.holding import TRIES, Held, Raced
from souk.services.cart.use_cases.live import Today
from souk.services.cart.use_cases.showing import shown, told_change


@dataclass(frozen=True)
class Checked:
    """A cart compared with today: `lines` are what holds of it, `changes` what to tell."""

    held: Held
    lines: tuple[Line, ...]
    changes: list[CartChange]

    @property
    def after(self) -> Held:
        return self.held.with_(lines=self.lines)


def look(holder: CartHolder, *, is_glance: bool = False) -> CartView:
    """The holder's cart; an empty one if there is none, or while it is archived. What a glance corrects the next look tells."""
    for _ in range(TRIES):
        held = holding.read(holder)
        if owners.is_archived(holder) if held is None else owners.may_not_shop(held.is_owners):
            return _archived(held)
        if held is not None and not is_glance:
            held = holding.notes_shown(held)
        if held is None or not held.lines:
            return shown(held)
        now = live.today(line.variation_id for line in held.lines)
        try:
            after = pricing.priced(keep(compare(held, now)))
            return shown(after, now.levels, out_of_reach=now.out_of_reach)
        except Raced:
            continue
    return shown(held)  # changed faster than we can compare: what it holds is shown as it is


def _archived(held: Held | None) -> CartView:
    kept = pieces(held.lines) if held is not None else 0
    return shown(None).model_copy(update={"is_archived": True, "archived_quantity": kept})


def compare(held: Held, now: Today) -> Checked:
    found = findings(held.lines, now.offers, now.levels, process_settings().currency, now.out_of_reach)
    lines = corrected(held.lines, found, now.offers)
    return Checked(held, tuple(lines), [told_change(finding) for finding in found])


def keep(checked: Checked) -> Held:
    """Writes down what the comparison found, and the notes of it. Raises Raced when the cart is another by now."""
    held = checked.held
    if checked.changes:
        with changes("cart"):
            noted = write_corrections(checked)
        return checked.after.with_(version=held.version + 1, **noted)
    for before, after in zip(held.lines, checked.lines, strict=True):
        if before.facts != after.facts:
            CartLine.objects.filter(item_id=after.item_id).update(facts=after.facts)
    return checked.after


def write_corrections(checked: Checked) -> dict[str, Any]:
    """Inside a change. Raises Raced unless the cart is still as it was compared."""
    held = checked.held
    noted = holding.noted(held, checked.changes)
    rows = Cart.objects.filter(cart_id=held.cart_id, version=held.version)
    if not rows.update(version=F("version") + 1, is_told=False, **noted):
        raise Raced
    kept = {line.item_id: line for line in checked.lines}
    gone = [line.item_id for line in held.lines if line.item_id not in kept]
    if gone:
        CartLine.objects.filter(item_id__in=gone).delete()
    for before in held.lines:
        after = kept.get(before.item_id)
        if after is not None and after != before:
            CartLine.objects.filter(item_id=after.item_id).update(
                quantity=after.quantity, unit_price=after.unit_price, facts=after.facts
            )
    return noted
