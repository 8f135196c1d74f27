"""The sandbox: a little payment provider with a memory of its own, whose test cards do everything that real ones do.

It answers as a provider elsewhere would: it knows our keys and its own tables, and nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from souk.contracts.payments.calls import PaymentMethod
from souk.kernel import clock
from souk.kernel.data.rows import find_one, insert
from souk.kernel.ids import new_id
from souk.services.payments.adapters import sandbox_post, sandbox_views
from souk.services.payments.models import SandboxCharge, SandboxRefund
from souk.services.payments.ports import HostedCharge, NoSuchSession, Notice, Outcome, SignedWebhook
from souk.services.payments.rules.cards import CARDS, Card, brand_of, card_of_number, card_of_token
from souk.services.payments.settings import settings
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, Unavailable

DECLINED = "The card was declined."
NOT_CONFIRMED = "The payment was not confirmed."
UNKNOWN_TOKEN = "The payment method is not known to the provider."
UNKNOWN_CARD = "The sandbox takes only its own test cards."


class Sandbox:
    """Implements the ports `Provider` and `Till`."""

    name = "sandbox"

    def method(self) -> PaymentMethod:
        return PaymentMethod(
            provider=self.name,
            label="Sandbox card",
            description="Test cards; no money moves.",
            tokens={card.token: card.says for card in CARDS},
            cards={card.number: card.says for card in CARDS},
        )

    # -- the port Provider --------------------------------------------------------------------------------------------

    def create_session(
        self,
        *,
        idempotency_key: str,
        amount: Money,
        description: str,
        return_url: str,
        deadline_seconds: float,
    ) -> Outcome:
        charge = _find(idempotency_key)
        if charge is None:
            charge = _keep(
                _new(idempotency_key, amount, description, return_url, status="open", is_session=True)
            )
        return sandbox_views.outcome_of(_same(charge, amount))

    def charge(
        self,
        *,
        idempotency_key: str,
        amount: Money,
        method_token: str,
        description: str,
        return_url: str,
        deadline_seconds: float,
    ) -> Outcome:
        charge = _find(idempotency_key)
        if charge is not None:
            return sandbox_views.outcome_of(_same(charge, amount))
        charge = _new(
            idempotency_key, amount, description, return_url, status="failed", failure=UNKNOWN_TOKEN
        )
        card = card_of_token(method_token)
        if card is None:
            return sandbox_views.outcome_of(_keep(charge))
        _use(charge, card)
        if card.behaviour in ("success", "declined", "confirm"):  # answered at once: there is nothing to post
            return sandbox_views.outcome_of(_keep(charge))
        charge = _keep(charge, card)
        if card.behaviour == "timeout":
            raise Unavailable("The provider did not answer in time.")
        return sandbox_views.outcome_of(charge)

    def status(self, *, idempotency_key: str, deadline_seconds: float) -> Outcome | None:
        charge = _find(idempotency_key)
        return None if charge is None else sandbox_views.outcome_of(charge)

    def cancel(self, *, idempotency_key: str, deadline_seconds: float) -> Outcome:
        charge = _find(idempotency_key)
        if charge is None:
            charge = _keep(_new(idempotency_key, Money.zero(), "", "", status="cancelled"))
        stoppable = SandboxCharge.objects.filter(pk=charge.pk, status__in=("open", "confirming", "failed"))
        stoppable.update(status="cancelled")
        charge.refresh_from_db()
        return sandbox_views.outcome_of(charge)

    def refund(self, *, idempotency_key: str, charge_key: str, amount: Money, deadline_seconds: float) -> str:
        before = SandboxRefund.objects.filter(key=idempotency_key).first()
        if before is not None:
            return before.refund_id
        charge = _find(charge_key)
        if charge is None or charge.status != "captured":
            raise Conflict("There is nothing to give back.")
        with transaction.atomic(using="payments"):
            list(SandboxCharge.objects.select_for_update().filter(pk=charge.pk))  # one refund of it at a time
            before = SandboxRefund.objects.filter(key=idempotency_key).first()
            if before is not None:  # asked twice in the same instant
                return before.refund_id
            enough = SandboxCharge.objects.filter(pk=charge.pk, refunded__lte=F("amount") - amount.minor)
            if not enough.update(refunded=F("refunded") + amount.minor):
                raise Conflict("That is more than was taken.")
            return SandboxRefund.objects.create(
                refund_id=new_id("sbr"), key=idempotency_key, charge=charge, amount=amount.minor, created_at=clock.now()
            ).refund_id  # fmt: skip

    def parse_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        return sandbox_post.read(headers, body)

    # -- the port Till ------------------------------------------------------------------------------------------------

    def show(self, charge_id: str) -> HostedCharge:
        return sandbox_views.hosted_view(_hosted(charge_id))

    def pay(self, charge_id: str, card_number: str) -> HostedCharge:
        charge = _hosted(charge_id)
        if not sandbox_views.is_payable(charge):
            return sandbox_views.hosted_view(charge)
        card = card_of_number(card_number)
        _use(charge, card)
        charge.brand, charge.last4 = brand_of(card_number), card_number[-4:]
        fields = {name: getattr(charge, name) for name in ("status", "failure", "brand", "last4", "due_at")}
        with transaction.atomic(using="payments"):
            # One of two cards tried at the same moment is too late: the page shows what the other one did.
            if SandboxCharge.objects.filter(pk=charge.pk, status__in=("open", "failed")).update(**fields):
                sandbox_post.schedule(charge, card)
        is_unanswered = card is not None and card.behaviour == "timeout"
        return sandbox_views.hosted_view(_hosted(charge_id), is_unanswered=is_unanswered)

    def confirm(self, charge_id: str, *, approved: bool) -> HostedCharge:
        charge = _hosted(charge_id)
        charge.status, charge.failure = ("captured", "") if approved else ("failed", NOT_CONFIRMED)
        with transaction.atomic(using="payments"):
            waiting = SandboxCharge.objects.filter(
                pk=charge.pk, status="confirming", expires_at__gt=clock.now()
            )
            if waiting.update(status=charge.status, failure=charge.failure):
                sandbox_post.schedule(charge, None)
        return sandbox_views.hosted_view(_hosted(charge_id))

    def due_webhooks(self, limit: int, *, hurry: bool = False) -> list[SignedWebhook]:
        return sandbox_post.due(limit, hurry=hurry)

    def webhook_taken(self, webhook: SignedWebhook) -> None:
        sandbox_post.taken(webhook)

    def webhook_not_taken(self, webhook: SignedWebhook) -> None:
        sandbox_post.not_taken(webhook)


def _new(
    key: str,
    amount: Money,
    description: str,
    return_url: str,
    *,
    status: str,
    failure: str = "",
    is_session: bool = False,
) -> SandboxCharge:
    return SandboxCharge(
        charge_id=new_id("sbx"), key=key, is_session=is_session, amount=amount.minor, currency=amount.currency,
        status=status, failure=failure, description=description[:80], return_url=return_url, created_at=clock.now(),
        expires_at=clock.in_seconds(settings().sandbox_session_seconds),
    )  # fmt: skip


def _use(charge: SandboxCharge, card: Card | None) -> None:
    """What the card makes of the charge; not yet written."""
    charge.failure, charge.due_at = "", None
    if card is None:
        charge.status, charge.failure = "failed", UNKNOWN_CARD
        return
    charge.brand, charge.last4 = brand_of(card.number), card.number[-4:]
    if card.behaviour == "declined":
        charge.status, charge.failure = "failed", DECLINED
    elif card.behaviour == "confirm":
        charge.status = "confirming"
    elif card.behaviour == "late":
        charge.status, charge.due_at = "processing", clock.in_seconds(settings().sandbox_late_seconds)
    else:
        charge.status = "captured"


def _keep(charge: SandboxCharge, card: Card | None = None) -> SandboxCharge:
    """Writes a new charge and what has to be told about it, or finds the one that the same key made in the same instant."""
    try:
        if card is None:  # one row needs no transaction around it
            insert(charge)
            return charge
        with transaction.atomic(using="payments"):
            insert(charge)
            sandbox_post.schedule(charge, card)
    except IntegrityError:
        return SandboxCharge.objects.get(key=charge.key)
    return charge


def _find(key: str) -> SandboxCharge | None:
    """By our key; a card that answers late has answered once its time has come."""
    return _ripened(find_one(SandboxCharge, where={"key": key}))


def _hosted(charge_id: str) -> SandboxCharge:
    """Raises NoSuchSession."""
    payable = Q(is_session=True) | ~Q(status="cancelled")
    charge = _ripened(SandboxCharge.objects.filter(payable, charge_id=charge_id).first())
    if charge is None:
        raise NoSuchSession()
    return charge


def _ripened(charge: SandboxCharge | None) -> SandboxCharge | None:
    if (
        charge is not None
        and charge.status == "processing"
        and charge.due_at
        and charge.due_at <= clock.now()
    ):
        SandboxCharge.objects.filter(pk=charge.pk, status="processing").update(status="captured")
        charge.status = "captured"
    return charge


def _same(charge: SandboxCharge, amount: Money) -> SandboxCharge:
    if charge.status != "cancelled" and (charge.amount, charge.currency) != (amount.minor, amount.currency):
        raise Conflict("This key was used with another amount.")
    return charge
