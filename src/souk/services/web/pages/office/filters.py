"""Filters of the back office's tables, as forms: every field is one part of the address, and an empty one filters nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from souk.contracts.notifications.calls import LetterDesk
from souk.contracts.payments.calls import Payments
from souk.contracts.users.calls import People
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import customers

people, letters, payments = ask(People), ask(LetterDesk), ask(Payments)

_YES_NO = [("", "Any"), ("yes", "Yes"), ("no", "No")]


def _text(label: str, longest: int = 120) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "Any"), *choices], required=False)


def _yes_no(label: str) -> forms.TypedChoiceField:
    kinds = {"yes": True, "no": False}
    return forms.TypedChoiceField(
        label=label, choices=_YES_NO, required=False, coerce=lambda text: kinds[text], empty_value=None
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": "Write a day as 2026-11-26."},
    )


def _made_here() -> list[tuple[str, str]]:
    return [("", "Any"), *((role.role_id, role.name) for role in people.roles())]


def _tiers() -> list[tuple[str, str]]:
    return [("", "Any"), *customers.tiers()]


def _kinds_of_letters() -> list[tuple[str, str]]:
    return [("", "Any"), *((kind, wording.letter_kind(kind)) for kind in letters.kinds())]


def _providers() -> list[tuple[str, str]]:
    return [("", "Any"), *((way.provider, way.provider.capitalize()) for way in payments.methods())]


class Between(StreetForm):
    """Two days, both of them included, in UTC."""

    since = _day("From")
    until = _day("To")

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or self.cleaned_data)
        found["since"] = _midnight(found.get("since"))
        last = found.get("until")
        found["until"] = _midnight(min(last, clock.LAST.date()) + timedelta(days=1) if last else None)
        return found


class PeopleFilters(Between):
    email = _text("Email begins with", 254)
    name = _text("Name has")
    role = _choice(
        "Role", [("shop_owner", "Shop owner"), ("staff", "Staff"), ("administrator", "Administrator")]
    )
    custom_role = forms.ChoiceField(label="Role made here", choices=_made_here, required=False)
    is_verified = _yes_no("Email confirmed")
    is_blocked = _yes_no("Blocked")
    is_locked = _yes_no("Locked")
    field_order = ["email", "name", "role", "custom_role", "is_verified", "is_blocked", "is_locked", "since", "until"]  # fmt: skip


class OrderFilters(Between):
    number = _text("Number", 40)
    email = _text("Email begins with", 254)
    status = _choice("Status", [(code, words) for code, (words, _) in wording.ORDER_STATUS.items()])
    payment_status = _choice(
        "Payment", [(code, words) for code, (words, _) in wording.PAYMENT_STATUS.items()]
    )
    shop = _text("Shop", 80)
    least = forms.DecimalField(label="From amount", required=False, min_value=0, max_value=10**9)
    most = forms.DecimalField(label="To amount", required=False, min_value=0, max_value=10**9)
    field_order = ["number", "email", "status", "payment_status", "shop", "least", "most", "since", "until"]


class CustomerFilters(StreetForm):
    email = _text("Email begins with", 254)
    name = _text("A name begins with")
    kind = _choice("Kind", [*customers.KINDS.items()])
    tier = forms.ChoiceField(label="Tier", choices=_tiers, required=False)


class StockFilters(StreetForm):
    title = _text("Product has", 120)
    sku = _text("SKU begins with", 80)
    shop = _text("Shop", 80)
    is_low = forms.ChoiceField(label="Level", choices=[("", "Any"), ("yes", "Low or none")], required=False)


class ShopFilters(Between):
    name = _text("Name has")
    status = _choice("Status", [(code, words) for code, (words, _) in wording.SHOP_STATUS.items()])
    owner = _text("Owner (email or id)", 254)
    country = forms.CharField(
        label="Country",
        required=False,
        validators=[RegexValidator("^[A-Za-z]{2}$", "Two letters, such as PT.")],
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 2, "placeholder": "PT"}),
    )
    is_verified = _yes_no("Verified")
    is_active = _yes_no("Switched on")
    field_order = ["name", "status", "owner", "country", "is_verified", "is_active", "since", "until"]


class TrailFilters(Between):
    actor = _text("Who (email or id)", 254)
    subject = _text("What it was about (id)", 120)
    deed = _text("Deed begins with")
    as_id = _text("On behalf of (email or id)", 254)
    field_order = ["actor", "subject", "deed", "as_id", "since", "until"]


class CouponFilters(StreetForm):
    code = _text("Code begins with", 32)
    state = _choice("State", [(code, words) for code, (words, _) in wording.COUPON_STATE.items()])


class LetterFilters(Between):
    to = _text("Address begins with", 254)
    kind = forms.ChoiceField(label="Kind", choices=_kinds_of_letters, required=False)
    status = _choice("State", [(code, words) for code, (words, _) in wording.LETTER_STATUS.items()])
    field_order = ["to", "kind", "status", "since", "until"]


class PaymentFilters(Between):
    number = _text("Order", 40)
    status = _choice("State", [(code, words) for code, (words, _) in wording.PAYMENT_STATUS.items()])
    provider = forms.ChoiceField(label="Provider", choices=_providers, required=False)
    field_order = ["number", "status", "provider", "since", "until"]


class LedgerFilters(Between):
    account = _choice("Account", [*wording.LEDGER_ACCOUNT.items()])
    field_order = ["account", "since", "until"]


class ProductFilters(StreetForm):
    shop = _text("Shop", 80)
    search = _text("Title or SKU", 120)
    status = _choice("State", [(code, words) for code, (words, _) in wording.PRODUCT_STATUS.items()])


def _midnight(day: date | None) -> datetime | None:
    return clock.within_reach(datetime.combine(day, time(), UTC)) if day else None
