"""Acting for somebody from the back office, and stopping from wherever one is."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.users.calls import People
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.office.frame import HOME, opens_to
from souk.services.web.pages.office.people import LIST, WhyForm, shown_person
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import sessions
from souk.vocabulary.problems import Refused

people = ask(People)


@shown("POST")
@opens_to(staff_may("act_on_behalf"))
def begin(visit: Visit, user_id: str) -> HttpResponse:
    form = WhyForm(visit.request.POST, prefix="act")
    if not form.is_valid():
        return shown_person(visit, user_id, act_form=form)
    try:
        token = people.act(user_id=user_id, reason=form.cleaned_data["why"])
    except Refused as refusal:
        form.add_error(None, refusal.title)
        return shown_person(visit, user_id, act_form=form)
    visit.act(token)
    return visit.see_other("/account")


@shown("POST")
def stop(visit: Visit) -> HttpResponse:
    """Back to oneself, and to the page of whom one acted for."""
    user_id = visit.user_id
    if visit.acting is None:
        return visit.see_other(HOME)
    sessions.leave(visit.acting["token"], None)
    visit.stop_acting()
    return visit.see_other(f"{LIST}/{user_id}", "acting-over")
