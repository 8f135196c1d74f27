"""Shops in the back office: everybody's in every state, and applications, one by one, with their answer."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.shops.calls import Shops, ShopStatusRefused
from souk.contracts.shops.calls.desk import ShopDesk, ShopRow
from souk.kernel.access.identity import staff_may
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import CloseShopForm, RejectForm
from souk.services.web.pages.office.filters import ShopFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import desk, finding

shops, shop_desk = ask(Shops), ask(ShopDesk)

LIST = f"{HOME}/shops"
READ = staff_may("shops.read", "shops.approve")
#: The longest-waiting first.
WAITING = f"{LIST}?status=pending&sort=applied"

_VIEWS = (
    ("", "All", LIST),
    ("pending", "Waiting", WAITING),
    ("approved", "On the street", f"{LIST}?status=approved&sort=name"),
    ("rejected", "Rejected", f"{LIST}?status=rejected"),
    ("closed", "Closed", f"{LIST}?status=closed"),
)
_NOBODY_WAITS = "When somebody asks to open a shop, the application shows up here."


def _state(row: ShopRow) -> tuple[str, str]:
    if row.status == "approved" and not row.is_active:
        return "Switched off by its owner", "warn"
    return wording.status(wording.SHOP_STATUS, row.status)


TABLE = Table(
    room="Shops",
    title="Shops",
    path=LIST,
    may=READ,
    filters=ShopFilters,
    columns=(
        Column("Name", lambda row: row[0].name, lambda row: f"{LIST}/{row[0].shop_id}", sort="name"),
        Column("Owner", lambda row: row[1].name if row[1] else ""),
        Column("Email", lambda row: row[1].email if row[1] else ""),
        Column("Place", lambda row: wording.place(row[0].city, row[0].country)),
        Column("Status", lambda row: _state(row[0])[0], tone=lambda row: _state(row[0])[1]),
        Column("Badge", lambda row: "Verified" if row[0].is_verified else ""),
        Column("Asked", lambda row: wording.day_and_time(row[0].created_at), sort="-applied", is_whole=True),
    ),
    read=finding.all_shops,
    nothing="No shop is like that. Try the beginning of the name, or of one of its words.",
    sort="-applied",
    template="shops.html",
)


@shown()
@opens_to(READ)
def all_shops(visit: Visit) -> HttpResponse:
    """Those that wait have words of their own, and a way there while there are any."""
    status = visit.request.GET.get("status", "")
    views = [{"name": name, "url": url, "is_here": code == status} for code, name, url in _VIEWS]
    if status == "pending":
        return TABLE.page(visit, {"views": views, "empty": "Nobody waits", "nothing": _NOBODY_WAITS})
    return TABLE.page(visit, {"views": views, "waiting": desk.waiting_count()})


@shown()
@opens_to(READ & EXPORT)
def all_shops_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown()
@opens_to(READ)
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
    return visit.see_other(WAITING, "shop-approved")


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
    return visit.see_other(WAITING, "shop-rejected")


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


@shown("POST")
@opens_to(staff_may("shops.close"))
def close(visit: Visit, shop_id: str) -> HttpResponse:
    """For good."""
    form = CloseShopForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, shop_id, RejectForm(), form)
    shop_desk.close_shop(key=f"close-{shop_id}", shop_id=shop_id, reason=form.cleaned_data["reason"])
    return visit.see_other(f"{LIST}/{shop_id}", "market-closed-shop")


def _page(visit: Visit, shop_id: str, form: RejectForm, closing: CloseShopForm | None = None) -> HttpResponse:
    """Raises ShopNotFound."""
    shop = desk.application(shop_id)
    closing = closing or CloseShopForm()
    crumbs = [{"name": "Shops", "url": LIST}, {"name": shop["name"]}]
    context = {"shop": shop, "form": form, "closing": closing, "crumbs": crumbs}
    has_faults = form.errors or closing.errors
    return office(visit, "Shops", "shop.html", context, status=422 if has_faults else 200)
