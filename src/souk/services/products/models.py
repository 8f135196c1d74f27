"""Tables of the catalogue."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Right

from souk.kernel.data.documents import DocumentField


class Category(models.Model):
    """A node of the tree. Once it is renamed or moved, what is in it is told anew (`is_told`), so far up to `told_after`."""

    category_id = models.CharField(max_length=40, unique=True)
    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=800)  # slugs from the root, joined by "/"
    parent_id = models.CharField(max_length=40, null=True)  # category_id
    is_told = models.BooleanField(default=True, db_default=True)
    told_after = models.CharField(max_length=40, default="", db_default="")  # product_id

    @property
    def place(self) -> tuple[int, int]:
        """Parents before children, and else as they were made."""
        return self.path.count("/"), self.pk


class KnownShop(models.Model):
    """What products knows of a shop: by its events, or because it asked once.

    `is_approved`: its goods are on the street, so it is also switched on.
    """

    shop_id = models.CharField(max_length=40, primary_key=True)
    owner_id = models.CharField(max_length=40)
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    is_approved = models.BooleanField(default=False)


class Product(models.Model):
    """A seller knows a product by `seller_slug`, unique in the shop; the street knows it by `slug`, unique everywhere.

    `digest` is of the draft it was last saved from: the same draft again changes nothing. `revision` grows with every change. `place`
    is the moment in the id, by which shelves are sorted: before it an id may name a type.
    """

    product_id = models.CharField(max_length=40, primary_key=True)
    shop = models.ForeignKey(KnownShop, on_delete=models.PROTECT, related_name="products")
    seller_slug = models.CharField(max_length=120)
    slug = models.CharField(max_length=240, unique=True)
    title = models.CharField(max_length=200)
    product_type = models.CharField(max_length=40)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT)
    description_html = models.TextField(default="")
    attributes = DocumentField(default=dict)
    options = DocumentField(default=list)  # [{"name": …, "values": [{"value": …, "swatch": …}]}]
    images = DocumentField(default=list)  # as the page shows them
    status = models.CharField(max_length=10)
    is_featured = models.BooleanField(default=False)
    revision = models.IntegerField(default=1)
    digest = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    place = models.GeneratedField(
        expression=Right("product_id", 26), output_field=models.CharField(max_length=26), db_persist=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "seller_slug"], name="product_of_shop")]
        indexes = [
            models.Index(fields=["shop", "-product_id"], name="newest_of_shop"),
            models.Index(fields=["shop", "-place"], name="newest_on_shelf"),
        ]


class Variation(models.Model):
    """One thing one can buy. The second half is what a till reads, copied here so that it reads one row.

    A variation its seller no longer offers is `withdrawn`, not deleted: when the SKU comes back it is the same one, with its stock.
    """

    variation_id = models.CharField(max_length=40, primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variations")
    position = models.IntegerField()
    sku = models.CharField(max_length=80)
    options = DocumentField(default=dict)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    compare_at_minor = models.BigIntegerField(null=True)
    weight_grams = models.IntegerField(default=0)
    barcode = models.CharField(max_length=40, default="")
    initial_stock = models.IntegerField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    available = models.IntegerField(default=0)  # as inventory last told, of level `stock_revision`
    stock_revision = models.BigIntegerField(default=0)

    shop_id = models.CharField(max_length=40)
    shop_name = models.CharField(max_length=120)
    product_slug = models.CharField(max_length=240)
    title = models.CharField(max_length=200)
    image_url = models.CharField(max_length=2000, null=True)
    is_sellable = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "sku"], name="sku_of_shop"),
            models.CheckConstraint(condition=models.Q(price_minor__gt=0), name="price_above_zero"),
        ]
        indexes = [models.Index(fields=["shop_id", "available"], name="fewest_of_shop")]


class ProductPage(models.Model):
    """The whole answer to `GET /products/{id-or-slug}`, written when its facts change. Only what shoppers may see has one."""

    product_id = models.CharField(max_length=40, primary_key=True)
    slug = models.CharField(max_length=240, unique=True)
    etag = models.CharField(max_length=40)
    body = models.BinaryField()


class ProductRating(models.Model):
    """What people gave a product, as reviews last told: `histogram` counts one star, two, … five. Beside the product, which does not
    change by being liked: the same draft saved again still changes nothing."""

    product_id = models.CharField(max_length=40, primary_key=True)
    revision = models.BigIntegerField()
    histogram = DocumentField()


class Signpost(models.Model):
    """Where a product went that stood here. `kept_as`: the type whose share keeps it now; nothing: the default share. Its address is
    given to nobody else."""

    product_id = models.CharField(max_length=40, primary_key=True)
    slug = models.CharField(max_length=240, unique=True)
    kept_as = models.CharField(max_length=40, default="")
    moved_at = models.DateTimeField()


class DoneCall(models.Model):
    """What was answered to a command, by its key: the same call again is answered the same."""

    key = models.CharField(max_length=160, primary_key=True)
    answer = models.TextField()
    done_at = models.DateTimeField(db_index=True)


class Import(models.Model):
    """A seller's file on its way to become products: read into `ImportOffer`s, which are worked off in order.

    `done` offers have been looked at and are counted; whoever works writes it together with the counts, if nobody else did.
    """

    import_id = models.CharField(max_length=40, primary_key=True)
    shop_id = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=80)
    status = models.CharField(max_length=10)  # waiting, working, done, failed
    total = models.IntegerField(null=True)  # known once the file is read
    done = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    problem = models.CharField(max_length=300, default="")
    failures = models.IntegerField(default=0)  # in a row
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "due_at"], name="import_due"),
            models.Index(fields=["shop_id", "-import_id"], name="newest_import"),
        ]


class ImportPiece(models.Model):
    """A part of the compressed file, kept until it is read; in parts because databases do not like large values."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="pieces")
    number = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="piece_once")]


class ImportOffer(models.Model):
    """One product of the file, `number` from 0; kept until all are worked off."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="offers")
    number = models.IntegerField()
    offer = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="offer_once")]


class ImportRemark(models.Model):
    """What was not taken or was mended; `place` is its order in the report, and makes it be written once."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="remarks")
    place = models.BigIntegerField()
    line = models.IntegerField()
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=500)
    is_refused = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "place"], name="remark_once")]
