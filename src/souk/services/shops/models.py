"""Tables of shops: the shops themselves, and what they sold."""

from __future__ import annotations

from django.db import models

from souk.kernel.data.documents import DocumentField


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
    reason = models.CharField(
        max_length=500, default=""
    )  # why it was rejected, or closed by the market, in words for its owner
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
    wants_low_stock = models.BooleanField(default=True, db_default=True)  # letters about what runs low
    wants_sales = models.BooleanField(default=True, db_default=True)  # a letter about each order to send
    rating_revision = models.BigIntegerField(default=0, db_default=0)
    found_as = models.CharField(
        max_length=120, default="", db_default=""
    )  # the name that its name parts are of
    same_name = models.CharField(
        max_length=120, default="", db_default=""
    )  # the same for shops called the same

    class Meta:
        indexes = [
            models.Index(fields=["status", "sort_name", "shop_id"], name="shop_by_name"),
            models.Index(fields=["sort_name", "shop_id"], name="any_shop_by_name"),
            models.Index(fields=["created_at", "shop_id"], name="any_shop_by_time"),
            models.Index(fields=["status", "created_at", "shop_id"], name="shop_by_time"),
            models.Index(fields=["country", "created_at", "shop_id"], name="shop_of_country"),
            models.Index(fields=["is_verified", "created_at", "shop_id"], name="shop_with_badge"),
            models.Index(fields=["is_active", "created_at", "shop_id"], name="shop_switched"),
            models.Index(fields=["same_name", "shop_id"], name="shop_by_same_name"),
        ]


class NamePart(models.Model):
    """A shop's name from one of its words on, as it is looked for: `wool` and `kiln & wool` of Kiln & Wool."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["text", "shop"], name="shop_by_part_of_name")]


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


class DueGoodsLetter(models.Model):
    """What staff changed of a shop's goods and its owner is not told yet. `goods`: as products said it."""

    letter_id = models.CharField(max_length=40, primary_key=True)
    shop_id = models.CharField(max_length=40, db_index=True)
    goods = DocumentField(default=list)
    reason = models.CharField(max_length=300, default="")
    made_at = models.DateTimeField()


class LowStock(models.Model):
    """Something that ran low and of which the owner is not told yet. `noticed_at`: when it fell first since the last letter."""

    variation_id = models.CharField(max_length=60, primary_key=True)
    shop_id = models.CharField(max_length=60)
    sku = models.CharField(max_length=80)
    available = models.IntegerField()
    noticed_at = models.DateTimeField()
    title = models.CharField(
        max_length=200, default="", db_default=""
    )  # the product's, as inventory knows it

    class Meta:
        indexes = [models.Index(fields=["shop_id", "noticed_at"], name="low_of_shop")]


class SoldOrder(models.Model):
    """An order in which a shop sold something. `live_items`: how many of its items were not cancelled."""

    id = models.BigAutoField(primary_key=True)
    shop_id = models.CharField(max_length=40)
    order_id = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    user_id = models.CharField(max_length=40, null=True, db_index=True)
    ship_to = DocumentField(default=dict)  # empty once it was erased
    shipping_label = models.CharField(max_length=120)
    note = models.CharField(max_length=500)
    currency = models.CharField(max_length=3)
    live_items = models.IntegerField(default=0)
    day = models.DateField()  # on which its sales are counted
    placed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)  # since when all of it has arrived or was cancelled
    to_tell_at = models.DateTimeField(null=True)  # when the owner is to be told of it; then none
    to_tell_off_at = models.DateTimeField(null=True)  # the same of what was called off of it

    class Meta:
        indexes = [
            models.Index(fields=["shop_id", "number"], name="sold_number"),
            models.Index(fields=["done_at"], name="sold_done"),
            models.Index(fields=["to_tell_at"], name="sold_to_tell"),
            models.Index(fields=["to_tell_off_at"], name="sold_to_tell_off"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "order_id"], name="sold_order_once"),
            models.CheckConstraint(condition=models.Q(live_items__gte=0), name="sold_items_not_negative"),
        ]


class SoldItem(models.Model):
    """An item of an order as its seller sees it. A status may be heard before the item itself: then `is_known` is false.

    Statuses only move forward, by `rank`.
    """

    item_id = models.CharField(max_length=40, primary_key=True)
    shop_id = models.CharField(max_length=40)
    order_id = models.CharField(max_length=40)
    is_known = models.BooleanField(default=True)
    position = models.IntegerField(default=0)
    product_id = models.CharField(max_length=40, default="")
    product_slug = models.CharField(max_length=200, default="")
    variation_id = models.CharField(max_length=40, default="")
    sku = models.CharField(max_length=80, default="")
    title = models.CharField(max_length=200, default="")
    options = DocumentField(default=dict)
    image_url = models.CharField(max_length=2000, null=True)
    quantity = models.IntegerField(default=0)
    unit_price = models.BigIntegerField(default=0)
    line_total = models.BigIntegerField(default=0)
    value = models.BigIntegerField(
        default=0
    )  # the line less its share of the discount: what counts as revenue
    status = models.CharField(max_length=20)
    rank = models.IntegerField(default=0)
    carrier = models.CharField(max_length=80, default="")
    tracking_number = models.CharField(max_length=60, default="")
    part_of = models.CharField(max_length=40, default="", db_default="")  # the item it was taken from
    bought = models.IntegerField(null=True)  # how many units the line had, once it was divided
    is_off_untold = models.BooleanField(default=False, db_default=False)  # called off, and the owner not told

    class Meta:
        indexes = [
            models.Index(fields=["shop_id", "status", "-order_id"], name="sold_by_status"),
            models.Index(fields=["shop_id", "-order_id", "position"], name="sold_newest"),
            models.Index(fields=["variation_id", "item_id"], name="sold_of_variation"),
        ]


class SalesDay(models.Model):
    """What a shop sold on a day (UTC), less what was cancelled or given back of it since."""

    id = models.BigAutoField(primary_key=True)
    shop_id = models.CharField(max_length=40)
    day = models.DateField()
    currency = models.CharField(max_length=3)
    orders = models.IntegerField(default=0)
    units = models.IntegerField(default=0)
    revenue = models.BigIntegerField(default=0)
    given_back = models.BigIntegerField(
        default=0
    )  # of the revenue, for no item in particular: taken off already

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "day", "currency"], name="sales_day_once")]


class ProductDay(models.Model):
    """What was sold of a product on a day."""

    id = models.BigAutoField(primary_key=True)
    shop_id = models.CharField(max_length=40)
    day = models.DateField()
    currency = models.CharField(max_length=3)
    product_id = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    units = models.IntegerField(default=0)
    revenue = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop_id", "day", "currency", "product_id"], name="product_day_once"
            )
        ]
