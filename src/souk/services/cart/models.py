"""Tables of cart. Amounts are minor units."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Cart(models.Model):
    """A user's, or that of the guest whose token has this SHA-256. A merged one stays for a while as a signpost."""

    cart_id = models.CharField(max_length=40, primary_key=True)
    user_id = models.CharField(max_length=40, null=True, unique=True)  # one live cart per user
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    merged_into = models.CharField(max_length=40, null=True)
    version = models.IntegerField(default=1)
    coupon_code = models.CharField(max_length=40, default="")
    coupon_description = models.CharField(max_length=400, default="")
    coupon_discount = models.BigIntegerField(default=0)  # as last shown
    membership = models.CharField(max_length=2000, default="", db_default="")  # as last shown, as JSON
    notes = models.TextField(default="")  # corrections not yet answered by the shopper, as JSON
    noted_at = models.DateTimeField(null=True)
    notes_shown_at = models.DateTimeField(null=True)  # when an answer after the one that found them had them
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    abandoned_at = models.DateTimeField(null=True)
    is_told = models.BooleanField(default=False)  # whether cart.updated was said of this version

    class Meta:
        app_label = "cart"
        constraints = [
            models.CheckConstraint(
                condition=Q(user_id=None, token_hash__isnull=False)
                | Q(user_id__isnull=False, token_hash=None),
                name="cart_has_one_holder",
            ),
            models.CheckConstraint(condition=Q(coupon_discount__gte=0), name="cart_discount_not_negative"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="cart_expiry"),
            models.Index(fields=["updated_at"], condition=Q(is_told=False), name="cart_untold"),
        ]


class CartLine(models.Model):
    """`unit_price` is what the shopper last saw; `facts` what is shown of the variation while products does not answer."""

    item_id = models.CharField(max_length=40, primary_key=True)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variation_id = models.CharField(max_length=60)
    quantity = models.IntegerField()
    unit_price = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    facts = models.TextField()

    class Meta:
        app_label = "cart"
        constraints = [
            models.UniqueConstraint(fields=["cart", "variation_id"], name="one_line_per_variation"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=99), name="line_quantity_in_range"
            ),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="line_price_not_negative"),
        ]


class RemovedItem(models.Model):
    """A line its shopper removed, so that removing it again is no error."""

    item_id = models.CharField(max_length=40, primary_key=True)
    cart_id = models.CharField(max_length=40)
    removed_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "cart"


class OwnedShop(models.Model):
    """A shop whose owner does not shop with that account while it is open. One that closed stays closed."""

    shop_id = models.CharField(max_length=40, primary_key=True)
    user_id = models.CharField(max_length=40)
    is_open = models.BooleanField(default=True)

    class Meta:
        app_label = "cart"
        indexes = [models.Index(fields=["user_id", "is_open"], name="shops_of_user")]


class PutIn(models.Model):
    """What was put into a cart under a key, so that asking again puts in no more of it. `key_hash` is of cart and key."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    put_in_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "cart"


class TakenOut(models.Model):
    """That something left a cart for the order of this key, so that asking again takes no more."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    taken_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "cart"


class CheckoutAnswer(models.Model):
    """What a checkout was answered under its key: a frozen cart, or the problem that turned it away."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    cart_id = models.CharField(max_length=40, db_index=True)
    is_refusal = models.BooleanField()
    answer = models.TextField()
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "cart"
