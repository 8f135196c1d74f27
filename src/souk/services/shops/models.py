"""The table of shops."""

from __future__ import annotations

from django.db import models


class Shop(models.Model):
    """`opening_key` is the key of the call that opened it: the same call again finds it instead of opening another."""

    shop_id = models.CharField(max_length=40, primary_key=True)
    owner_id = models.CharField(max_length=40, db_index=True)
    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=120)  # the name as lists order it: without regard to capitals
    tagline = models.CharField(max_length=160, default="")
    description = models.TextField(default="")
    city = models.CharField(max_length=120, default="")
    country = models.CharField(max_length=2, default="US")
    status = models.CharField(max_length=10, default="pending")
    reason = models.CharField(max_length=500, default="")  # why it was rejected, in words for its owner
    picture_url = models.CharField(max_length=300, null=True)
    opening_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    rating_counts = models.CharField(
        max_length=80, default="", db_default=""
    )  # of one star, two, … five, as reviews told
    rating_revision = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["status", "sort_name", "shop_id"], name="shop_by_name")]
