"""The sandbox's hosted page: the only place where a card number is typed. It is not kept, not logged and not shown again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import select_template
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from souk.kernel import clock
from souk.kernel.settings import settings as process_settings
from souk.services.payments.ports import HostedCharge, NoSuchSession
from souk.services.payments.rules.cards import CARDS, digits_of, is_card_number
from souk.services.payments.rules.return_urls import path_within
from souk.services.payments.use_cases import sandbox_days

_CARDS = [
    {"number": " ".join(card.number[at : at + 4] for at in range(0, 16, 4)), "says": card.says}
    for card in CARDS
]


class CardForm(forms.Form):
    number = forms.CharField(
        label="Card number",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "cc-number"}),
    )
    expiry = forms.RegexField(
        r"^(0[1-9]|1[0-2])\s*/\s*(\d{2}|\d{4})$",
        label="Expiry",
        max_length=9,
        help_text="Month and year: 12/34",
        error_messages={"invalid": "Write month and year like 12/34."},
        widget=forms.TextInput(attrs={"autocomplete": "cc-exp"}),
    )
    cvc = forms.RegexField(
        r"^\d{3,4}$",
        label="CVC",
        max_length=4,
        help_text="Any three digits",
        error_messages={"invalid": "Three or four digits."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "cc-csc"}),
    )

    @sensitive_variables()
    def clean_number(self) -> str:
        number = digits_of(self.cleaned_data["number"])
        if not is_card_number(number):
            raise forms.ValidationError("This is not a card number. Choose one from the list below.")
        return number

    def clean_expiry(self) -> str:
        expiry: str = self.cleaned_data["expiry"]
        month, _, year = expiry.partition("/")
        today = clock.now()
        if (int(year) % 100, int(month)) < (today.year % 100, today.month):
            raise forms.ValidationError("This month is over.")
        return expiry


def hosted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """GET and POST only; a page that does not exist is a 404; nothing of it is stored on the way."""

    @wraps(view)
    def shown(request: HttpRequest, charge_id: str) -> HttpResponse:
        try:
            answer = view(request, charge_id)
        except NoSuchSession as unknown:
            raise Http404 from unknown
        answer["Cache-Control"] = "no-store"
        return answer

    return require_http_methods(["GET", "HEAD", "POST"])(shown)


@sensitive_post_parameters()
@sensitive_variables("form")
@hosted
def pay(request: HttpRequest, charge_id: str) -> HttpResponse:
    charge = sandbox_days.show_page(charge_id)
    if not charge.is_payable:
        return _lead_on(charge)
    form = CardForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "pay.html", charge, 422 if form.is_bound else 200, form=form)
    charge = sandbox_days.pay_by_card(charge_id, form.cleaned_data["number"])
    if charge.is_unanswered:
        return _page(request, "unanswered.html", charge, 200)
    if charge.is_payable:
        return _page(request, "pay.html", charge, 402, form=CardForm())
    return _lead_on(charge)


@hosted
def confirm(request: HttpRequest, charge_id: str) -> HttpResponse:
    charge = sandbox_days.show_page(charge_id)
    if request.method == "POST" and charge.is_confirming:
        charge = sandbox_days.confirm(charge_id, approved=request.POST.get("answer") == "approve")
    elif charge.is_confirming:
        return _page(request, "confirm.html", charge, 200)
    return _lead_on(charge)


def _lead_on(charge: HostedCharge) -> HttpResponse:
    """To the bank's question if there is one, to the card form if it may be tried again, else back to the shop."""
    if charge.is_confirming:
        return HttpResponseRedirect(f"/sandbox/confirm/{charge.charge_id}")
    if charge.is_payable:
        return HttpResponseRedirect(f"/sandbox/pay/{charge.charge_id}")
    return HttpResponseRedirect(_way_back(charge))


def _way_back(charge: HostedCharge) -> str:
    return path_within(charge.return_url, process_settings().base_url) or "/"


def _page(
    request: HttpRequest, template: str, charge: HostedCharge, status: int, **more: Any
) -> HttpResponse:
    frame: Any = select_template(["web/plain.html", "payments/plain.html"])
    context = {"frame": frame, "charge": charge, "way_back": _way_back(charge), "cards": _CARDS, **more}
    return render(request, f"payments/{template}", context, status=status)
