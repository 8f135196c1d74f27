"""The account's membership: tier, what it brings, points, the birthday."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.customers.calls import BenefitNotFound
from souk.services.web.pages import forms
from souk.services.web.pages.account import in_room
from souk.services.web.pages.showing import cursor_of, members, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import membership
from souk.vocabulary.problems import Refused


@shown()
@members
def overview(visit: Visit) -> HttpResponse:
    return _page(visit, forms.BirthdayForm(), cursor=cursor_of(visit))


@shown("POST")
@members
def tell_birthday(visit: Visit) -> HttpResponse:
    form = forms.BirthdayForm(visit.request.POST)
    if form.is_valid():
        try:
            membership.tell_birthday(visit.member_id, form.cleaned_data["date_of_birth"])
            return visit.see_other("/account/membership", "saved")
        except Refused as refusal:
            form.take_problem(refusal)
    return _page(visit, form, status=422)


@shown("POST")
@members
def activate(visit: Visit, benefit_id: str) -> HttpResponse:
    try:
        membership.activate(visit.member_id, benefit_id)
    except BenefitNotFound:
        return visit.see_other("/account/membership", "no-benefit")
    return visit.see_other("/account/membership", "benefit")


def _page(
    visit: Visit, form: forms.BirthdayForm, *, cursor: str | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = membership.page(visit.member_id, cursor)
    visit.keep_tier(context["me"]["tier_label"])
    return in_room(visit, "Membership", "account/membership.html", context | {"form": form}, status=status)
