"""What an owner may ask of their own shelves: lists with drafts and all, edits, many at once, files in and out."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Any, Literal, Protocol

from pydantic import Field

from souk.contracts.products.calls import Image, Option, ProductDraft, ProductStatus, SavedProduct
from souk.vocabulary.calls import Message, among, command, query
from souk.vocabulary.ids import Key, ProductId, ShopId, Sku, VariationId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, NotFound, Refused


class ShelfRow(Message):
    """A product in its owner's list. Prices from the lowest to the highest of what is offered."""

    product_id: ProductId
    slug: str
    title: str
    product_type: str
    category_name: str
    status: ProductStatus
    thumb_url: str | None
    price_from: Money | None
    price_to: Money | None
    variations: int
    revision: int
    changed_at: datetime

    @property
    def place(self) -> str:
        """In the list of all: ids sort by the moment in them, whatever type they name."""
        return self.product_id.rpartition("_")[2]


class ShelfCounts(Message):
    """How many products a shop has. `low`: something of it is at ten units or fewer; `out`: nothing of it is left."""

    published: int
    drafts: int
    low: int
    out: int


class ShelfVariation(Message):
    """`available` as inventory last told of it, which is exact at ten and below."""

    variation_id: VariationId
    sku: Sku
    options: dict[str, str]
    price: Money
    compare_at_price: Money | None
    weight_grams: int
    barcode: str
    available: int


class ShelfProduct(Message):
    """All of a product that its owner may change, published or not. `revision` names the state it is in.

    `handle` is what its shop's files call it; `slug`, its address, may have something after that.
    """

    product_id: ProductId
    revision: int
    slug: str
    title: str
    product_type: str
    category_slug: str | None
    description_html: str
    attributes: dict[str, Any]
    options: list[Option]
    variations: list[ShelfVariation]
    images: list[Image]
    status: ProductStatus
    changed_at: datetime
    handle: str = ""
    is_featured: bool = False


class ImageLink(Message):
    """A picture the product has already, by its `url`, or one that lives elsewhere and stays a link."""

    url: str = Field(min_length=1, max_length=2000)
    alt: str = Field(default="", max_length=300)
    option_value: str | None = Field(default=None, max_length=80)


class TypeField(Message):
    """One attribute of a product type, for a form. `choices` are (value, word).

    `list`: texts. `counts`: a whole number by name. `records`: several of the same `parts` (name, kind). `facts`: any plain facts
    beyond the named attributes; its name is empty. `default` as a person would write it.
    """

    name: str
    label: str
    kind: Literal[
        "text", "number", "decimal", "yes_no", "choice", "date", "list", "counts", "records", "facts"
    ]
    unit: str = ""
    choices: list[tuple[str, str]] = []
    parts: list[tuple[str, str]] = []
    default: str = ""
    is_required: bool = False


class TypeForm(Message):
    name: str
    fields: list[TypeField]


class PriceMove(Message):
    """`percent`: by hundredths of a per cent (−1000 is 10 % down); `amount`: by so many minor units; `set`: to so many.

    With `ending`, to the nearest price that ends in so many minor units (99: …9.99), else rounded half up.
    """

    kind: Literal["percent", "amount", "set"]
    value: int = Field(ge=-(10**11), le=10**11)
    ending: int | None = Field(default=None, ge=0, le=99)


class CompareMove(Message):
    """What the price before becomes: none, the price there was until now, or so many minor units."""

    kind: Literal["clear", "price_now", "set"]
    value: int = Field(default=0, ge=0, le=10**11)


class StockMove(Message):
    """On every variation: `set` to so many on hand, or `add` so many (taken away when negative)."""

    kind: Literal["set", "add"]
    value: int = Field(ge=-1_000_000, le=1_000_000)


class BulkEdit(Message):
    """What to change on each of many products; what is left out stays as it is. `category_slug` "" takes it out of its category."""

    status: ProductStatus | None = None
    category_slug: str | None = Field(default=None, max_length=80)
    price: PriceMove | None = None
    compare_at: CompareMove | None = None
    stock: StockMove | None = None


class BulkOutcome(Message):
    product_id: ProductId
    title: str = ""
    outcome: Literal["changed", "unchanged", "refused", "not_found"]
    refusal: str = ""

    @property
    def is_nowhere(self) -> bool:
        return self.outcome == "not_found"

    @classmethod
    def unreached(cls, product_id: ProductId, why: str) -> BulkOutcome:
        return cls(product_id=product_id, outcome="refused", refusal=why)


class Import(Message):
    """A file that becomes products. `done` of `total` products have been looked at; `total` is null until the file is read."""

    import_id: str
    file_name: str
    source: str
    status: Literal["waiting", "working", "done", "failed"]
    total: int | None
    done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    problem: str
    created_at: datetime
    finished_at: datetime | None


class ImportRemark(Message):
    """What of a file was not taken (`is_refused`), or was mended to be taken: where, what it is called there, and why."""

    line: int
    name: str
    text: str
    is_refused: bool


class ImportReport(Message):
    state: Import
    remarks: Page[ImportRemark]


class ExportPart(Message):
    """Some lines of a CSV file, and the header that stands once above them all."""

    header: str
    text: str
    next: str | None


class ProductExists(Conflict):
    title = "The shop has a product of this slug already"


class ProductChanged(Refused):
    """The revision that was seen is no longer the present one; `extra["revision"]` is."""

    status = 412
    title = "The product has changed meanwhile"


class ImportNotFound(NotFound):
    title = "There is no such import"


class TooManyImports(Conflict):
    title = "Other files of the shop are still waiting"


class Shelves(Protocol):
    """A shop's own shelves, drafts and all, for its owner. Whatever is another shop's is not found."""

    @query()
    @among(how="merge", place=attrgetter("place"))
    def shelf(
        self,
        *,
        shop_id: ShopId,
        search: str = "",
        status: ProductStatus | None = None,
        product_type: str | None = None,
        stock: Literal["in", "low", "out"] | None = None,
        cursor: str | None = None,
        limit: int = 25,
    ) -> Page[ShelfRow]:
        """Newest first. `search` is part of a title or the beginning of a SKU. Raises BadCursor."""
        ...

    @query()
    @among(how="sum")
    def shelf_counts(self, *, shop_id: ShopId) -> ShelfCounts: ...

    @query()
    @among("product_id")
    def on_shelf(self, *, shop_id: ShopId, product_id: ProductId) -> ShelfProduct:
        """Raises ProductNotFound."""
        ...

    @query()
    def type_forms(self) -> list[TypeForm]:
        """What can be said of each type of product, in the order of their names."""
        ...

    @command(deadline_seconds=20)
    @among("draft", kind="product_type", known_by="product_id")
    def put_on_shelf(
        self,
        *,
        key: Key,
        draft: ProductDraft,
        product_id: ProductId | None = None,
        revision: int | None = None,
        images: list[ImageLink] | None = None,
        reason: str = "",
    ) -> SavedProduct:
        """A new product, or `product_id` made what the draft says; without `images` it keeps its own. The draft's own are ignored.
        `reason`: why staff do it, which the shop's owner reads.

        Raises ProductNotFound, ProductExists, Invalid, and ProductChanged when `revision` is not the present one.
        """
        ...

    @command(deadline_seconds=20)
    @among("product_id")
    def hang_picture(
        self,
        *,
        key: Key,
        shop_id: ShopId,
        product_id: ProductId,
        content: bytes,
        alt: str = "",
        option_value: str | None = None,
    ) -> Image:
        """Raises ProductNotFound; Invalid for what is no picture, is larger than 8 MB, or one too many."""
        ...

    @command()
    @among("product_id")
    def take_off_shelf(self, *, key: Key, shop_id: ShopId, product_id: ProductId, reason: str = "") -> None:
        """Deletes it for good. `reason` as for `put_on_shelf`. Raises ProductNotFound; not when this call has deleted it before."""
        ...

    @command(deadline_seconds=60)
    @among(
        "product_ids",
        how="many",
        found_by="product_id",
        unreached=BulkOutcome.unreached,
        nowhere=attrgetter("is_nowhere"),
    )
    def change_many(
        self, *, key: Key, shop_id: ShopId, product_ids: list[ProductId], edit: BulkEdit
    ) -> list[BulkOutcome]:
        """Up to 500, each changed or refused on its own, in the order asked. Raises Invalid."""
        ...

    @command(deadline_seconds=30)
    def begin_import(self, *, key: Key, shop_id: ShopId, file_name: str, content: bytes) -> Import:
        """Keeps the file, to be worked off. Raises Invalid for one that is too large or of no kind we know, TooManyImports."""
        ...

    @query()
    @among(how="default")
    def imports(self, *, shop_id: ShopId, cursor: str | None = None, limit: int = 10) -> Page[Import]:
        """Newest first."""
        ...

    @query()
    @among(how="default")
    def import_report(
        self, *, shop_id: ShopId, import_id: str, cursor: str | None = None, limit: int = 50
    ) -> ImportReport:
        """Remarks in the order of their lines. Raises ImportNotFound."""
        ...

    @query(deadline_seconds=20)
    @among(how="chain")
    def export_part(self, *, shop_id: ShopId, cursor: str | None = None) -> ExportPart:
        """The shop's products as Shopify's CSV, some at a time, in the order they were made."""
        ...
