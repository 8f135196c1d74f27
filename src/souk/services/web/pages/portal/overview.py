"""The portal's first page: how the shop does, in parts that each come from another house and may each be missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from souk.contracts.shops.calls import Shop
from souk.services.web.pages.portal.frame import SELL, portal, senders
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import closing, portal_products, sales
from souk.vocabulary.problems import Problem

#: Title, template, and what it shows of a shop; in the order of the page.
PARTS: list[tuple[str, str, Callable[[Shop], dict[str, Any]]]] = [
    ("Sales", "sales.html", lambda shop: sales.glance(shop.shop_id)),
    ("Products", "glance_products.html", portal_products.at_a_glance),
]


@shown()
@senders
def overview(visit: Visit, shop: Shop) -> HttpResponse:
    """Of a closed shop: what is left to send, as long as something is under way."""
    if shop.status == "closed":
        if not closing.is_under_way(shop.shop_id):
            return visit.see_other(SELL)
        return portal(visit, shop, "Overview", "closed.html", {})
    parts = [
        {"title": title, "template": f"web/portal/{template}", "it": _seen(look, shop)}
        for title, template, look in PARTS
    ]
    return portal(visit, shop, "Overview", "overview.html", {"parts": parts})


def _seen(look: Callable[[Shop], dict[str, Any]], shop: Shop) -> dict[str, Any] | None:
    """None while the house that knows does not answer: the other parts are shown all the same."""
    try:
        return look(shop)
    except Problem:
        return None
