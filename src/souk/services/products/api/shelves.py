"""A shop's own shelves for programs: lists with drafts, many at once, files in and out. Somebody else's shop is not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Query, UploadedFile
from pydantic import Field

from souk.contracts.products.calls.shelves import (
    BulkEdit,
    BulkOutcome,
    CompareMove,
    Import,
    ImportReport,
    PriceMove,
    ShelfCounts,
    ShelfProduct,
    ShelfRow,
    Shelves,
    StockMove,
    TypeForm,
)
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.kernel.neighbours.gathering import gathered
from souk.kernel.web.api import Body, stored_answer, to_json
from souk.kernel.web.idempotency import key_of
from souk.services.products.api.door import api, etag_of, seller, sellers
from souk.services.products.use_cases import imports, type_forms
from souk.services.products.use_cases.editing import shop_called
from souk.vocabulary.pages import Page

#: What is about a whole shop, or about goods that another share of the house may keep, is asked of all of them.
everywhere = ask(Shelves)


class BulkIn(Body):
    """What is left out stays as it is. Amounts are minor units; `percent` is hundredths of a per cent."""

    product_ids: list[str] = Field(min_length=1, max_length=500)
    status: Literal["draft", "published"] | None = None
    category_slug: str | None = Field(default=None, max_length=80)
    price: PriceMove | None = None
    compare_at: CompareMove | None = None
    stock: StockMove | None = None


@api.get("/shops/{shop}/products", may=sellers)
def list_shelf(
    request: HttpRequest,
    shop: str,
    search: str = Query("", max_length=120),
    status: Literal["draft", "published"] | None = None,
    type: str | None = Query(None, max_length=40),
    stock: Literal["in", "low", "out"] | None = None,
    cursor: str | None = Query(None, max_length=300),
    limit: int = Query(25, ge=1, le=100),
) -> Page[ShelfRow]:
    """All products of the caller's shop, drafts too, newest first. `search` is part of a title or the beginning of a SKU."""
    wanted = {"search": search, "status": status, "product_type": type, "stock": stock}
    return everywhere.shelf(shop_id=_own(shop), **wanted, cursor=cursor, limit=limit)  # type: ignore[arg-type]


@api.get("/shops/{shop}/products/counts", may=sellers)
def count_shelf(request: HttpRequest, shop: str) -> ShelfCounts:
    """How many there are, and how many of them run low."""
    return everywhere.shelf_counts(shop_id=_own(shop))


@api.post("/shops/{shop}/products/bulk", may=sellers, reads=sellers, idempotent=True)
def change_many(request: HttpRequest, shop: str, body: BulkIn) -> Page[BulkOutcome]:
    """One edit of up to 500 products; each is changed or refused on its own."""
    edit = BulkEdit(**body.model_dump(exclude={"product_ids"}))
    key = f"rest/{key_of(request)}"
    return Page(
        items=everywhere.change_many(key=key, shop_id=_own(shop), product_ids=body.product_ids, edit=edit)
    )


@api.get("/shops/{shop}/products/{product}", may=sellers, answers=ShelfProduct)
def show_on_shelf(request: HttpRequest, shop: str, product: str) -> HttpResponse:
    """A product as its owner may change it, published or not; its ETag goes into `If-Match` of the change."""
    found = everywhere.on_shelf(shop_id=_own(shop), product_id=product)
    return stored_answer(request, to_json(found), etag_of(found.revision))


@api.get(
    "/shops/{shop}/products.csv",
    may=sellers,
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export_products(request: HttpRequest, shop: str) -> HttpResponse:
    """All products as Shopify's product CSV, which can be imported again as it is. Whole, or 503."""
    length, pieces = gathered(_parts(_own(shop)))
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    answer["Content-Length"] = str(length)
    answer["Content-Disposition"] = 'attachment; filename="products.csv"'
    return answer  # type: ignore[return-value]


@api.post("/shops/{shop}/imports", may=sellers, reads=sellers, status=202)
def begin_import(request: HttpRequest, shop: str, file: UploadedFile = File(...)) -> Import:
    """Takes a Shopify product CSV, or DummyJSON's products, of at most 9 MB, and works it off afterwards: see its address."""
    key = request.headers.get("Idempotency-Key", "").strip()
    key = key_of(request) if key else new_id("key")
    shop_id = _own(shop)
    return imports.begin_import(f"{shop_id}/rest/{key}", shop_id, file.name or "", file.read())


@api.get("/shops/{shop}/imports", may=sellers)
def list_imports(
    request: HttpRequest,
    shop: str,
    cursor: str | None = Query(None, max_length=300),
    limit: int = Query(10, ge=1, le=50),
) -> Page[Import]:
    """Newest first."""
    return imports.imports(_own(shop), cursor, limit)


@api.get("/shops/{shop}/imports/{import_id}", may=sellers)
def show_import(
    request: HttpRequest,
    shop: str,
    import_id: str,
    cursor: str | None = Query(None, max_length=300),
    limit: int = Query(50, ge=1, le=200),
) -> ImportReport:
    """How far it is, and what was refused or mended, by line."""
    return imports.import_report(_own(shop), import_id, cursor, limit)


@api.get("/product-types", may=sellers)
def show_types(request: HttpRequest) -> Page[TypeForm]:
    """What can be said of each type of product, for forms."""
    return Page(items=type_forms.type_forms())


def _own(shop: str) -> str:
    """The id of a shop that is called by its id or slug. Raises ShopNotFound, also for somebody else's."""
    return shop_called(seller(), shop)


def _parts(shop_id: str) -> Iterator[bytes]:
    part = everywhere.export_part(shop_id=shop_id)
    yield (part.header + part.text).encode()
    while part.next:
        part = everywhere.export_part(shop_id=shop_id, cursor=part.next)
        yield part.text.encode()
