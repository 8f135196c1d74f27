"""Texts: legal pages, about, support, size guide."""

from __future__ import annotations

from django.http import HttpResponse

from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.settings import settings
from souk.vocabulary.problems import NotFound

LEGAL = ("terms", "privacy", "shipping-and-returns", "imprint", "accessibility")
OTHERS = ("about", "support", "size-guide")


@shown()
def legal(visit: Visit, name: str) -> HttpResponse:
    if name not in LEGAL:
        raise NotFound()
    return _text(visit, name)


@shown()
def other(visit: Visit, name: str) -> HttpResponse:
    return _text(visit, name)


def _text(visit: Visit, name: str) -> HttpResponse:
    chosen = settings()
    operator = {
        "name": chosen.operator_name,
        "rows": chosen.operator_address.split("|"),
        "email": chosen.support_email,
        "is_demo": chosen.is_demo,
    }
    return visit.page(f"legal/{name}.html", {"operator": operator})
