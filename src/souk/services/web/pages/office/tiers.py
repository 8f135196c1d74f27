"""Tiers in the back office: from when each is reached and what it brings, and a form for each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse

from souk.contracts.customers.calls import KeptTier, ProgrammeDesk, TierTerms, TierUnknown
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.amounts import money_field, typed
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.vocabulary.problems import Refused

desk = ask(ProgrammeDesk)

LIST = f"{HOME}/tiers"


def _words(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=400,
        required=False,
        help_text=help_text,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class TermsForm(StreetForm):
    spend_from = money_field("Reached from", help_text="What goods must have cost within a year.")
    percent_off = forms.IntegerField(
        label="Percent off", min_value=0, max_value=90, help_text="0: none of its own. The best one counts."
    )
    birthday_points = forms.IntegerField(label="Points on a birthday", min_value=0, max_value=100_000)
    early_access_hours = forms.IntegerField(
        label="Sale codes early by hours", min_value=0, max_value=720, help_text="0: none of its own."
    )
    free_methods = _words("Ways of shipping that are free", "As: economy standard. Empty: none of its own.")
    free_over = money_field("Free on goods of more than", required=False, help_text="Empty: on every order.")
    free_countries = _words("Free to these countries", "As: US CA. Empty: to all.")

    def terms(self) -> TierTerms:
        """Of a form that is valid."""
        given = self.cleaned_data
        return TierTerms(
            spend_from=typed(given["spend_from"]),
            percent_off=given["percent_off"],
            birthday_points=given["birthday_points"],
            early_access_hours=given["early_access_hours"],
            free_methods=given["free_methods"].lower().replace(",", " ").split()[:20],
            free_over=typed(given["free_over"] or Decimal()),
            free_countries=given["free_countries"].upper().replace(",", " ").split()[:100],
        )


@shown()
@opens_to(staff_may("customers.read", "customers.manage"))
def all_tiers(visit: Visit) -> HttpResponse:
    return office(visit, "Tiers", "tiers.html", {"tiers": [_view(tier) for tier in desk.programme()]})


@shown("GET", "POST")
@opens_to(staff_may("customers.manage"))
def one(visit: Visit, tier: str) -> HttpResponse:
    kept = next((one for one in desk.programme() if one.tier == tier), None)
    if kept is None:
        raise TierUnknown("See which there are.")
    form = TermsForm(initial=_known(kept))
    if visit.request.method == "POST":
        form = TermsForm(visit.request.POST)
        if form.is_valid():
            try:
                desk.change_tier(tier=tier, terms=form.terms())
                return visit.see_other(LIST, "saved")
            except Refused as refusal:
                form.take_problem(refusal)
    crumbs = [{"name": "Tiers", "url": LIST}, {"name": kept.label}]
    context = {"form": form, "label": kept.label, "url": f"{LIST}/{tier}", "crumbs": crumbs}
    return office(visit, "Tiers", "tier.html", context, status=422 if form.errors else 200)


def _known(tier: KeptTier) -> dict[str, Any]:
    return {
        "spend_from": tier.spend_from.amount,
        "percent_off": tier.percent_off,
        "birthday_points": tier.birthday_points,
        "early_access_hours": tier.early_access_hours,
        "free_methods": " ".join(tier.free_methods),
        "free_over": tier.free_over.amount if tier.free_over else "",
        "free_countries": " ".join(tier.free_countries),
    }


def _view(tier: KeptTier) -> dict[str, Any]:
    over = f" over {wording.price(tier.free_over)}" if tier.free_over else ""
    where = f" to {', '.join(tier.free_countries)}" if tier.free_countries else ""
    return {
        "label": tier.label,
        "url": f"{LIST}/{tier.tier}",
        "spend_from": wording.price(tier.spend_from),
        "percent": f"{tier.percent_off} %" if tier.percent_off else "",
        "points": f"{tier.birthday_points:,}" if tier.birthday_points else "",
        "hours": tier.early_access_hours or "",
        "free": f"{', '.join(tier.free_methods)}{where}{over}" if tier.free_methods else "",
    }
