"""One product in the portal: made, edited, with its pictures and its stock, and deleted."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.inventory.calls import StockCount
from souk.contracts.products.calls.shelves import ProductChanged, ShelfProduct, Shelves
from souk.contracts.shops.calls import Shop
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.portal.frame import owners, portal
from souk.services.web.pages.showing import key_of, revision_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules.typed import whole
from souk.services.web.use_cases import portal_products
from souk.services.web.use_cases.portal_large_sheets import LargeSheet, sheet_of, sheet_sent
from souk.services.web.use_cases.portal_products import LIST
from souk.services.web.use_cases.portal_sheet_views import page_view
from souk.services.web.use_cases.portal_sheets import Sheet
from souk.vocabulary.problems import Invalid, Refused

shelves = ask(Shelves)

MOST_FILES = 20
CHANGED = "Somebody else has changed this product while you had it open. What they made of it is in the list; what you typed is still here: look at both, then save yours again."


@shown("GET", "POST")
@owners
def create(visit: Visit, shop: Shop) -> HttpResponse:
    sent = visit.request.POST
    kind = (sent if sent else visit.request.GET).get("type", "")[:40]
    if not kind:
        return portal(visit, shop, "Products", "types.html", {"types": portal_products.type_choices()})
    form = portal_products.type_form(kind)
    if visit.request.method == "GET":
        return _sheet_page(visit, shop, Sheet.empty(form))
    sheet = Sheet.of_form(form, sent)
    draft = portal_products.wanted_draft(sheet, shop.shop_id, sent.get("do", ""))
    if draft is None:
        return _sheet_page(visit, shop, sheet.with_combinations() if sent.get("do") == "table" else sheet)
    try:
        saved = portal_products.create(shop, draft, key_of(visit, "token"))
    except Refused as refusal:
        sheet.take_problem(refusal)
        return _sheet_page(visit, shop, sheet)
    return visit.see_other(f"{LIST}/{saved.product_id}", "product-made")


@shown("GET", "POST")
@owners
def edit(visit: Visit, shop: Shop, product_id: str) -> HttpResponse:
    product = shelves.on_shelf(shop_id=shop.shop_id, product_id=product_id)
    sent = visit.request.POST
    if visit.request.method == "GET":
        kind = visit.request.GET.get("type", "")[:40] or product.product_type
        sheet = sheet_of(product, portal_products.type_form(kind), visit.request.GET.get("find", ""))
        return _sheet_page(visit, shop, sheet, product)
    form = portal_products.type_form(sent.get("type", "")[:40] or product.product_type)
    sheet = sheet_sent(product, form, sent)
    draft = portal_products.wanted_draft(sheet, shop.shop_id, sent.get("do", ""))
    if draft is None:
        sheet = sheet.with_combinations() if sent.get("do") == "table" else sheet
        return _sheet_page(visit, shop, sheet, product, revision=revision_of(visit))
    try:
        portal_products.save(product, draft, key_of(visit, "token"), revision_of(visit))
    except ProductChanged:
        sheet.faults[""] = CHANGED
        return _sheet_page(visit, shop, sheet, product, status=412)
    except Refused as refusal:
        sheet.take_problem(refusal)
        return _sheet_page(visit, shop, sheet, product, revision=revision_of(visit))
    return visit.see_other(f"{LIST}/{product_id}", "saved")


@shown("POST")
@owners
def add_pictures(visit: Visit, shop: Shop, product_id: str) -> HttpResponse:
    product = shelves.on_shelf(shop_id=shop.shop_id, product_id=product_id)
    files = visit.request.FILES.getlist("pictures")[:MOST_FILES]
    tied, token, faults = visit.request.POST.get("option_value", "") or None, key_of(visit, "token"), []
    if not files:
        faults.append("Please choose one or more pictures first.")
    for number, file in enumerate(files):
        try:
            shelves.hang_picture(
                key=f"{token}-{number}",
                shop_id=shop.shop_id,
                product_id=product.product_id,
                content=file.read(),
                option_value=tied,
            )
        except Invalid as wrong:
            faults.append(f"{(file.name or 'The file')[:80]}: {wrong.detail}")
    if faults:
        return _whole_page(visit, shop, product_id, picture_faults=faults, status=422)
    return visit.see_other(f"{LIST}/{product_id}#pictures", "saved")


@shown("POST")
@owners
def arrange_pictures(visit: Visit, shop: Shop, product_id: str) -> HttpResponse:
    product, sent = shelves.on_shelf(shop_id=shop.shop_id, product_id=product_id), visit.request.POST
    if revision_of(visit) != product.revision:
        return _whole_page(
            visit, shop, product_id, picture_faults=["The pictures have changed meanwhile; here they are as they are now."], status=412
        )  # fmt: skip
    try:
        links = portal_products.arranged(product, sent)
        portal_products.arrange_pictures(shop.shop_id, product, links, key_of(visit, "token"))
    except Refused as refusal:
        return _whole_page(visit, shop, product_id, picture_faults=[refusal.detail], status=422)
    return visit.see_other(f"{LIST}/{product_id}#pictures", "saved")


@shown("POST")
@owners
def count_stock(visit: Visit, shop: Shop, product_id: str) -> HttpResponse:
    """Only what was counted anew is put down, as the difference to what the page had shown."""
    product, sent = shelves.on_shelf(shop_id=shop.shop_id, product_id=product_id), visit.request.POST
    counts, faults = [], {}
    for each in product.variations:
        typed, seen = (
            sent.get(f"s-{each.variation_id}", "").strip(),
            sent.get(f"seen-{each.variation_id}", ""),
        )
        if not typed or typed == seen:
            continue
        counted, shown_before = whole(typed, most=1_000_000), whole(seen)
        if counted is None or shown_before is None:
            faults[each.variation_id] = "Please write a whole number."
            continue
        counts.append(StockCount(variation_id=each.variation_id, seen=shown_before, counted=counted))
    if counts and not faults:
        faults = portal_products.count_stock(counts, key_of(visit, "token"))
    if faults:
        return _whole_page(visit, shop, product_id, stock_faults=faults, status=422)
    return visit.see_other(f"{LIST}/{product_id}#stock", "stock-counted")


@shown("POST")
@owners
def delete(visit: Visit, shop: Shop, product_id: str) -> HttpResponse:
    if visit.request.POST.get("sure") != "yes":
        return _whole_page(visit, shop, product_id, delete_fault="Please tick that you are sure.", status=422)
    shelves.take_off_shelf(key=key_of(visit, "token"), shop_id=shop.shop_id, product_id=product_id)
    return visit.see_other(LIST, "product-deleted")


def _whole_page(visit: Visit, shop: Shop, product_id: str, *, status: int, **said: Any) -> HttpResponse:
    product = shelves.on_shelf(shop_id=shop.shop_id, product_id=product_id)
    sought = visit.request.POST.get("find", "")
    sheet = sheet_of(product, portal_products.type_form(product.product_type), sought)
    return _sheet_page(visit, shop, sheet, product, status=status, **said)


def _sheet_page(
    visit: Visit,
    shop: Shop,
    sheet: Sheet,
    product: ShelfProduct | None = None,
    *,
    revision: int | None = None,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    context = page_view(sheet, product, revision) | {
        "types": portal_products.type_choices(),
        "title": product.title if product else f"New: {portal_products.type_name(sheet.form.name)}",
        "action": f"{LIST}/{product.product_id}" if product else f"{LIST}/new",
    }
    if product is not None:
        skus = {row.sku for row in sheet.rows} if isinstance(sheet, LargeSheet) else None
        context["stock"] = portal_products.stock_table(product, skus)
    if sheet.faults and status == 200:
        status = 422
    return portal(visit, shop, "Products", "product.html", context | said, status=status)
