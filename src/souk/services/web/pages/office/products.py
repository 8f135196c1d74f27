"""Any shop's products in the back office: listed by shop, and one with what staff correct of it most. The rest is in `product_sheets`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from souk.contracts.products.calls.shelves import ProductChanged, ShelfProduct, ShelfRow, Shelves
from souk.kernel.access.identity import staff_may
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.amounts import money_field, typed
from souk.services.web.pages.office.filters import ProductFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases import portal_products
from souk.services.web.use_cases.office import finding, products
from souk.vocabulary.problems import Refused

shelves = ask(Shelves)

LIST = f"{HOME}/products"
MANAGE = staff_may("products.manage")
#: Of a product with more variations the prices are its shop's to change.
MOST_PRICES = 60
CHANGED = "Somebody else has changed this product meanwhile. It is shown as it is now: look at it, and make your change again."


def _price(row: ShelfRow) -> str:
    return wording.price_span(row.price_from, row.price_to) if row.price_from and row.price_to else ""


TABLE = Table(
    room="Products",
    title="Products",
    path=LIST,
    may=MANAGE,
    filters=ProductFilters,
    columns=(
        Column("Product", lambda row: row[1].title, lambda row: f"{LIST}/{row[0]}/{row[1].product_id}"),
        Column("Category", lambda row: row[1].category_name),
        Column("Type", lambda row: portal_products.type_name(row[1].product_type)),
        Column("Variations", lambda row: str(row[1].variations), is_number=True),
        Column("Price", lambda row: _price(row[1]), is_number=True),
        Column(
            "State",
            lambda row: wording.PRODUCT_STATUS[row[1].status][0],
            tone=lambda row: wording.PRODUCT_STATUS[row[1].status][1],
        ),
        Column("Changed", lambda row: wording.day_and_time(row[1].changed_at), is_whole=True),
    ),
    read=finding.products,
    nothing="Give the name, the address or the id of a shop: products are listed shop by shop.",
)


class WhyForm(StreetForm):
    """What staff do to goods that are not theirs has a reason."""

    reason = forms.CharField(label="Why?", max_length=300, help_text="Its shop’s owner reads it.")


class ProductForm(StreetForm):
    token = forms.CharField(widget=forms.HiddenInput, max_length=80)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = forms.CharField(label="Title", max_length=200)
    category_slug = forms.ChoiceField(label="Category", required=False)
    status = forms.ChoiceField(
        label="State", choices=[("published", "Published"), ("draft", "Draft: shoppers do not see it")]
    )
    description_html = forms.CharField(
        label="Description",
        max_length=50_000,
        required=False,
        help_text="In HTML, as its shop wrote it.",
        widget=forms.Textarea({"rows": 10}),
    )
    reason = forms.CharField(label="Why?", max_length=300, help_text="Its shop’s owner reads it.")

    def __init__(self, sent: Any = None, *, product: ShelfProduct) -> None:
        prices = {f"price-{each.variation_id}": each.price.amount for each in _priced(product)}
        known = product.model_dump(include={"revision", "title", "status", "description_html"})
        known |= prices | {"category_slug": product.category_slug or "", "token": new_id("key")}
        super().__init__(sent, initial=known)
        choices = [("", "None"), *portal_products.category_choices()]
        self.fields["category_slug"].choices = choices  # type: ignore[attr-defined]
        for each in _priced(product):
            choice = ", ".join(each.options.values())
            self.add(f"price-{each.variation_id}", money_field(f"Price of {choice or each.sku}"))

    def prices(self, product: ShelfProduct) -> dict[str, Any]:
        return {
            each.variation_id: typed(self.cleaned_data[f"price-{each.variation_id}"])
            for each in _priced(product)
        }

    def words(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("title", "status", "description_html")}
        return given | {"category_slug": self.cleaned_data["category_slug"] or None}


@shown()
@opens_to(MANAGE)
def all_products(visit: Visit) -> HttpResponse:
    """Without a shop there is no list yet, which is not to say that there is nothing."""
    asked = visit.request.GET.get("shop", "").strip()
    return TABLE.page(visit) if asked else TABLE.page(visit, {"empty": "Whose products?"})


@shown()
@opens_to(MANAGE & EXPORT)
def all_products_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown("GET", "POST")
@opens_to(MANAGE)
def one(visit: Visit, shop_id: str, product_id: str) -> HttpResponse:
    product = shelves.on_shelf(shop_id=shop_id, product_id=product_id)
    if visit.request.method != "POST":
        return _page(visit, shop_id, product, ProductForm(product=product))
    form = ProductForm(visit.request.POST, product=product)
    if not form.is_valid():
        return _page(visit, shop_id, product, form)
    given = form.cleaned_data
    try:
        products.save(
            shop_id,
            product,
            form.words(),
            form.prices(product),
            given["revision"],
            f"office:{given['token']}",
            given["reason"],
        )
    except ProductChanged:
        fresh = ProductForm(product=product)
        return _page(visit, shop_id, product, fresh, fault=CHANGED, status=412)
    except Refused as refusal:
        form.take_problem(refusal)
        return _page(visit, shop_id, product, form)
    return visit.see_other(f"{LIST}/{shop_id}/{product_id}", "saved")


@shown("POST")
@opens_to(MANAGE)
def remove(visit: Visit, shop_id: str, product_id: str) -> HttpResponse:
    """For good, and for a reason. The product is the key: pressing twice deletes it once."""
    why = WhyForm(visit.request.POST, prefix="delete")
    if not why.is_valid():
        product = shelves.on_shelf(shop_id=shop_id, product_id=product_id)
        return _page(visit, shop_id, product, ProductForm(product=product), why=why)
    shelves.take_off_shelf(
        key=f"office-{product_id}",
        shop_id=shop_id,
        product_id=product_id,
        reason=why.cleaned_data["reason"],
    )
    return visit.see_other(f"{LIST}?shop={shop_id}", "product-deleted")


def _priced(product: ShelfProduct) -> list[Any]:
    return product.variations if len(product.variations) <= MOST_PRICES else []


def _page(
    visit: Visit,
    shop_id: str,
    product: ShelfProduct,
    form: ProductForm,
    *,
    fault: str = "",
    status: int = 200,
    why: WhyForm | None = None,
) -> HttpResponse:
    word, tone = wording.PRODUCT_STATUS[product.status]
    context = {
        "form": form,
        "why": why or WhyForm(prefix="delete"),
        "fault": fault,
        "prices": [form[f"price-{each.variation_id}"] for each in _priced(product)],
        "has_many": len(product.variations) > MOST_PRICES,
        "url": f"{LIST}/{shop_id}/{product.product_id}",
        "product": {
            "title": product.title,
            "status": word,
            "tone": tone,
            "page": f"/products/{product.slug}" if product.status == "published" else "",
            "type": portal_products.type_name(product.product_type),
            "shop_url": f"{HOME}/shops/{shop_id}",
            "stock": [
                {"sku": each.sku, "url": f"{HOME}/stock/{each.variation_id}"}
                for each in product.variations[:20]
            ],
        },
        "crumbs": [{"name": "Products", "url": f"{LIST}?shop={shop_id}"}, {"name": product.title}],
    }
    return office(visit, "Products", "product.html", context, status=422 if form.errors or why else status)
