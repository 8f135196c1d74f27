"""Customers in the back office: who they are, what they earned, and points and tiers given by hand."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse

from souk.contracts.customers.calls import Customers
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import PointsForm, TierForm
from souk.services.web.pages.office.filters import CustomerFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import customers as desk
from souk.vocabulary.problems import Refused

customers = ask(Customers)

LIST = f"{HOME}/customers"
READ = staff_may("customers.read", "customers.manage")


TABLE = Table(
    room="Customers",
    title="Customers",
    path=LIST,
    may=READ,
    filters=CustomerFilters,
    columns=(
        Column(
            "Name",
            lambda row: row.name or desk.KINDS[row.kind],
            lambda row: f"{LIST}/{row.user_id}" if row.user_id else "",
        ),
        Column("Email", lambda row: row.email),
        Column(
            "Kind",
            lambda row: row.tier_label or desk.KINDS[row.kind],
            tone=lambda row: "good" if row.tier else "",
        ),
        Column("Points", lambda row: f"{row.points:,}".replace("-", "−"), is_number=True),
        Column("Since", lambda row: wording.day_and_time(row.created_at), is_whole=True),
    ),
    read=desk.some,
    nothing="No customer is like that. Try the beginning of the email, or of one word of the name.",
    template="customers.html",
)


@shown()
@opens_to(READ)
def all_customers(visit: Visit) -> HttpResponse:
    """The newest first. Kinds and tiers are a press away, and keep what is looked for."""
    given = {name: visit.request.GET.get(name, "").strip() for name in CustomerFilters.base_fields}
    here = {name: given[name] for name in ("kind", "tier") if given[name]}
    kept = {name: given[name] for name in ("email", "name") if given[name]}
    choices: list[tuple[str, dict[str, str]]] = [("All", {})]
    choices += [(words, {"kind": code}) for code, words in desk.KINDS.items()]
    choices += [(label, {"tier": name}) for name, label in desk.tiers()]
    views = [
        {"name": name, "url": _address(kept | asked), "is_here": asked == here} for name, asked in choices
    ]
    return TABLE.page(visit, {"views": views})


@shown()
@opens_to(READ & EXPORT)
def all_customers_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown()
@opens_to(READ)
def customer(visit: Visit, user_id: str) -> HttpResponse:
    return _detail(visit, user_id)


@shown("POST")
@opens_to(staff_may("customers.manage"))
def points(visit: Visit, user_id: str) -> HttpResponse:
    form = PointsForm(visit.request.POST)
    me = customers.customer(user_id=user_id)
    if form.is_valid():
        try:
            customers.adjust(
                key=form.cleaned_data["key"],
                customer_id=me.customer_id,
                points=form.cleaned_data["points"],
                reason=form.cleaned_data["reason"],
                by=visit.member_id,
            )
            return visit.see_other(f"{LIST}/{user_id}", "saved")
        except Refused as refusal:
            form.take_problem(refusal)
    return _detail(visit, user_id, points_form=form)


@shown("POST")
@opens_to(staff_may("customers.manage"))
def tier(visit: Visit, user_id: str) -> HttpResponse:
    form = TierForm(visit.request.POST, tiers=desk.tiers())
    me = customers.customer(user_id=user_id)
    if form.is_valid():
        try:
            customers.raise_tier(
                key=form.cleaned_data["key"],
                customer_id=me.customer_id,
                tier=form.cleaned_data["tier"],
                reason=form.cleaned_data["why"],
                by=visit.member_id,
            )
            return visit.see_other(f"{LIST}/{user_id}", "saved")
        except Refused as refusal:
            form.take_problem(refusal, reason="why")
    return _detail(visit, user_id, tier_form=form)


def _detail(
    visit: Visit, user_id: str, points_form: PointsForm | None = None, tier_form: TierForm | None = None
) -> HttpResponse:
    """Raises CustomerNotFound. Forms that were tried say what is wrong with them."""
    shown_customer = desk.one(user_id, cursor_of(visit))
    cursor = shown_customer["cursor"]
    context = {
        "customer": shown_customer,
        "points_form": points_form or PointsForm.fresh(),
        "tier_form": tier_form or TierForm.fresh(tiers=desk.tiers()),
        "older_url": f"{LIST}/{user_id}?{urlencode({'cursor': cursor})}" if cursor else "",
        "crumbs": [{"name": "Customers", "url": LIST}, {"name": shown_customer["name"]}],
    }
    status = 422 if points_form or tier_form else 200
    return office(visit, "Customers", "customer.html", context, status=status)


def _address(asked: dict[str, str]) -> str:
    return f"{LIST}?{urlencode(asked)}" if asked else LIST
