"""Facts, options and pictures of any shop's product in the back office: the portal's own forms, with the reason that its owner reads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.products.calls import ProductDraft
from souk.contracts.products.calls.shelves import ProductChanged, ShelfProduct, Shelves
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.office.frame import office, opens_to
from souk.services.web.pages.office.products import CHANGED, LIST, MANAGE, WhyForm
from souk.services.web.pages.showing import key_of, revision_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import descriptions
from souk.services.web.use_cases import portal_products
from souk.services.web.use_cases.portal_large_sheets import sheet_of, sheet_sent
from souk.services.web.use_cases.portal_sheet_views import page_view
from souk.services.web.use_cases.portal_sheets import Sheet
from souk.vocabulary.problems import Refused

shelves = ask(Shelves)

PICTURES = "pictures"  # the prefix of the reason beside them


@shown("GET", "POST")
@opens_to(MANAGE)
def sheet(visit: Visit, shop_id: str, product_id: str) -> HttpResponse:
    product = shelves.on_shelf(shop_id=shop_id, product_id=product_id)
    form = portal_products.type_form(product.product_type)
    if visit.request.method != "POST":
        return _page(visit, shop_id, product, sheet_of(product, form, visit.request.GET.get("find", "")))
    sent = visit.request.POST
    typed, why = sheet_sent(product, form, sent), WhyForm(sent)
    draft = portal_products.wanted_draft(typed, shop_id, sent.get("do", ""))
    if sent.get("do") == "table":
        return _page(visit, shop_id, product, typed.with_combinations(), revision=revision_of(visit))
    if not why.is_valid():
        typed.faults |= {fault["at"]: fault["text"] for fault in why.faults}
    if draft is None or not why.is_valid():
        return _page(visit, shop_id, product, typed, why=why, revision=revision_of(visit))
    try:
        shelves.put_on_shelf(
            key=f"office:{key_of(visit, 'token')}",
            draft=_as_it_was_written(draft, product, typed),
            product_id=product_id,
            revision=revision_of(visit),
            reason=why.cleaned_data["reason"],
        )
    except ProductChanged:
        typed.faults[""] = CHANGED
        return _page(visit, shop_id, product, typed, why=why, status=412)
    except Refused as refusal:
        typed.take_problem(refusal)
        return _page(visit, shop_id, product, typed, why=why, revision=revision_of(visit))
    return visit.see_other(_path(shop_id, product_id), "saved")


@shown("POST")
@opens_to(MANAGE)
def arrange_pictures(visit: Visit, shop_id: str, product_id: str) -> HttpResponse:
    """In other places, with other words, or without those that are taken down."""
    product, sent = shelves.on_shelf(shop_id=shop_id, product_id=product_id), visit.request.POST
    why, faults, status = WhyForm(sent, prefix=PICTURES), list[str](), 422
    if revision_of(visit) != product.revision:
        faults, status = [CHANGED], 412
    elif not why.is_valid():
        faults = [fault["text"] for fault in why.faults]
    else:
        try:
            links, key = portal_products.arranged(product, sent), f"office:{key_of(visit, 'token')}"
            portal_products.arrange_pictures(shop_id, product, links, key, why.cleaned_data["reason"])
            return visit.see_other(f"{_path(shop_id, product_id)}#pictures", "saved")
        except Refused as refusal:
            faults = [refusal.detail]
    unchanged = sheet_of(product, portal_products.type_form(product.product_type))
    said = {"picture_why": why, "picture_faults": faults}
    return _page(visit, shop_id, product, unchanged, status=status, **said)


def _page(
    visit: Visit,
    shop_id: str,
    product: ShelfProduct,
    typed: Sheet,
    *,
    why: WhyForm | None = None,
    revision: int | None = None,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    context = page_view(typed, product, revision) | {
        "action": _path(shop_id, product.product_id),
        "why": why or WhyForm(),
        "picture_why": WhyForm(prefix=PICTURES),
        "crumbs": [
            {"name": "Products", "url": f"{LIST}?shop={shop_id}"},
            {"name": product.title, "url": f"{LIST}/{shop_id}/{product.product_id}"},
            {"name": "Facts, options and pictures"},
        ],
    }
    if typed.faults and status == 200:
        status = 422
    return office(visit, "Products", "product_sheet.html", context | said, status=status)


def _as_it_was_written(draft: ProductDraft, product: ShelfProduct, typed: Sheet) -> ProductDraft:
    """With the shop's own HTML where nobody touched the words: what is told to be changed was."""
    shown, sent = (
        "\n".join(text.split("\r\n")).strip()
        for text in (descriptions.typed_of(product.description_html), typed.description)
    )
    return draft if shown != sent else draft.model_copy(update={"description_html": product.description_html})


def _path(shop_id: str, product_id: str) -> str:
    return f"{LIST}/{shop_id}/{product_id}/all"
