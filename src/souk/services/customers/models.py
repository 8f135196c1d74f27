"""Tables of customers. Amounts are minor units of the market's currency.

What is counted and decided is kept in the house's own database: there it changes together with what the house hears and says.
What describes a person is a record, in the store of the customer's kind; a store may have a database of its own.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from souk.kernel.data.documents import DocumentField
from souk.services.customers.rules.points import taken_back


class Tier(models.Model):
    """`spend_from`: what goods must have cost within the window. The higher `rank` the better. `changed_at`: since when
    `spend_from` is what it is; who had bought enough before is looked at again with their next order."""

    tier = models.CharField(max_length=20, primary_key=True)
    label = models.CharField(max_length=40)
    rank = models.IntegerField(unique=True)
    spend_from = models.BigIntegerField()
    birthday_points = models.IntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"


class Benefit(models.Model):
    """Of `from_tier` and all above. `amount`: percent, or hours. `methods` and `countries` are separated by spaces; `over` is a
    subtotal. `period_days`: how often what is not automatic can be used; 0 is once."""

    benefit_id = models.CharField(max_length=40, primary_key=True)
    label = models.CharField(max_length=80)
    description = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    from_tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="adds")
    position = models.IntegerField()
    amount = models.IntegerField(default=0)
    methods = models.CharField(max_length=200, default="")
    countries = models.CharField(max_length=400, default="")
    over = models.BigIntegerField(default=0)
    period_days = models.IntegerField(default=0)

    class Meta:
        app_label = "customers"
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="benefit_not_negative")]


class Customer(models.Model):
    """`home`: the store that keeps the record; `moving_to`: where it is being copied just now. `joined_to`: the customer that a guest
    became. `is_introduced`: whether users has told who it is. An erased one stays as a number in the books."""

    customer_id = models.CharField(max_length=40, primary_key=True)
    user_id = models.CharField(max_length=40, null=True, unique=True)
    kind = models.CharField(max_length=12)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, null=True)
    tier_since = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    home = models.CharField(max_length=12)
    moving_to = models.CharField(max_length=12, default="")
    moves = models.IntegerField(default=0)
    joined_to = models.CharField(max_length=40, null=True)
    email_hash = models.CharField(max_length=64, default="")
    is_verified = models.BooleanField(default=False)
    is_introduced = models.BooleanField(default=False)
    name_revision = models.BigIntegerField(default=0, db_default=0)
    birthday = models.CharField(max_length=5, default="")  # MM-DD
    earned = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    reversed = models.BigIntegerField(default=0)
    balance = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # a guest's
    erased_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"
        constraints = [
            models.CheckConstraint(
                condition=Q(balance=F("earned") - F("spent") - F("reversed")), name="points_balance"
            ),
            models.CheckConstraint(
                condition=Q(earned__gte=0, spent__gte=0, reversed__gte=0, reversed__lte=F("earned")),
                name="points_in_range",
            ),
        ]
        indexes = [
            models.Index(fields=["email_hash"], name="customer_email"),
            models.Index(fields=["review_at"], name="customer_review"),
            models.Index(fields=["birthday"], name="customer_birthday"),
            models.Index(fields=["expires_at"], name="customer_expiry"),
            models.Index(fields=["kind", "customer_id"], name="customers_of_kind"),
            models.Index(fields=["is_introduced", "customer_id"], name="customers_unknown"),
        ]


class PointsEntry(models.Model):
    """Never changed, never removed. `cause` is unique: what happened once is entered once."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="entries")
    cause = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12)
    points = models.BigIntegerField()
    detail = models.CharField(max_length=200, default="")
    order_id = models.CharField(max_length=40, null=True)
    by = models.CharField(max_length=40, null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "customers"
        indexes = [models.Index(fields=["customer", "-id"], name="entries_of_customer")]


class CountedOrder(models.Model):
    """An order as far as it was heard of. `refunded` was given back altogether, `refunded_before` of it before the order was completed:
    what came after takes the same part of `points` and `goods` as it is of `total`, which was paid for them in the end."""

    order_id = models.CharField(max_length=40, primary_key=True)
    number = models.CharField(max_length=20, default="")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="orders")
    email_hash = models.CharField(max_length=64, default="")
    total = models.BigIntegerField(default=0)
    goods = models.BigIntegerField(default=0)
    goods_back = models.BigIntegerField(default=0)
    points = models.BigIntegerField(default=0)
    points_back = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    refunded_before = models.BigIntegerField(default=0)
    completed_at = models.DateTimeField(null=True)

    def back_of(self, part: int) -> int:
        """How much of `part` went with what was given back."""
        return taken_back(part, self.refunded - self.refunded_before, self.total)

    class Meta:
        app_label = "customers"
        indexes = [
            models.Index(fields=["customer", "completed_at"], name="orders_counted"),
            models.Index(fields=["email_hash"], name="orders_of_email"),
        ]


class PointsUse(models.Model):
    """Points spent under a key; or the tombstone of a use that was given back, perhaps before it came."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True)
    points = models.BigIntegerField(default=0)
    is_given_back = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        app_label = "customers"


class HeldBenefit(models.Model):
    """A benefit that a customer took up. `asked_at`: since when it waits for staff; they say when it is done."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="benefits")
    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE)
    activated_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    usage_count = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"
        constraints = [models.UniqueConstraint(fields=["customer", "benefit"], name="one_benefit_each")]
        indexes = [models.Index(fields=["asked_at", "id"], name="benefits_asked_for")]


class _Person(models.Model):
    """`email_key`: the email as it is looked for. `found_as`: the name and email by which the record is found at present."""

    customer_id = models.CharField(max_length=40, primary_key=True)
    email = models.CharField(max_length=254, default="")
    name = models.CharField(max_length=120, default="")
    phone = models.CharField(max_length=40, default="")
    date_of_birth = models.DateField(null=True)
    created_at = models.DateTimeField()
    email_key = models.CharField(max_length=320, default="", db_default="")
    found_as = models.CharField(max_length=400, default="|", db_default="|")

    class Meta:
        app_label = "customers"
        abstract = True
        indexes = [models.Index(fields=["email_key", "customer_id"], name="%(class)s_email")]


class GuestRecord(_Person):
    store = "guests"
    addresses = DocumentField(default=list)


class RegisteredRecord(_Person):
    store = "registered"


class VipRecord(_Person):
    store = "vips"
    member_since = models.DateTimeField()


class _NamePart(models.Model):
    """A name from one of its words on, as it is looked for: `ada byron` and `byron`. In the store of the record."""

    id = models.BigAutoField(primary_key=True)
    customer_id = models.CharField(max_length=40, db_index=True)
    text = models.CharField(max_length=60)

    class Meta:
        app_label = "customers"
        abstract = True
        indexes = [models.Index(fields=["text", "customer_id"], name="%(class)s_text")]


class GuestNamePart(_NamePart):
    store = "guests"


class RegisteredNamePart(_NamePart):
    store = "registered"


class VipNamePart(_NamePart):
    store = "vips"
