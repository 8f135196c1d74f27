"""The tables of shops."""

from __future__ import annotations

from django.db import models

from souk.kernel.documents import DocumentField


class Shop(models.Model):
    """`opening_key` is the key of the call that opened it: the same call again finds it instead of opening another.

    `revision` grows with every event; 0 is a shop of the time before shops counted, of which nothing was told since.
    """

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
    is_active = models.BooleanField(default=True, db_default=True)  # the owner's own switch
    is_verified = models.BooleanField(default=False, db_default=False)
    links = DocumentField(null=True)  # [{"network": …, "url": …}]
    revision = models.BigIntegerField(default=0, db_default=0)
    rating_counts = models.CharField(
        max_length=80, default="", db_default=""
    )  # of one star, two, … five, as reviews told
    rating_revision = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["status", "sort_name", "shop_id"], name="shop_by_name")]


class HeldPlace(models.Model):
    """One of the shops that a person may have: who has `place` 1 and may have one shop cannot open another, however fast they press.

    Given back when the shop is rejected or closed.
    """

    shop_id = models.CharField(max_length=40, primary_key=True)
    owner_id = models.CharField(max_length=40)
    place = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_id", "place"], name="one_shop_per_place")]


class Branch(models.Model):
    """A place to visit. Degrees in millionths."""

    branch_id = models.CharField(max_length=40, primary_key=True)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="branches")
    adding_key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    about = models.TextField(default="")
    phone = models.CharField(max_length=40, default="")
    line1 = models.CharField(max_length=200, default="")
    line2 = models.CharField(max_length=200, default="")
    city = models.CharField(max_length=120, default="")
    city_key = models.CharField(max_length=120, default="", db_index=True)  # the city as it is looked for
    region = models.CharField(max_length=120, default="")
    postal_code = models.CharField(max_length=20, default="")
    country = models.CharField(max_length=2)
    latitude = models.BigIntegerField()
    longitude = models.BigIntegerField()
    is_active = models.BooleanField(default=True)
    opening_hours = DocumentField(default=list)

    class Meta:
        indexes = [models.Index(fields=["latitude", "longitude"], name="branch_by_place")]


class ShopPicture(models.Model):
    """In the gallery of a shop, by `position`."""

    media_id = models.CharField(max_length=40, primary_key=True)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="pictures")
    adding_key = models.CharField(max_length=64, unique=True)
    url = models.CharField(max_length=300)
    thumb_url = models.CharField(max_length=300)
    width = models.IntegerField()
    height = models.IntegerField()
    alt_text = models.CharField(max_length=255, default="")
    position = models.IntegerField()


class DueLetter(models.Model):
    """A letter to an owner that is to be asked for, as soon as users says where the owner's letters go."""

    letter_id = models.CharField(max_length=40, primary_key=True)
    shop_id = models.CharField(max_length=40)
    owner_id = models.CharField(max_length=40, db_index=True)
    letter = models.CharField(max_length=20)
    shop_name = models.CharField(max_length=120)
    slug = models.CharField(max_length=80)
    reason = models.CharField(max_length=500, default="")
    made_at = models.DateTimeField()
