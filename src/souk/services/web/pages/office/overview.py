"""The first page of the back office: what needs a person, and what goes by itself."""

from __future__ import annotations

from django.http import HttpResponse

from souk.kernel.access.identity import any_staff
from souk.services.web.pages.office.frame import office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases.office import desk


@shown()
@opens_to(any_staff)
def overview(visit: Visit) -> HttpResponse:
    may = visit.identity.may
    sees_shops = may("shops.read") or may("shops.approve")
    sees_events = may("events.read") or may("events.replay")
    waiting = desk.waiting_count() if sees_shops else None
    totals = desk.totals() if sees_events else None
    sees_texts = may("reviews.moderate")
    texts = desk.texts_waiting() if sees_texts else None
    low = desk.low_count() if may("stock.read") or may("stock.manage") else None
    context = {
        "waiting": waiting,
        "sees_texts": sees_texts,
        "texts": texts,
        "totals": totals,
        "low": low,
        "sees_orders": may("orders.read"),
        "orders": desk.latest_orders() if may("orders.read") else None,
        "is_quiet": not any(
            (
                sees_texts and texts != 0,
                waiting and (waiting["count"] or waiting["rests"]),
                totals and (totals["parked"] or totals["dead"]),
            )
        ),
    }
    return office(visit, "Overview", "overview.html", context)
