"""Reconciliation: attempts whose end nobody told us are asked for, and shoppers who come back are not kept waiting."""

from __future__ import annotations

from dataclasses import replace

from souk.contracts.payments.calls import PaymentNotFound
from souk.kernel import clock
from souk.kernel.telemetry.logs import log
from souk.services.payments.models import Attempt
from souk.services.payments.ports import provider_named
from souk.services.payments.settings import settings
from souk.services.payments.use_cases.attempts import close, how_it_stands_at_provider
from souk.services.payments.use_cases.recording import record
from souk.vocabulary.problems import Problem, Unavailable

_log = log(__name__)

NO_ANSWER = "The payment provider did not answer. Please try again."


def reconcile(limit: int = 50) -> int:
    """Asks the provider about attempts that are due; returns how many were asked about."""
    due = Attempt.objects.filter(due_at__lte=clock.now()).order_by("due_at").select_related("payment")[:limit]
    for attempt in due:
        try:
            _reconcile_one(attempt)
        except Problem as problem:
            _log.error("reconciliation_failed", attempt_id=attempt.attempt_id, why=repr(problem))
            _later(attempt)
    return len(due)


def come_back(attempt_id: str) -> str:
    """A shopper returns from the provider's page: finds out how it went; answers the path to lead them to.

    The webhook may have been quicker or may be slower; both write the same thing once. Raises PaymentNotFound.
    """
    attempt = Attempt.objects.select_related("payment").filter(pk=attempt_id).first()
    if attempt is None:
        raise PaymentNotFound()
    how_it_stands_at_provider(attempt)
    return str(attempt.payment.return_url)


def _reconcile_one(attempt: Attempt) -> None:
    if attempt.payment.called_off_at is not None or attempt.payment.captured:
        close(attempt)
    elif attempt.status == "asking":
        _ask_or_give_up(attempt)
    else:
        how_it_stands_at_provider(attempt)
    still = Attempt.objects.filter(pk=attempt.pk, due_at__lte=clock.now()).first()
    if still is not None:  # the provider could not be reached
        _later(still)


def _ask_or_give_up(attempt: Attempt) -> None:
    """Nobody waits for the answer any more: money is not asked for again, only what came of asking."""
    provider, seconds = provider_named(attempt.provider), settings().deadline_seconds
    try:
        outcome = provider.status(idempotency_key=attempt.attempt_id, deadline_seconds=seconds)
        is_old = (clock.now() - attempt.created_at).total_seconds() > settings().give_up_seconds
        if outcome is None and is_old:
            outcome = provider.cancel(idempotency_key=attempt.attempt_id, deadline_seconds=seconds)
            if outcome.status == "failed":
                outcome = replace(outcome, failure=NO_ANSWER)
    except Unavailable:
        return
    if outcome is not None:
        record(attempt, outcome)


def _later(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk, due_at__isnull=False).update(
        due_at=clock.in_seconds(settings().ask_again_seconds), tries=attempt.tries + 1
    )
