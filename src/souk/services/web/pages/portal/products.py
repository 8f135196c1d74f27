"""Products in the portal: the list, and one change of many."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from souk.contracts.products.calls.shelves import BulkEdit
from souk.contracts.shops.calls import Shop
from souk.kernel.ids import new_id
from souk.services.web.pages.portal.bulk_form import BulkForm
from souk.services.web.pages.portal.frame import owners, portal
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import portal_products
from souk.services.web.use_cases.portal_products import LIST, STATUSES, STOCKS
from souk.vocabulary.problems import Invalid

NARROWS = ("search", "status", "type", "stock")


@shown()
@owners
def product_list(visit: Visit, shop: Shop) -> HttpResponse:
    return _list(visit, shop, _bulk_form())


@shown("POST")
@owners
def change_many(visit: Visit, shop: Shop) -> HttpResponse:
    sent = visit.request.POST
    form = _bulk_form(sent)
    wanted = _wanted(visit)
    chosen = portal_products.all_ids(shop, wanted) if sent.get("everything") else sent.getlist("product")
    if not chosen:
        form.add_error(None, "Please choose the products to change: tick them in the list.")
    edit = form.edit() if form.is_valid() else None
    if edit is None:
        return _list(visit, shop, form, chosen=set(chosen))
    try:
        outcomes = portal_products.change_many(shop, chosen[:500], edit, form.cleaned_data["token"])
    except Invalid as wrong:
        form.add_error(None, wrong.detail)
        return _list(visit, shop, form, chosen=set(chosen))
    return portal(visit, shop, "Products", "changed.html", _outcomes(outcomes, edit, wanted))


def _list(visit: Visit, shop: Shop, form: BulkForm, chosen: set[str] | None = None) -> HttpResponse:
    wanted = _wanted(visit)
    cursor = cursor_of(visit)
    rows, cursor = portal_products.product_list(shop, wanted, cursor)
    context = {
        "products": rows,
        "wanted": wanted,
        "is_narrowed": any(wanted.values()),
        "statuses": [_pill(wanted, "status", value, name) for value, name in STATUSES],
        "stocks": STOCKS,
        "types": [("", "Any type"), *portal_products.type_choices()],
        "next_url": _address(wanted | {"cursor": cursor}) if cursor else "",
        "form": form,
        "chosen": chosen or set(),
    }
    return portal(visit, shop, "Products", "products.html", context, status=422 if form.errors else 200)


def _wanted(visit: Visit) -> dict[str, str]:
    """What the list is narrowed to; a form for many takes it along under other names than its own fields have."""
    if visit.request.method == "POST":
        return {name: visit.request.POST.get(f"w-{name}", "")[:120] for name in NARROWS}
    return {name: visit.request.GET.get(name, "")[:120] for name in NARROWS}


def _bulk_form(sent: Any = None) -> BulkForm:
    categories = portal_products.category_choices()
    return BulkForm(sent, categories=categories, initial={"token": new_id("key")})


def _pill(wanted: dict[str, str], name: str, value: str, label: str) -> dict[str, Any]:
    return {"name": label, "url": _address(wanted | {name: value}), "is_here": wanted[name] == value}


def _address(wanted: dict[str, Any]) -> str:
    said = {name: value for name, value in wanted.items() if value}
    return f"{LIST}?{urlencode(said)}" if said else LIST


def _outcomes(outcomes: list[Any], edit: BulkEdit, wanted: dict[str, str]) -> dict[str, Any]:
    counts = {what: sum(each.outcome == what for each in outcomes) for what in ("changed", "unchanged")}
    refused = [
        {
            "name": each.title or "A product that is no longer there",
            "url": f"{LIST}/{each.product_id}" if each.title else "",
            "why": each.refusal or "It is not among your products any more.",
        }
        for each in outcomes
        if each.outcome in ("refused", "not_found")
    ]
    return {"counts": counts, "refused": refused, "all": len(outcomes), "back_url": _address(wanted)}
