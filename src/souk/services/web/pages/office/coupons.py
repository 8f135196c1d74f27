"""Coupons in the back office: which there are and how often each was used; made, changed and ended."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.http import HttpResponse

from souk.contracts.marketing.calls import CouponDesk, CouponDraft, CouponExists, KeptCoupon
from souk.kernel.access.identity import staff_may
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.amounts import money_field, typed
from souk.services.web.pages.office.filters import CouponFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import finding
from souk.vocabulary.problems import Refused

desk = ask(CouponDesk)

LIST = f"{HOME}/coupons"
MANAGE = staff_may("coupons.manage")


def _off(row: KeptCoupon) -> str:
    return wording.price(row.amount_off) if row.amount_off else f"{row.percent} %"


TABLE = Table(
    room="Coupons",
    title="Coupons",
    path=LIST,
    may=MANAGE,
    filters=CouponFilters,
    columns=(
        Column("Code", lambda row: row.code, lambda row: f"{LIST}/{row.code}", is_whole=True),
        Column("In words", lambda row: row.description),
        Column("Off", _off, is_number=True),
        Column(
            "Cart of",
            lambda row: wording.price(row.minimum_subtotal) if row.minimum_subtotal else "",
            is_number=True,
        ),
        Column(
            "From", lambda row: wording.day_and_time(row.starts_at) if row.starts_at else "", is_whole=True
        ),
        Column("until", lambda row: wording.day_and_time(row.ends_at) if row.ends_at else "", under=True),
        Column("Used", lambda row: f"{row.used:,}", is_number=True),
        Column("of at most", lambda row: f"{row.usage_limit:,}" if row.usage_limit else "", under=True),
        Column(
            "for one at most",
            lambda row: f"{row.per_customer_limit:,}" if row.per_customer_limit else "",
            under=True,
        ),
        Column(
            "State",
            lambda row: wording.status(wording.COUPON_STATE, row.state)[0],
            tone=lambda row: wording.status(wording.COUPON_STATE, row.state)[1],
        ),
    ),
    read=finding.coupons,
    nothing="No coupon is like that. Try the beginning of its code.",
    template="coupons.html",
)


def _moment(label: str, help_text: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Write a day and a time as 2026-11-26 09:00."},
    )


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=1_000_000_000, help_text="Empty: without end."
    )


class TermsForm(StreetForm):
    description = forms.CharField(
        label="In words", max_length=200, required=False, help_text="Shoppers read it beside the discount."
    )
    percent = forms.IntegerField(label="Percent off", required=False, min_value=1, max_value=100)
    amount_off = money_field("Amount off", required=False, help_text="Instead of percent.")
    minimum_subtotal = money_field(
        "For carts of at least", required=False, help_text="Empty: for every cart."
    )
    starts_at = _moment("Counts from", "In UTC. Empty: from now on.")
    ends_at = _moment("Counts until", "In UTC. Empty: until somebody ends it.")
    usage_limit = _count("Uses altogether")
    per_customer_limit = _count("Uses of one customer")

    def draft(self, code: str) -> CouponDraft:
        """Of a form that is valid."""
        given = self.cleaned_data
        amount, least = given["amount_off"], given["minimum_subtotal"]
        money = {
            "amount_off": None if amount is None else typed(amount),
            "minimum_subtotal": typed(least) if least else None,
        }
        return CouponDraft(code=code, **{name: given[name] for name in TermsForm.base_fields} | money)


class NewForm(TermsForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    code = forms.RegexField(
        r"^[A-Z0-9-]{3,32}$",
        label="Code",
        help_text="3 to 32 letters, digits and hyphens. Shoppers may write it in small letters.",
        error_messages={"invalid": "Only letters from A to Z, digits and hyphens; 3 to 32 of them."},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["key", "code"]

    def __init__(self, sent: Any = None, **more: Any) -> None:
        if sent is not None:
            sent = {**sent.dict(), "code": sent.get("code", "").strip().upper()}
        super().__init__(sent, **more)


@shown()
@opens_to(MANAGE)
def all_coupons(visit: Visit) -> HttpResponse:
    return TABLE.page(visit)


@shown()
@opens_to(MANAGE & EXPORT)
def all_coupons_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown("GET", "POST")
@opens_to(MANAGE)
def new(visit: Visit) -> HttpResponse:
    form = NewForm(initial={"key": new_id("key")})
    if visit.request.method == "POST":
        form = NewForm(visit.request.POST)
        if form.is_valid() and _added(visit, form):
            return visit.see_other(LIST, "coupon-added")
    crumbs = [{"name": "Coupons", "url": LIST}, {"name": "New coupon"}]
    return _page(visit, {"form": form, "url": f"{LIST}/new", "crumbs": crumbs})


@shown("GET", "POST")
@opens_to(MANAGE)
def one(visit: Visit, code: str) -> HttpResponse:
    kept = desk.coupon(code=code)
    form = TermsForm(initial=_known(kept))
    if visit.request.method == "POST":
        form = TermsForm(visit.request.POST)
        if form.is_valid():
            try:
                # Saving the same terms twice is saving them once: every press has a key of its own.
                desk.change(key=new_id("key"), draft=form.draft(code))
                return visit.see_other(LIST, "saved")
            except Refused as refusal:
                form.take_problem(refusal)
    crumbs = [{"name": "Coupons", "url": LIST}, {"name": code}]
    state, tone = wording.status(wording.COUPON_STATE, kept.state)
    coupon = {
        "code": code,
        "used": wording.times(kept.used) if kept.used else "never",
        "state": state,
        "tone": tone,
    }
    context = {"form": form, "url": f"{LIST}/{code}", "crumbs": crumbs, "coupon": coupon}
    return _page(visit, context | {"may_end": kept.state != "ended"})


@shown("POST")
@opens_to(MANAGE)
def end(visit: Visit, code: str) -> HttpResponse:
    desk.end(key=new_id("key"), code=code)
    return visit.see_other(f"{LIST}/{code}", "coupon-ended")


def _added(visit: Visit, form: NewForm) -> bool:
    """The same form sent twice is one coupon; with other words in it, it is another form."""
    draft = form.draft(form.cleaned_data["code"])
    said = hashlib.sha256(draft.model_dump_json().encode()).hexdigest()[:32]
    try:
        desk.add(key=f"office:{visit.user_id}:{form.cleaned_data['key']}:{said}", draft=draft)
    except CouponExists as refusal:
        form.add_error("code", f"{refusal.title}. {refusal.detail}")
    except Refused as refusal:
        form.take_problem(refusal)
    return not form.errors


def _page(visit: Visit, context: dict[str, Any]) -> HttpResponse:
    return office(visit, "Coupons", "coupon.html", context, status=422 if context["form"].errors else 200)


def _known(kept: KeptCoupon) -> dict[str, Any]:
    known: dict[str, Any] = {name: getattr(kept, name) for name in TermsForm.base_fields}
    for name in ("amount_off", "minimum_subtotal"):
        known[name] = known[name].amount if known[name] else None
    return known
