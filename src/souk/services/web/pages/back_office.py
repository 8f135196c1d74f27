"""The back office: for staff and administrators. What needs a person, and the frame its pages share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.kernel import identity
from souk.services.web.pages.showing import only, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import back_office

HOME = "/back-office"
ROOMS = [("Overview", HOME), ("Orders", f"{HOME}/orders"), ("Shops", f"{HOME}/shops"), ("Reviews", f"{HOME}/reviews"), ("Health", f"{HOME}/health")]  # fmt: skip

staff = only(identity.staff, HOME)
administrators = only(identity.administrator, HOME)


@shown()
@staff
def overview(visit: Visit) -> HttpResponse:
    houses = back_office.houses()
    waiting = back_office.waiting_count()
    totals = {
        what: sum(house[what] for house in houses)
        for what in ("parked", "dead", "going", "undelivered", "held")
    }
    needs_somebody = waiting["count"] or totals["parked"] or totals["dead"]
    context = {
        "waiting": waiting,
        "totals": totals,
        "orders": back_office.latest_orders(),
        "is_quiet": not needs_somebody and not waiting["rests"],
    }
    return office(visit, "Overview", "overview.html", context)


def office(
    visit: Visit, name: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the back office; `name` is the room it belongs to."""
    rooms = [{"name": room, "url": url, "is_here": room == name} for room, url in ROOMS]
    return visit.page(f"back_office/{template}", {"rooms": rooms} | context, status=status)


def cursor_of(visit: Visit, name: str = "cursor") -> str | None:
    return visit.request.GET.get(name, "")[:300] or None
