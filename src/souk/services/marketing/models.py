"""Tables of marketing. Amounts are minor units."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Coupon(models.Model):
    """`used` counts the redemptions that were not given back."""

    code = models.CharField(max_length=32, primary_key=True)
    description = models.CharField(max_length=200)
    percent = models.IntegerField(null=True)
    amount_off = models.BigIntegerField(null=True)
    minimum_subtotal = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    usage_limit = models.IntegerField(null=True)
    per_customer_limit = models.IntegerField(null=True)
    used = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "marketing"
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=False, amount_off=None)
                | Q(percent=None, amount_off__isnull=False),
                name="coupon_percent_or_amount",
            ),
            models.CheckConstraint(condition=Q(used__gte=0), name="coupon_used_not_negative"),
            models.CheckConstraint(
                condition=Q(usage_limit=None) | Q(used__lte=F("usage_limit")),
                name="coupon_never_used_beyond_its_limit",
            ),
        ]


class Redemption(models.Model):
    """One use under its key; or the tombstone of one that was given back, perhaps before it came."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    code = models.CharField(max_length=32)
    customer = models.CharField(max_length=254)
    description = models.CharField(max_length=200)
    discount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_given_back = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        app_label = "marketing"
        indexes = [models.Index(fields=["code", "customer"], name="redemptions_of_customer")]


class SavedKey(models.Model):
    """A save_coupon that was done: one that arrives again, late, must not bring old terms back."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "marketing"


class Subscriber(models.Model):
    """`email` is lower case. `letter_at`: when a confirmation letter was last asked for."""

    subscriber_id = models.CharField(max_length=40, primary_key=True)
    email = models.CharField(max_length=254, unique=True)
    user_id = models.CharField(max_length=40, null=True, db_index=True)
    status = models.CharField(max_length=10)  # pending, confirmed, ended
    source = models.CharField(max_length=10)
    letter_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "marketing"


class SubscriberToken(models.Model):
    """The SHA-256 of a token that a letter carried. `confirm` ones are good once and for a while, `end` ones always."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=10)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "marketing"
