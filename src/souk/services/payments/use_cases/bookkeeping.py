"""Bookkeeping: entries in the ledger, written in the transaction that made them true."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from souk.kernel import clock
from souk.kernel.data.rows import insert
from souk.kernel.telemetry import metrics
from souk.services.payments.models import LedgerLine, Payment
from souk.services.payments.rules.accounts import Movement, lines_of
from souk.vocabulary.money import Money


def entry(movement: Movement, cause_id: str, payment: Payment, minor: int) -> list[LedgerLine]:
    """The lines of an entry, not yet written. `cause_id`: the attempt or refund; each has one entry per movement."""
    return [
        LedgerLine(
            entry=f"{movement}:{cause_id}",
            account=account,
            payment_id=payment.payment_id,
            minor=signed,
            currency=payment.currency,
            at=clock.now(),
        )
        for account, signed in lines_of(movement, minor)
    ]


def write(*entries: list[LedgerLine]) -> None:
    """Call inside the transaction of the change that the entries describe."""
    insert(*(line for lines in entries for line in lines))
    for lines in entries:
        movement, _, _ = lines[0].entry.partition(":")
        money = Money.of(abs(lines[0].minor), lines[0].currency)
        transaction.on_commit(partial(metrics.moved, movement, money), using="payments")
