"""Moving: how a record goes to the store of its customer's new kind, which may be another database.

    mark it → copy it → read it from there → remove the old one

While it is marked nobody writes into it; it is read where it was until the copy is complete. Each step done twice is done once,
so it may die anywhere. Who was erased meanwhile is removed everywhere by the last step.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from souk.kernel.data.database import Change, changes
from souk.kernel.work.stories import Step, Story
from souk.services.customers.models import Customer
from souk.services.customers.use_cases import moves
from souk.vocabulary.ids import Key


class Moving(BaseModel):
    """`to`: the store; empty for who was erased: then there is only something to remove."""

    model_config = ConfigDict(frozen=True)

    customer_id: str
    to: str


def mark_record(m: Moving, key: Key, change: Change) -> Moving:
    """An empty `to` skips the rest up to the clearing."""
    return m if m.to and moves.mark(m.customer_id, m.to) else m.model_copy(update={"to": ""})


def copy_record(m: Moving, key: Key) -> Moving:
    moves.copy(m.customer_id, m.to)
    return m


def switch_home(m: Moving, key: Key, change: Change) -> Moving:
    moves.switch(m.customer_id, m.to)
    return m


def clear_old(m: Moving, key: Key) -> Moving:
    moves.clear(m.customer_id)
    return m


moving = Story(
    "moving",
    house="customers",
    state=Moving,
    called=lambda m: f"The record of {m.customer_id}",
    steps=[
        Step(mark_record, local=True, pivot=True),
        Step(copy_record, when=lambda m: bool(m.to)),
        Step(switch_home, local=True, when=lambda m: bool(m.to)),
        Step(clear_old),
    ],
)


def follow(customer_id: str | None) -> None:
    """Plans the move of a record that is not where it belongs (any more). May be called inside a change; planned twice it moves once."""
    customer = Customer.objects.filter(customer_id=customer_id).first() if customer_id else None
    if customer is None or customer.joined_to is not None:
        return
    to = moves.wanted(customer)
    if to != customer.home:
        story = f"{customer.customer_id}:{customer.moves}:{to or 'gone'}"
        moving.plan(story, Moving(customer_id=customer.customer_id, to=to))


def follow_all() -> None:
    """Whoever was left behind: of a plan that was dropped, or after a tier changed twice in a moment."""
    for customer_id in moves.due():
        with changes("customers"):
            follow(customer_id)
