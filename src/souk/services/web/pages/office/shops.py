"""Shops in the back office: applications, one by one, and their answer."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.shops.calls import Shops, ShopStatusRefused
from souk.kernel.asking import ask
from souk.kernel.identity import staff_may
from souk.kernel.ids import new_id
from souk.services.web.pages.forms import RejectForm
from souk.services.web.pages.office.frame import HOME, cursor_of, office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases.office import desk

shops = ask(Shops)

LIST = f"{HOME}/shops"


@shown()
@opens_to(staff_may("shops.read", "shops.approve"))
def waiting(visit: Visit) -> HttpResponse:
    found, cursor = desk.applications(cursor_of(visit))
    context = {"shops": found, "next_url": f"{LIST}?cursor={cursor}" if cursor else ""}
    return office(visit, "Shops", "shops.html", context)


@shown()
@opens_to(staff_may("shops.read", "shops.approve"))
def application(visit: Visit, shop_id: str) -> HttpResponse:
    return _page(visit, shop_id, RejectForm())


@shown("POST")
@opens_to(staff_may("shops.approve"))
def approve(visit: Visit, shop_id: str) -> HttpResponse:
    try:
        # The shop and the answer are the key: pressing twice approves once.
        shops.approve_shop(key=f"approve-{shop_id}", shop_id=shop_id)
    except ShopStatusRefused:
        return visit.see_other(f"{LIST}/{shop_id}", "shop-answered")
    return visit.see_other(LIST, "shop-approved")


@shown("POST")
@opens_to(staff_may("shops.approve"))
def reject(visit: Visit, shop_id: str) -> HttpResponse:
    form = RejectForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, shop_id, form)
    try:
        shops.reject_shop(key=f"reject-{shop_id}", shop_id=shop_id, reason=form.cleaned_data["reason"])
    except ShopStatusRefused:
        return visit.see_other(f"{LIST}/{shop_id}", "shop-answered")
    return visit.see_other(LIST, "shop-rejected")


@shown("POST")
@opens_to(staff_may("shops.approve"))
def verify(visit: Visit, shop_id: str) -> HttpResponse:
    """Gives the badge, or takes it away."""
    is_verified = visit.request.POST.get("is_verified") == "yes"
    try:
        shops.verify_shop(key=new_id("key"), shop_id=shop_id, is_verified=is_verified)
    except ShopStatusRefused:
        return visit.see_other(f"{LIST}/{shop_id}", "shop-answered")
    return visit.see_other(f"{LIST}/{shop_id}", "saved")


def _page(visit: Visit, shop_id: str, form: RejectForm) -> HttpResponse:
    """Raises ShopNotFound."""
    shop = desk.application(shop_id)
    context = {"shop": shop, "form": form, "crumbs": [{"name": "Shops", "url": LIST}, {"name": shop["name"]}]}
    return office(visit, "Shops", "shop.html", context, status=422 if form.errors else 200)
