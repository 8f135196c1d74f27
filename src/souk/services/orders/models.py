"""Tables of orders. Amounts are minor units of the order's currency."""

from __future__ import annotations

from django.db import models

from souk.kernel.data.documents import DocumentField


class Order(models.Model):
    order_id = models.CharField(max_length=40, primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    checkout_key = models.CharField(max_length=128, unique=True)  # one order for one idempotency key
    cart_id = models.CharField(max_length=40)
    user_id = models.CharField(max_length=40, null=True)
    guest_id = models.CharField(
        max_length=40, null=True
    )  # the customer that a guest's token named; stays for ever
    email = models.CharField(max_length=254)
    email_key = models.CharField(max_length=254, default="", db_default="")  # as emails are compared
    status = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    address = DocumentField()
    shipping_method = models.CharField(max_length=40)
    shipping_label = models.CharField(max_length=120)
    note = models.CharField(max_length=500)
    subtotal = models.BigIntegerField()
    discount = models.BigIntegerField()
    coupon_code = models.CharField(max_length=40, null=True)
    member_tier = models.CharField(max_length=20, default="", db_default="")
    member_label = models.CharField(max_length=80, default="", db_default="")
    member_discount = models.BigIntegerField(default=0, db_default=0)  # a part of `discount`
    shipping_saved = models.BigIntegerField(default=0, db_default=0)
    points_spent = models.BigIntegerField(default=0, db_default=0)
    points_discount = models.BigIntegerField(default=0, db_default=0)  # a part of `discount`
    shipping = models.BigIntegerField()
    tax = models.BigIntegerField()
    tax_label = models.CharField(max_length=60)
    total = models.BigIntegerField()
    paid = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    payment_status = models.CharField(max_length=20, default="pending")
    payment_label = models.CharField(max_length=80, default="")
    payment_failure = models.CharField(max_length=200, default="")
    payment_url = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField()

    class Meta:
        app_label = "orders"
        indexes = [
            models.Index(fields=["user_id", "-created_at", "-order_id"], name="orders_of_user"),
            models.Index(fields=["guest_id", "-order_id"], name="orders_of_guest"),
            models.Index(fields=["email_key"], name="orders_of_email"),
            models.Index(fields=["created_at", "order_id"], name="orders_by_time"),
            models.Index(fields=["total", "order_id"], name="orders_by_total"),
            models.Index(fields=["status", "created_at", "order_id"], name="orders_of_status"),
            models.Index(fields=["payment_status", "created_at", "order_id"], name="orders_of_payment"),
            models.Index(fields=["status", "total", "order_id"], name="orders_of_status_by_total"),
            models.Index(fields=["payment_status", "total", "order_id"], name="orders_of_payment_by_total"),
            models.Index(fields=["email", "created_at", "order_id"], name="orders_to_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    total=models.F("subtotal") - models.F("discount") + models.F("shipping") + models.F("tax")
                ),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(refunded__lte=models.F("paid")), name="order_refund_within_paid"
            ),
        ]


class OrderItem(models.Model):
    item_id = models.CharField(max_length=40, primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
    position = models.IntegerField()
    shop_id = models.CharField(max_length=40)
    shop_name = models.CharField(max_length=120)
    product_id = models.CharField(max_length=40)
    product_slug = models.CharField(max_length=200)
    variation_id = models.CharField(max_length=40)
    sku = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    options = DocumentField()
    image_url = models.CharField(max_length=2000, null=True)
    quantity = models.IntegerField()
    unit_price = models.BigIntegerField()
    line_total = models.BigIntegerField()
    discount = models.BigIntegerField()
    tax = models.BigIntegerField()
    status = models.CharField(max_length=20, default="pending")
    refunded = models.BigIntegerField(default=0, db_default=0)  # because its shop could not send it
    part_of = models.CharField(max_length=40, default="", db_default="")  # the item it was taken from
    bought = models.IntegerField(null=True)  # how many units the line had, once it was divided

    class Meta:
        app_label = "orders"
        indexes = [
            models.Index(fields=["shop_id", "status"], name="items_of_shop"),
            models.Index(fields=["shop_id", "order"], name="orders_of_shop"),
        ]


class StatusChange(models.Model):
    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="history")
    status = models.CharField(max_length=20)
    detail = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        app_label = "orders"


class ClosedShop(models.Model):
    """A shop that has closed for good, as its event told."""

    shop_id = models.CharField(max_length=40, primary_key=True)
    heard_at = models.DateTimeField()

    class Meta:
        app_label = "orders"


class RefundAsked(models.Model):
    """A refund that staff asked payments for. `key_hash` is of the key it was asked with, `is_heard` whether the order has it in its books."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    order_id = models.CharField(max_length=40, db_index=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    is_heard = models.BooleanField(default=False)

    class Meta:
        app_label = "orders"


class OrderNote(models.Model):
    """What staff wrote on an order. `note_id` comes from the command's key: the same one is the same note."""

    note_id = models.CharField(max_length=64, primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes", db_index=False)
    author_id = models.CharField(max_length=40)
    text = models.CharField(max_length=1000)
    is_internal = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "orders"
        indexes = [models.Index(fields=["order", "-at"], name="notes_of_order")]
