"""Tables of inventory. The database itself refuses a level below zero."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class StockItem(models.Model):
    """One variation over all warehouses. Free for sale = on hand − reserved."""

    variation_id = models.CharField(max_length=60, primary_key=True)
    sku = models.CharField(max_length=80, blank=True, default="", db_index=True)
    product_id = models.CharField(max_length=60, blank=True, default="")
    shop_id = models.CharField(max_length=60, blank=True, default="")
    product_revision = models.BigIntegerField(default=0)  # of the product event these facts came with
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    low_at = models.IntegerField(default=5)
    revision = models.BigIntegerField(default=1)  # grows with every change of the level
    retired_at = models.DateTimeField(null=True)  # the product was deleted: nothing more is sold of it
    title = models.CharField(max_length=200, blank=True, default="", db_default="")  # the product's
    sort_title = models.CharField(max_length=60, blank=True, default="", db_default="")  # as lists order it
    free = models.GeneratedField(
        expression=F("on_hand") - F("reserved"), output_field=models.IntegerField(), db_persist=True
    )  # worked out by the database, so that it can be sorted by

    class Meta:
        app_label = "inventory"
        indexes = [
            models.Index(fields=["sku", "variation_id"], name="stock_by_sku"),
            models.Index(fields=["sort_title", "variation_id"], name="stock_by_title"),
            models.Index(fields=["free", "variation_id"], name="stock_by_free"),
            models.Index(fields=["shop_id", "sku", "variation_id"], name="stock_of_shop_by_sku"),
            models.Index(fields=["product_id"], name="stock_of_product"),
            models.Index(
                fields=["shop_id", "free", "variation_id"],
                condition=Q(free__lte=F("low_at"), retired_at=None),
                name="stock_that_is_low",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("reserved")), name="stock_available_not_negative"
            ),
        ]

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class TitlePart(models.Model):
    """A product's title from one of its words on, as it is looked for: `scarf` and `wool scarf` of Wool scarf."""

    id = models.BigAutoField(primary_key=True)
    product_id = models.CharField(max_length=60, db_index=True)
    text = models.CharField(max_length=60)

    class Meta:
        app_label = "inventory"
        indexes = [models.Index(fields=["text", "product_id"], name="product_by_part_of_title")]


class Shelf(models.Model):
    """The units of a variation in one warehouse. Shelves of a variation sum to its on hand."""

    item = models.ForeignKey(
        StockItem, on_delete=models.PROTECT, db_column="variation_id", related_name="shelves"
    )
    warehouse = models.CharField(max_length=40)
    on_hand = models.IntegerField(default=0)

    class Meta:
        app_label = "inventory"
        constraints = [
            models.UniqueConstraint(fields=["item", "warehouse"], name="one_shelf_per_warehouse"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="shelf_not_negative"),
        ]


class Reservation(models.Model):
    """Units held under a key. A released one without lines is a tombstone: its reserve came too late or never."""

    HELD, KEPT, RELEASED, SHIPPED, EXPIRED = "held", "kept", "released", "shipped", "expired"
    LIVE = (HELD, KEPT)

    key = models.CharField(max_length=255, primary_key=True)
    status = models.CharField(max_length=10)
    expires_at = models.DateTimeField(null=True)
    expired_by = models.CharField(
        max_length=40, blank=True, default=""
    )  # the run of the expiry job that ended it
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "inventory"
        indexes = [models.Index(fields=["status", "expires_at"], name="reservation_due")]


class ReservationLine(models.Model):
    """`quantity - shipped` units are reserved while the reservation is held or kept. What was let go counts as shipped."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, db_column="variation_id", related_name="+")
    quantity = models.IntegerField()
    shipped = models.IntegerField(default=0)

    class Meta:
        app_label = "inventory"
        constraints = [
            models.UniqueConstraint(fields=["reservation", "item"], name="one_line_per_variation"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, shipped__gte=0, quantity__gte=F("shipped")),
                name="line_ships_what_it_holds",
            ),
        ]


class Movement(models.Model):
    """One change of a level, written with it and never again. Reserving and releasing happen in no warehouse: `*`."""

    EVERYWHERE = "*"

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(
        StockItem, on_delete=models.PROTECT, db_column="variation_id", related_name="+", db_index=False
    )
    warehouse = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)  # received, shipped, written_off, reserved, released, returned
    quantity = models.IntegerField()  # always positive; the kind says which way
    key = models.CharField(max_length=255)
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        app_label = "inventory"
        indexes = [models.Index(fields=["item", "-id"], name="movement_newest")]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_positive")]


class Deed(models.Model):
    """A key under which something was received, shipped or written off, so that it happens once."""

    key = models.CharField(max_length=255, primary_key=True)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        app_label = "inventory"
