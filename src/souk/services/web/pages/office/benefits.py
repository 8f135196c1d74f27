"""Benefits in the back office: what members asked for and people do, and the button that says it is done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.customers.calls import AskedBenefit, ProgrammeDesk
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording

desk = ask(ProgrammeDesk)

LIST = f"{HOME}/benefits"


@shown()
@opens_to(staff_may("customers.read", "customers.manage"))
def waiting(visit: Visit) -> HttpResponse:
    """Who waits longest comes first; those that are done make room for the next."""
    found = [_view(one) for one in desk.asked_benefits(limit=50)]
    return office(visit, "Benefits", "benefits.html", {"asked": found, "is_full": len(found) == 50})


@shown("POST")
@opens_to(staff_may("customers.manage"))
def done(visit: Visit, request_id: str) -> HttpResponse:
    desk.benefit_done(request_id=request_id)
    return visit.see_other(LIST, "benefit-done")


def _view(one: AskedBenefit) -> dict[str, Any]:
    return {
        "label": one.label,
        "name": one.name or "Nameless",
        "email": one.email,
        "url": f"{HOME}/customers/{one.user_id}",
        "at": wording.day(one.asked_at),
        "done_url": f"{LIST}/{one.request_id}/done",
    }
