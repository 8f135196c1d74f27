"""The first page of the back office: what needs a person, and what goes by itself."""

from __future__ import annotations

from django.http import HttpResponse

from souk.kernel.identity import any_staff
from souk.services.web.pages.office.frame import office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases.office import desk


@shown()
@opens_to(any_staff)
def overview(visit: Visit) -> HttpResponse:
    houses = desk.houses()
    waiting = desk.waiting_count()
    totals = {
        what: sum(house[what] for house in houses)
        for what in ("parked", "dead", "going", "undelivered", "held")
    }
    needs_somebody = waiting["count"] or totals["parked"] or totals["dead"]
    context = {
        "waiting": waiting,
        "totals": totals,
        "orders": desk.latest_orders(),
        "is_quiet": not needs_somebody and not waiting["rests"],
    }
    return office(visit, "Overview", "overview.html", context)
