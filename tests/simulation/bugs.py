"""Bugs, planted: each a plausible wrong version of something the kernel or a house does right. The simulation must find them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from souk.kernel import clock
from souk.kernel.data import database
from souk.kernel.data.connections import told_when_it_fails
from souk.kernel.data.rows import insert, update
from souk.kernel.events import inbox, relay
from souk.kernel.events.transport import Said
from souk.kernel.ids import new_id
from souk.kernel.models import InboxEvent, OutboxEvent, StoryRow
from souk.kernel.web import idempotency as kernel_idempotency
from souk.kernel.work import stories
from souk.services.cart.use_cases import checking_out
from souk.services.inventory.models import Reservation, StockItem
from souk.services.inventory.use_cases import counting, reservations
from souk.services.marketing.models import Coupon
from souk.services.marketing.use_cases import redeeming
from souk.services.orders.rules import states
from souk.services.orders.stories import checkout as checkout_story
from souk.services.orders.stories import placing
from souk.services.orders.use_cases import tracking
from souk.services.payments.models import Attempt, Payment
from souk.services.payments.use_cases import bookkeeping, calling_off, recording, refunds

Bug = Callable[[], Any]
BUGS: dict[str, Bug] = {}

#: The seed that is known to find a bug, to be tried first. It changes with whatever changes a history; then another one does.
FOUND_BY = {
    "events_sent_before_the_commit": 16,
    "refund_without_key": 1,
    "webhook_believed_twice": 1,
    "idempotency_key_ignored": 1,
    "walking_back_starts_one_step_too_early": 1,
    "reservation_not_released": 4,
    "inbox_skipped": 3,
    "events_sent_after_the_commit": 5,
    "delivered_is_written_before_delivering": 7,
    "inbox_written_before_the_effect": 9,
}


def bug(plant: Callable[[Callable[[Any, str, Any], None]], None]) -> Callable[[Any], None]:
    """`plant(put)` puts wrong versions in place; they are taken out again when the run is over."""

    @contextmanager
    def planted() -> Iterator[None]:
        with ExitStack() as stack:

            def put(owner: Any, name: str, wrong: Any) -> None:
                stack.callback(setattr, owner, name, getattr(owner, name))
                setattr(owner, name, wrong)

            plant(put)
            yield

    BUGS[plant.__name__] = planted
    return plant


@bug
def events_sent_after_the_commit(put: Any) -> None:
    """The outbox is skipped: what was said is handed over from memory once the transaction is committed."""

    def flush(self: Any) -> None:
        for row in self._said:
            envelope = inbox.Envelope(row.envelope)
            transaction.on_commit(lambda e=envelope: _hand_over(e), using=self.house)
        self._said = []

    put(database.Change, "flush", flush)


@bug
def events_sent_before_the_commit(put: Any) -> None:
    """Said aloud in a transaction of its own, while the one that makes it true may still roll back."""
    aside: list[Any] = []

    def flush(self: Any) -> None:
        aside.extend((self.house, row) for row in self._said)
        self._said = []

    def atomic_exit(house: str) -> None:
        mine = [row for at, row in aside if at == house]
        aside[:] = [(at, row) for at, row in aside if at != house]
        if mine:
            insert(*mine, house=house)
            database.announce()

    @contextmanager
    def wrong_changes(house: str) -> Iterator[Any]:
        try:
            joins = database._really_open(database.connections[house])
            with told_when_it_fails(), transaction.atomic(using=house, savepoint=not joins):
                change = database.Change(house)
                try:
                    yield change
                finally:
                    change.flush()
        finally:
            if not database._really_open(database.connections[house]):
                atomic_exit(house)

    put(database.Change, "flush", flush)
    for module in _modules_with("changes", database.changes):
        put(module, "changes", wrong_changes)


@bug
def delivered_is_written_before_delivering(put: Any) -> None:
    right = relay.deliver_once

    def wrong(house: str, by: Any = None) -> int:
        rows = list(OutboxEvent.objects.using(house).filter(delivered_at=None).order_by("id")[: relay.BATCH])
        if not rows:
            return 0
        update(
            OutboxEvent,
            where={"id": [row.id for row in rows]},
            values={"delivered_at": clock.now()},
            house=house,
        )
        by.publish(house, [Said(row.event_id, row.type, row.subject, row.envelope) for row in rows])
        return len(rows)

    for module in _modules_with("deliver_once", right):
        put(module, "deliver_once", wrong)


@bug
def inbox_skipped(put: Any) -> None:
    """What is heard is written down, but nobody looks before hearing it again."""

    def remember(house: str, envelopes: list[Any]) -> None:
        rows = [InboxEvent(event_id=e.event_id, type=e.type, handled_at=clock.now()) for e in envelopes]
        InboxEvent.objects.using(house).bulk_create(rows, ignore_conflicts=True)

    put(inbox, "_not_heard_yet", lambda house, envelopes: list(envelopes))
    put(inbox, "_remember", remember)


@bug
def inbox_written_before_the_effect(put: Any) -> None:
    """Remembered in a transaction of its own, so that who dies after it never hears the event."""

    def wrong(house: str, envelopes: list[Any]) -> None:
        with transaction.atomic(using=house):
            fresh = inbox._not_heard_yet(house, envelopes)
            rows = [InboxEvent(event_id=e.event_id, type=e.type, handled_at=clock.now()) for e in fresh]
            insert(*rows, house=house)
        for envelope in fresh:
            if (error := inbox._handle(house, envelope)) is not None:
                inbox._hold(house, envelope, error, attempts=1)

    for module in _modules_with("receive", inbox.receive):
        put(module, "receive", wrong)


@bug
def stock_by_read_then_write(put: Any) -> None:
    """What is reserved is read first and written as a number afterwards."""
    right = counting.hold
    seen: dict[str, dict[str, int]] = {}

    def hold(change: Any, key: str, wanted: dict[str, int]) -> None:
        right(change, key, wanted)
        for variation_id, quantity in wanted.items():
            StockItem.objects.filter(variation_id=variation_id).update(
                reserved=seen[key][variation_id] + quantity
            )

    reserve = reservations.reserve

    def look_first(key: str, lines: list[Any], hold_seconds: int) -> Any:
        wanted = StockItem.objects.filter(variation_id__in=[line.variation_id for line in lines])
        seen[key] = dict(wanted.values_list("variation_id", "reserved"))
        return reserve(key, lines, hold_seconds)

    put(reservations, "hold", hold)
    put(reservations, "reserve", look_first)


@bug
def reservation_not_released(put: Any) -> None:
    put(checkout_story, "release_stock", lambda c, key: None)
    _undo_with(put, "reserve_stock", lambda c, key: None)


@bug
def release_without_tombstone(put: Any) -> None:
    right = reservations._release

    def wrong(key: str) -> None:
        if Reservation.objects.filter(key=key).exists():
            right(key)

    put(reservations, "_release", wrong)


@bug
def call_off_without_tombstone(put: Any) -> None:
    right = calling_off._mark

    def wrong(key: str) -> Any:
        return right(key) if Payment.objects.filter(key=key).exists() else None

    put(calling_off, "_mark", wrong)


@bug
def refund_without_key(put: Any) -> None:
    """Every try asks the provider under another key."""
    right = refunds.provider_named

    class Forgetful:
        def __init__(self, provider: Any) -> None:
            self._provider = provider

        def refund(self, *, idempotency_key: str, **rest: Any) -> str:
            return str(self._provider.refund(idempotency_key=new_id("ref"), **rest))

    put(refunds, "provider_named", lambda name: Forgetful(right(name)))


@bug
def webhook_believed_twice(put: Any) -> None:
    """Neither the webhook's id nor the attempt's state is looked at: every capture that is told is another capture."""

    def capture(change: Any, attempt: Any, outcome: Any) -> None:
        payment, now = attempt.payment, clock.now()
        Attempt.objects.filter(pk=attempt.pk).update(
            status="captured", reference=outcome.reference, captured_at=now, due_at=None
        )
        payment.captured, payment.status, payment.captured_at = payment.amount, "captured", now
        payment.kept_attempt = attempt.attempt_id
        payment.save()
        entry = bookkeeping.entry("capture", new_id("att"), payment, payment.amount)
        bookkeeping.write(entry)
        change.say(recording.PaymentSucceeded(**recording.about(payment)))

    put(recording, "_heard_first", lambda webhook_id: True)
    put(recording, "_capture", capture)


@bug
def story_resumed_without_lease(put: Any) -> None:
    def lease(self: Any, story_id: str, worker: str) -> bool:
        rows = self._rows().filter(story_id=story_id, direction__in=["forward", "waiting", "back"])
        return bool(rows.update(lease_by=worker))

    def write(self: Any, row: Any, worker: str, values: dict[str, Any]) -> None:
        update(StoryRow, where={"story_id": row.story_id}, values=values, house=self.house)

    put(stories.Story, "_lease", lease)
    put(stories.Story, "_compare_and_set", write)


@bug
def idempotency_key_ignored(put: Any) -> None:
    put(kernel_idempotency, "_begin", lambda house, key, fingerprint: None)
    put(placing, "_checkout_key", lambda key, buyer: new_id("key"))


@bug
def walking_back_starts_one_step_too_early(put: Any) -> None:
    """The step in hand was refused, so it is taken not to have happened."""
    right = stories.Story._turn

    def turn(self: Any, row: Any, worker: str, problem: Any) -> None:
        right(self, row, worker, problem)
        if row.position:
            self._write(row, worker, position=row.position - 1)

    put(stories.Story, "_turn", turn)


@bug
def late_news_moves_a_cancelled_order(put: Any) -> None:
    right = tracking.find_one

    def find(model: Any, *, where: Any, house: str = "") -> Any:
        order = right(model, where=where, house=house)
        if order is not None and order.status == "cancelled":
            order.status = "confirmed"
        return order

    put(tracking, "find_one", find)
    put(states, "_ITEM_RANK", {**states._ITEM_RANK, "cancelled": 0})


@bug
def coupon_counted_by_read_then_write(put: Any) -> None:
    """Read before the transaction, written as a number in it."""
    right = redeeming.redeem

    def wrong(key: str, code: str, subtotal: Any, customer: str) -> Any:
        before = Coupon.objects.filter(code=code).values_list("used", flat=True).first()
        told = right(key, code, subtotal, customer)
        Coupon.objects.filter(code=code).update(used=(before or 0) + 1)
        return told

    put(redeeming, "redeem", wrong)


@bug
def stock_not_kept_when_paid(put: Any) -> None:
    _do_with(put, "keep_stock", lambda c, key: c)


@bug
def silence_of_the_provider_is_a_no(put: Any) -> None:
    """An answer that did not come is taken for a refusal: the payment has failed, and nobody asks again."""
    from souk.services.payments.use_cases import attempts

    right = attempts._ask

    def ask(attempt: Any) -> Any:
        payment = right(attempt)
        if Attempt.objects.filter(pk=attempt.pk, status="asking").update(status="failed", due_at=None):
            Payment.objects.filter(pk=payment.pk).update(status="failed", failure="No answer.")
            payment.refresh_from_db()
        return payment

    put(attempts, "_ask", ask)
    put(
        recording,
        "MAY_COME_FROM",
        {**recording.MAY_COME_FROM, "captured": ("asking", "pending", "requires_action")},
    )


@bug
def price_of_the_day_instead_of_the_one_shown(put: Any) -> None:
    """The checkout takes today's prices without telling."""
    right = checking_out._freeze

    def freeze(held: Any) -> Any:
        frozen = right(held)
        return checking_out.Frozen(frozen.checked, frozen.after, None) if frozen.after.lines else frozen

    put(checking_out, "_freeze", freeze)


def _hand_over(envelope: inbox.Envelope) -> None:
    for listener in inbox.listeners(envelope.type):
        try:
            inbox.receive(listener, [envelope])
        except IntegrityError:
            pass


def _modules_with(name: str, thing: Any) -> list[Any]:
    import sys

    return [
        module
        for path, module in sorted(sys.modules.items())
        if path.startswith(("souk.", "tests.simulation")) and getattr(module, name, None) is thing
    ]


def _do_with(put: Any, step: str, do: Any) -> None:
    _replace_step(put, step, do=do)


def _undo_with(put: Any, step: str, undo: Any) -> None:
    _replace_step(put, step, undo=undo)


def _replace_step(put: Any, name: str, **wrong: Any) -> None:
    """A step of the checkout with another function; it keeps its name, which its key is made of."""
    from dataclasses import replace

    story = checkout_story.checkout
    for function in wrong.values():
        function.__name__ = name
    put(story, "steps", [replace(step, **wrong) if step.name == name else step for step in story.steps])
