"""Tables of search. All of it was told by others: rows are sources, the index of words is made from them."""

from __future__ import annotations

from django.db import models


class IndexState(models.Model):
    """One row. `stamp` grows with every change, in the order of commits, because the row is locked until the change is committed.

    `epoch` names the generation of everything derived (also the folder of the word index); `text_stamp` grows with every
    batch of words written.
    """

    id = models.SmallIntegerField(primary_key=True)
    epoch = models.CharField(max_length=40)
    stamp = models.BigIntegerField(default=0)
    text_stamp = models.BigIntegerField(default=0)


class IndexedProduct(models.Model):
    """A product as it was last told. `number` is its place in every bitset of every process; it is never used again.

    A deleted product leaves its row as a tombstone, so that nothing late brings it back. `dirty_since`: the stamp of a change
    whose words are not in the index yet.
    """

    number = models.BigAutoField(primary_key=True)
    product_id = models.CharField(max_length=40, unique=True)
    revision = models.BigIntegerField(default=0)
    is_shown = models.BooleanField(default=False)
    is_deleted = models.BooleanField(default=False)
    variation_count = models.IntegerField(default=0)
    rating_hundredths = models.IntegerField(
        default=0, db_default=0
    )  # as reviews last told; 0 while nobody gave stars
    rating_count = models.IntegerField(default=0, db_default=0)
    rating_revision = models.BigIntegerField(default=0, db_default=0)
    changed = models.BigIntegerField(db_index=True)
    dirty_since = models.BigIntegerField(null=True, db_index=True)
    # long texts last: SQLite walks over what stands before a column
    card = models.TextField(default="")  # as lists answer it: JSON without availability and the closing brace
    document = models.TextField(default="")  # what lists filter and sort by, JSON
    source = models.TextField(default="")  # the facts as heard, JSON


class IndexedShop(models.Model):
    """A shop as it was last told. One that closed leaves its row as a tombstone, so that nothing late brings it back."""

    number = models.BigAutoField(primary_key=True)
    shop_id = models.CharField(max_length=40, unique=True)
    revision = models.BigIntegerField(default=0)
    is_shown = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=False)
    slug = models.CharField(max_length=80, default="")
    name = models.CharField(max_length=120, default="")
    tagline = models.CharField(max_length=160, default="")
    city = models.CharField(max_length=120, default="")
    country = models.CharField(max_length=2, default="")
    picture_url = models.CharField(max_length=300, null=True)
    changed = models.BigIntegerField(db_index=True)
    description = models.TextField(default="")


class VariationStock(models.Model):
    """What is left of a variation, and whose it is; either may be heard first."""

    variation_id = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(null=True, db_index=True)  # null until its product is heard of
    ordinal = models.IntegerField(default=0)  # its place among the product's variations
    available = models.BigIntegerField(default=0)
    stock_revision = models.BigIntegerField(
        default=-1
    )  # -1: inventory has not spoken, the seller's word stands
    changed = models.BigIntegerField(db_index=True)
