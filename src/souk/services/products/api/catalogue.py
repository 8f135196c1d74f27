"""The catalogue: the stored page of each product, the category tree, and what owners do with one of their own goods.

Lists of products (`GET /products`, `/books` …) are the search house's.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, UploadedFile
from pydantic import Field

from souk.contracts.products.calls import (
    MOST_VARIATIONS,
    CategoryDraft,
    Image,
    Option,
    Product,
    ProductDraft,
    SavedProduct,
    VariationDraft,
)
from souk.kernel.access.identity import anyone, staff_may
from souk.kernel.web.api import Body, stored_answer
from souk.services.products.api.door import api, seen_revision, seller, sellers
from souk.services.products.use_cases import categories, editing, showing, tree_care

SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


class CategoryNode(Body):
    category_id: str
    slug: str
    name: str
    path: str
    children: list[CategoryNode] = Field(default_factory=list)


class CategoryTree(Body):
    items: list[CategoryNode]
    next: None = None


class CategoryIn(Body):
    """Without `parent_slug` it becomes a root."""

    slug: str = Field(pattern=SLUG, max_length=80)
    name: str = Field(min_length=1, max_length=120)
    parent_slug: str | None = Field(default=None, max_length=80)


class CategoryEdit(Body):
    """Its name, and where it is. Without `parent_slug` it becomes a root."""

    name: str = Field(min_length=1, max_length=120)
    parent_slug: str | None = Field(default=None, max_length=80)


class VariationIn(VariationDraft):
    weight_grams: int = Field(default=0, ge=0, le=1_000_000, strict=True)
    stock: int | None = Field(default=None, ge=0, le=1_000_000, strict=True)


Reason = Annotated[str, Query("", max_length=300, description="Why staff do it: the shop’s owner reads it.")]


class ImageIn(Body):
    """A picture the product has already, by its `url`, or one that lives elsewhere and stays a link."""

    url: str = Field(min_length=1, max_length=2000)
    alt: str = Field(default="", max_length=300)
    option_value: str | None = Field(default=None, max_length=80)


class ProductEdit(Body):
    """The whole product. Without `images` it keeps those it has; `stock` counts only for a SKU never seen before."""

    title: str = Field(min_length=1, max_length=200)
    product_type: str = Field(max_length=40)
    category_slug: str | None = Field(default=None, max_length=80)
    description_html: str = Field(default="", max_length=50_000)
    attributes: dict[str, Any] = Field(default_factory=dict)
    options: list[Option] = Field(default_factory=list, max_length=5)
    variations: list[VariationIn] = Field(min_length=1, max_length=MOST_VARIATIONS)
    images: list[ImageIn] | None = Field(default=None, max_length=50)
    status: Literal["draft", "published"] = "published"


class ProductIn(ProductEdit):
    """`slug` is the address asked for; when another shop has it, the shop's own slug is put after it."""

    shop_id: str = Field(max_length=40)
    slug: str = Field(pattern=SLUG, max_length=120)


@api.get("/products/{product}", may=anyone, answers=Product, straight=True)
def show_product(request: HttpRequest, product: str) -> HttpResponse:
    """A published product by id or slug, with everything its page shows."""
    body, etag = showing.stored_page(product)
    return stored_answer(request, body, etag)


@api.post("/products", may=sellers, reads=sellers, status=201)
def create_product(request: HttpRequest, body: ProductIn) -> SavedProduct:
    """A new product of the caller's own shop. The same body sent again makes no second one."""
    images = [image.model_dump() for image in body.images or []]
    return editing.create_product(seller(), ProductDraft(**_fields(body)), images)


@api.put("/products/{product}", may=sellers, reads=sellers)
def replace_product(
    request: HttpRequest, product: str, body: ProductEdit, reason: Reason = ""
) -> SavedProduct:
    """Makes the product (by its id) what the body says. Variations are recognised by SKU; those left out are withdrawn.

    With `If-Match` (the ETag of `GET /shops/{shop}/products/{product}`) 412 when somebody else has changed it since.
    """
    images = None if body.images is None else [image.model_dump() for image in body.images]
    seen = seen_revision(request)
    return editing.replace_product(seller(), product, _fields(body), images, revision=seen, reason=reason)


@api.post("/products/{product}/images", may=sellers, reads=sellers, status=201)
def add_image(
    request: HttpRequest,
    product: str,
    image: UploadedFile = File(...),
    alt: str = Form("", max_length=300),
    option_value: str = Form("", max_length=80),
) -> Image:
    """Hangs a JPEG, PNG, WebP or GIF of at most 8 MB. `option_value` ties it to, say, a colour."""
    return editing.add_image(seller(), product, image.read(), alt, option_value or None)


@api.delete("/products/{product}", may=sellers, status=204)
def delete_product(request: HttpRequest, product: str, reason: Reason = "") -> None:
    """Takes the product (by its id) from the street for good."""
    editing.delete_product(seller(), product, reason)


@api.get("/categories", may=anyone)
def show_categories(request: HttpRequest) -> CategoryTree:
    """The whole tree."""
    return CategoryTree.model_validate({"items": categories.tree()})


@api.post("/categories", may=staff_may("products.manage"), reads=anyone, status=201)
def add_category(request: HttpRequest, body: CategoryIn) -> CategoryNode:
    """Adds a category; one that is there already is answered as it is."""
    saved = categories.save_categories([CategoryDraft(**body.model_dump())])[0]
    return CategoryNode(**saved.model_dump(exclude={"parent_id"}))


@api.put("/categories/{slug}", may=staff_may("products.manage"), status=204)
def change_category(request: HttpRequest, slug: str, body: CategoryEdit) -> None:
    """Names a category and puts it under another, with all that is beneath it. Its slug stays; what is in it follows within moments."""
    tree_care.change_category(slug, body.name, body.parent_slug)


@api.delete("/categories/{slug}", may=staff_may("products.manage"), status=204)
def remove_category(request: HttpRequest, slug: str) -> None:
    """409 `category-in-use` while it has products or categories beneath it."""
    tree_care.remove_category(slug)


def _fields(body: ProductEdit) -> dict[str, Any]:
    """The draft's fields. Its images are passed on their own, because those that are stored have no content any more."""
    return body.model_dump(exclude={"images"})
