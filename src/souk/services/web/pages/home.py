"""The home page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.safestring import mark_safe

from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import linked_data
from souk.services.web.use_cases import shelves


@shown()
def home(visit: Visit) -> HttpResponse:
    facts = {"@type": "WebSite", "name": "Souk", "url": visit.origin + "/"}
    facts["potentialAction"] = {  # type: ignore[assignment]
        "@type": "SearchAction",
        "target": visit.origin + "/explore?search={search}",
        "query-input": "required name=search",
    }
    context = {"linked_data": mark_safe(linked_data.script(facts)), "canonical": visit.origin + "/"}
    return visit.page("catalogue/home.html", shelves.front_window() | context)
