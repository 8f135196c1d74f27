"""The frame of the back office: its rooms, and who may enter them. A new room is one line of `ROOMS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpResponse

from souk.kernel.access.identity import Permission, any_staff, staff_may
from souk.services.web.pages import errors
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.moves import Move
from souk.services.web.pages.showing import Page, only
from souk.services.web.pages.visitor import Visit

HOME = "/office"


@dataclass(frozen=True)
class Room:
    name: str
    url: str
    may: Permission


#: In the order of the menu; each is shown only to who may use it.
ROOMS = (
    Room("Overview", HOME, any_staff),
    Room("Orders", f"{HOME}/orders", staff_may("orders.read")),
    Room("Payments", f"{HOME}/payments", staff_may("payments.read")),
    Room("People", f"{HOME}/users", staff_may("users.read")),
    Room("Roles", f"{HOME}/roles", staff_may("roles.manage")),
    Room("Shops", f"{HOME}/shops", staff_may("shops.read", "shops.approve")),
    Room("Reviews", f"{HOME}/reviews", staff_may("reviews.moderate")),
    Room("Customers", f"{HOME}/customers", staff_may("customers.read", "customers.manage")),
    Room("Tiers", f"{HOME}/tiers", staff_may("customers.read", "customers.manage")),
    Room("Benefits", f"{HOME}/benefits", staff_may("customers.read", "customers.manage")),
    Room("Coupons", f"{HOME}/coupons", staff_may("coupons.manage")),
    Room("Letters", f"{HOME}/letters", staff_may("letters.read")),
    Room("Products", f"{HOME}/products", staff_may("products.manage")),
    Room("Categories", f"{HOME}/categories", staff_may("products.manage")),
    Room("Stock", f"{HOME}/stock", staff_may("stock.read", "stock.manage")),
    Room("Audit trail", f"{HOME}/audit", staff_may("audit.read")),
    Room("Health", f"{HOME}/health", staff_may("events.read", "events.replay")),
)


def opens_to(permission: Permission) -> Callable[[Page], Page]:
    """For a page of the back office: `@opens_to(staff_may("orders.read"))`. What it changes is noted before it does."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def noted(visit: Visit, **parts: str) -> HttpResponse:
            if visit.request.method == "POST":
                visit.note_deed(parts)
            return page(visit, **parts)

        return only(permission, HOME)(noted)

    return decorate


def office(
    visit: Visit, name: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the back office; `name` is the room it belongs to.

    Only who may enter the room reads it. A form that was refused is answered with the page it stands on, and its sender need not
    be able to read that one: they get what is wrong with the form, and nothing else. Raises Forbidden where nothing is.
    """
    may_enter = next(room.may for room in ROOMS if room.name == name)
    if not may_enter.allows(visit.identity):
        if not (faults := _faults(context)):
            may_enter.check(visit.identity)
        return errors.refused_form(visit, faults)
    rooms = [
        {"name": room.name, "url": room.url, "is_here": room.name == name}
        for room in ROOMS
        if room.may.allows(visit.identity)
    ]
    may = {permission.replace(".", "_"): True for permission in visit.identity.permissions}
    return visit.page(f"office/{template}", {"rooms": rooms, "may": may} | context, status=status)


def _faults(context: dict[str, Any]) -> list[str]:
    """What is wrong with the page's forms, each with the name of its field."""
    tried = (form for form in context.values() if isinstance(form, StreetForm | Move))
    found = [fault["text"] for form in tried for fault in form.faults]
    return list(dict.fromkeys(found))  # a page may name the same form twice
