"""Tables of wishlist: lists with what is on them, who waits for what, and what is known of the things. Amounts are minor units."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from souk.kernel.data.documents import DocumentField


class WatchedProduct(models.Model):
    """A product that is or was on a list. Its prices and stock sum up its variations'; written when events say so.

    `revision` is that of the last event, below zero before the first. `back_at`: when it last came back in stock.
    `news_at`: when to look whether somebody wants to hear of it.
    """

    product_id = models.CharField(max_length=60, primary_key=True)
    revision = models.BigIntegerField(default=-1)
    is_known = models.BooleanField(default=False)
    slug = models.CharField(max_length=120, default="")
    title = models.CharField(max_length=200, default="")
    image_url = models.CharField(max_length=2000, default="")
    shop_id = models.CharField(max_length=60, default="")
    shop_slug = models.CharField(max_length=80, default="")
    shop_name = models.CharField(max_length=120, default="")
    is_offered = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True)
    price_from = models.BigIntegerField(default=0)
    price_to = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="USD")
    is_in_stock = models.BooleanField(default=False)
    back_at = models.DateTimeField(null=True)
    news_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "wishlist"
        indexes = [
            models.Index(fields=["news_at"], name="watched_news"),
            models.Index(fields=["gone_at"], name="watched_gone"),
        ]


class WatchedVariation(models.Model):
    """`available`: null means plenty. `is_gone`: the product has it no longer."""

    variation_id = models.CharField(max_length=60, primary_key=True)
    product = models.ForeignKey(WatchedProduct, on_delete=models.CASCADE, related_name="variations")
    options = DocumentField(default=dict)
    image_url = models.CharField(max_length=2000, default="")
    price = models.BigIntegerField()
    available = models.IntegerField(null=True)
    stock_revision = models.BigIntegerField(default=-1)
    back_at = models.DateTimeField(null=True)
    is_gone = models.BooleanField(default=False)

    class Meta:
        app_label = "wishlist"


class WatchedShop(models.Model):
    """A shop that is or was on a list."""

    shop_id = models.CharField(max_length=60, primary_key=True)
    is_known = models.BooleanField(default=False)
    slug = models.CharField(max_length=80, default="")
    name = models.CharField(max_length=120, default="")
    image_url = models.CharField(max_length=2000, default="")
    is_open = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "wishlist"
        indexes = [models.Index(fields=["gone_at"], name="watched_shop_gone")]


class OwnedShop(models.Model):
    """Who sells on the street. A shop that closed stays, so that older news of it changes nothing."""

    shop_id = models.CharField(max_length=60, primary_key=True)
    owner_id = models.CharField(max_length=40, db_index=True)
    is_open = models.BooleanField()

    class Meta:
        app_label = "wishlist"


class List(models.Model):
    """A user's, or that of the guest whose token has this SHA-256. `entry_count` is how many entries it has.

    `share_token` is kept as it is, because its owner wants to see the link again; it opens what is meant to be seen.
    """

    wishlist_id = models.CharField(max_length=40, primary_key=True)
    user_id = models.CharField(max_length=40, null=True, unique=True)  # one list per user
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    merged_into = models.CharField(max_length=40, null=True)
    entry_count = models.IntegerField(default=0)
    wants_letters = models.BooleanField(default=False)
    letters_token = models.CharField(max_length=64, unique=True)
    share_token = models.CharField(max_length=64, null=True, unique=True)
    shown_name = models.CharField(max_length=120, default="")  # with the shared list
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "wishlist"
        constraints = [
            models.CheckConstraint(
                condition=Q(user_id=None, token_hash__isnull=False)
                | Q(user_id__isnull=False, token_hash=None),
                name="wishlist_has_one_holder",
            ),
            models.CheckConstraint(condition=Q(entry_count__gte=0), name="wishlist_count_not_negative"),
        ]


class Entry(models.Model):
    """Something on a list. `target` is the id of what was saved, and never null, so that one constraint means the same in
    every database. `price_told` is what it cost when its owner last knew: when it was saved, or in the last letter."""

    item_id = models.CharField(max_length=40, primary_key=True)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10)
    target = models.CharField(max_length=60)
    product = models.ForeignKey(WatchedProduct, on_delete=models.CASCADE, null=True, related_name="entries")
    variation = models.ForeignKey(
        WatchedVariation, on_delete=models.CASCADE, null=True, related_name="entries"
    )
    shop = models.ForeignKey(WatchedShop, on_delete=models.CASCADE, null=True, related_name="entries")
    price_when_added = models.BigIntegerField(default=0)
    price_told = models.BigIntegerField(default=0)
    stock_told_at = models.DateTimeField()  # it was last known to be there, or not, at this time
    told_at = models.DateTimeField(null=True)
    is_quiet = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "wishlist"
        constraints = [
            models.UniqueConstraint(fields=["list", "target"], name="once_on_each_list"),
            models.CheckConstraint(
                condition=Q(kind="variation", variation__isnull=False, product__isnull=False, shop=None)
                | Q(kind="product", variation=None, product__isnull=False, shop=None)
                | Q(kind="shop", variation=None, product=None, shop__isnull=False),
                name="wish_is_one_thing",
            ),
        ]


class FormerEntry(models.Model):
    """What left a list a short while ago, so that removing or moving it again is no error."""

    item_id = models.CharField(max_length=40, primary_key=True)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="former")
    variation_id = models.CharField(max_length=60, default="")  # of what was moved into a cart
    left_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "wishlist"


class Waiting(models.Model):
    """Somebody without an account who gets one letter when the variation can be had again; the row ends with it, or by itself.

    `email_hash` names the address without telling it. `user_id`: of who was signed in when they asked.
    """

    waiting_id = models.CharField(max_length=40, primary_key=True)
    email = models.CharField(max_length=254)
    email_hash = models.CharField(max_length=64)
    user_id = models.CharField(max_length=40, null=True, db_index=True)
    product = models.ForeignKey(WatchedProduct, on_delete=models.CASCADE, related_name="waiting")
    variation = models.ForeignKey(WatchedVariation, on_delete=models.CASCADE, related_name="waiting")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "wishlist"
        constraints = [
            models.UniqueConstraint(fields=["email_hash", "variation"], name="waits_once_for_each")
        ]
