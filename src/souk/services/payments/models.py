"""Tables of payments. Amounts are minor units; what must never be is forbidden by constraints where a database can."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Payment(models.Model):
    """Money for one order under one key. A row without an order is a tombstone: called off before it was asked for.

    `captured` is 0 or `amount`; `refunded` is what was promised back of it. Surplus captures are not counted here.
    """

    payment_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=255, unique=True)
    order_id = models.CharField(max_length=40, db_index=True)
    order_number = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    return_url = models.CharField(max_length=500)
    status = models.CharField(max_length=20)
    captured = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    latest_attempt = models.CharField(max_length=40, default="")
    kept_attempt = models.CharField(max_length=40, default="")  # the one whose capture counts
    action_url = models.CharField(max_length=500, default="")
    failure = models.CharField(max_length=200, default="")
    method_label = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField()
    captured_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(captured=0) | Q(captured=F("amount")), name="payment_captured_once"
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("captured")), name="payment_refund_not_more"
            ),
        ]
        indexes = [
            models.Index(fields=["order_number", "payment_id"], name="payments_of_number"),
            models.Index(fields=["status", "payment_id"], name="payments_by_status"),
        ]


class Attempt(models.Model):
    """One try at the money. Its id is the idempotency key that the provider knows it by.

    `asking` means that the provider's answer is not written yet: it may be on its way, lost, or never have been asked for.
    `due_at`: when to ask the provider how it stands; none once that can no longer change.
    """

    attempt_id = models.CharField(max_length=40, primary_key=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="attempts")
    asked_key = models.CharField(max_length=255, unique=True)
    provider = models.CharField(max_length=20)
    method_token = models.CharField(max_length=80, default="")  # empty: the provider's hosted page
    reference = models.CharField(max_length=80, default="")
    status = models.CharField(max_length=20)  # asking, pending, requires_action, captured, failed
    action_url = models.CharField(max_length=500, default="")
    failure = models.CharField(max_length=200, default="")
    method_label = models.CharField(max_length=80, default="")
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    created_at = models.DateTimeField()
    captured_at = models.DateTimeField(null=True)


class Refund(models.Model):
    """Money promised back (`owed`), then given back (`done`). Its id is the idempotency key that the provider knows it by."""

    refund_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=255, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="refunds")
    kind = models.CharField(max_length=12)  # asked, called_off, too_late, surplus
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=500, default="")
    status = models.CharField(max_length=8)
    reference = models.CharField(max_length=80, default="")
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something")]


class LedgerLine(models.Model):
    """One side of an entry: debits are positive, credits negative, and the lines of an entry sum to zero.

    An entry is named after what caused it, so that nothing can be written down twice.
    """

    id = models.BigAutoField(primary_key=True)
    entry = models.CharField(max_length=60)
    account = models.CharField(max_length=24)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="ledger")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "account"], name="ledger_entry_once")]
        indexes = [models.Index(fields=["at", "id"], name="ledger_by_time")]


class ReceivedWebhook(models.Model):
    """A webhook that took effect, so that the same one does so once."""

    webhook_id = models.CharField(max_length=100, primary_key=True)  # provider:id
    received_at = models.DateTimeField(db_index=True)


class SandboxCharge(models.Model):
    """The sandbox provider's own memory of a charge or of a payment page. Reached only through the port."""

    charge_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    is_session = models.BooleanField(default=False)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    refunded = models.BigIntegerField(default=0)
    status = models.CharField(max_length=12)  # open, confirming, processing, captured, failed, cancelled
    failure = models.CharField(max_length=200, default="")
    brand = models.CharField(max_length=20, default="")
    last4 = models.CharField(max_length=4, default="")
    description = models.CharField(max_length=80, default="")
    return_url = models.CharField(max_length=500, default="")
    due_at = models.DateTimeField(null=True)  # when a card that answers late has answered
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "sandbox_charge"
        constraints = [
            models.CheckConstraint(condition=Q(refunded__lte=F("amount")), name="sandbox_refund_not_more")
        ]


class SandboxRefund(models.Model):
    """The sandbox provider's own memory of a refund."""

    refund_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    charge = models.ForeignKey(SandboxCharge, models.PROTECT)
    amount = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "sandbox_refund"


class SandboxWebhook(models.Model):
    """A webhook that the sandbox provider has to post, or has posted."""

    id = models.BigAutoField(primary_key=True)
    webhook_id = models.CharField(
        max_length=60
    )  # not unique: a card that answers twice sends the same one again
    charge = models.ForeignKey(SandboxCharge, models.PROTECT)
    body = models.TextField()
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)  # none once it was taken, or given up

    class Meta:
        db_table = "sandbox_webhook"
