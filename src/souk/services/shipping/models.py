"""Tables of shipping: what it costs, and what was sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from souk.kernel.data.documents import DocumentField


class Zone(models.Model):
    """Countries to which sending costs the same."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        app_label = "shipping"


class ZoneCountry(models.Model):
    """A country we ship to (ISO 3166-1 alpha-2), in exactly one zone."""

    country = models.CharField(max_length=2, primary_key=True)
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="countries")

    class Meta:
        app_label = "shipping"


class Method(models.Model):
    """How a parcel travels."""

    code = models.CharField(max_length=40, primary_key=True)
    label = models.CharField(max_length=80)
    description = models.CharField(max_length=200)

    class Meta:
        app_label = "shipping"


class ZoneTariff(models.Model):
    """What a method costs in a zone; see `rules.prices.Tariff`. Amounts are minor units of `currency`."""

    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="tariffs")
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="tariffs")
    currency = models.CharField(max_length=3)
    free_from = models.BigIntegerField(null=True)
    extra_per_kg = models.BigIntegerField(null=True)
    earliest_days = models.IntegerField()
    latest_days = models.IntegerField()

    class Meta:
        app_label = "shipping"
        constraints = [
            models.UniqueConstraint(
                fields=["method", "zone", "currency"], name="one_tariff_per_method_and_zone"
            ),
        ]


class WeightStep(models.Model):
    """`price` minor units up to and including `up_to_grams`."""

    tariff = models.ForeignKey(ZoneTariff, on_delete=models.CASCADE, related_name="steps")
    up_to_grams = models.IntegerField()
    price = models.BigIntegerField()

    class Meta:
        app_label = "shipping"
        constraints = [
            models.UniqueConstraint(fields=["tariff", "up_to_grams"], name="one_price_per_weight"),
            models.CheckConstraint(condition=Q(price__gte=0, up_to_grams__gt=0), name="step_makes_sense"),
        ]


class Consignment(models.Model):
    """What was asked to be sent under one key. Called off without shipments it is a tombstone: its `ship` comes too late."""

    key = models.CharField(max_length=255, primary_key=True)
    order_id = models.CharField(max_length=60, blank=True, default="")
    order_number = models.CharField(max_length=40, blank=True, default="")
    address = DocumentField(default=dict)
    asked_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "shipping"


class Shipment(models.Model):
    """One parcel of one shop."""

    shipment_id = models.CharField(max_length=40, primary_key=True)
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="shipments")
    position = models.IntegerField(default=0)  # among the parcels of its consignment
    order_id = models.CharField(max_length=60, db_index=True)
    shop_id = models.CharField(max_length=60)
    shop_name = models.CharField(max_length=160)
    method = models.CharField(max_length=40)
    carrier = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    weight_grams = models.BigIntegerField()
    tracking_number = models.CharField(max_length=60, null=True, unique=True)  # of the market's carrier
    sent_by = models.CharField(max_length=10, default="carrier", db_default="carrier")  # or the shop itself
    shop_number = models.CharField(
        max_length=60, default="", db_default=""
    )  # the tracking number that the shop tells
    status = models.CharField(max_length=20, default="preparing")
    created_at = models.DateTimeField()
    taken_on_at = models.DateTimeField(null=True)  # when the carrier gave it a number
    look_at = models.DateTimeField(
        null=True
    )  # when to ask the carrier again; null once it has arrived or was called off

    class Meta:
        app_label = "shipping"
        indexes = [models.Index(fields=["look_at"], name="shipment_look")]

    @property
    def number(self) -> str | None:
        """The tracking number that its buyer is told."""
        return self.shop_number or self.tracking_number


class ShipmentLine(models.Model):
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    item_id = models.CharField(max_length=60, db_index=True)
    variation_id = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    quantity = models.IntegerField()
    part_of = models.CharField(
        max_length=60, default="", db_default=""
    )  # the item from whose units it was taken

    class Meta:
        app_label = "shipping"
        constraints = [
            models.UniqueConstraint(fields=["shipment", "item_id"], name="one_line_per_item"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_has_units"),
        ]


class ShipmentStep(models.Model):
    """What was said of a shipment, each status once."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=20)
    detail = models.CharField(max_length=200)
    place = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "shipping"
        constraints = [models.UniqueConstraint(fields=["shipment", "status"], name="each_status_once")]


class Sender(models.Model):
    """What a shop chose: to hand in its parcels itself, or to have the market's carrier collect them."""

    shop_id = models.CharField(max_length=60, primary_key=True)
    sent_by = models.CharField(max_length=10)

    class Meta:
        app_label = "shipping"


class Deed(models.Model):
    """A key under which things were sent or called off, so that it happens once."""

    key = models.CharField(max_length=255, primary_key=True)
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "shipping"
