"""The owner's portal: the frame its pages share, and which shop they are about.

`@owners` lets in who runs an approved shop and hands the page that shop; everybody else who is signed in is led to where shops
are opened. `@senders` is for the rooms that orders under way need: they stay open for whose shop has closed. Who has several
shops looks after one at a time: the one chosen last, or the one that a link to here names (`?shop=`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from souk.contracts.shops.calls import Shop, ShopNotFound, Shops
from souk.contracts.users.calls import Users
from souk.kernel.access import identity
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.showing import Page, members, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import closing
from souk.vocabulary.problems import Forbidden

shops, users = ask(Shops), ask(Users)

HOME, SELL = "/portal", "/sell"
ROOMS = [
    ("Overview", HOME),
    ("Orders", f"{HOME}/orders"),
    ("Products", f"{HOME}/products"),
    ("Stock", f"{HOME}/stock"),
    ("Reviews", f"{HOME}/reviews"),
    ("Shop and branches", f"{HOME}/shop/profile"),
]
CHOSEN = "souk_shop"  # the cookie with the shop somebody looks after just now


def owners(page: Callable[..., HttpResponse]) -> Page:
    """`page(visit, shop, …)`, only for who runs the shop."""
    return _led(page, _run_by)


def senders(page: Callable[..., HttpResponse]) -> Page:
    """`page(visit, shop, …)`, for who runs the shop, and for whose it was when it closed."""
    return _led(page, lambda visit: _run_by(visit) + _closed(visit))


def _led(page: Callable[..., HttpResponse], looked_after: Callable[[Visit], list[Shop]]) -> Page:
    @wraps(page)
    def guarded(visit: Visit, **parts: str) -> HttpResponse:
        mine = looked_after(visit)
        if not mine:
            return visit.see_other(SELL)
        asked = visit.request.GET.get("shop", "")
        if any(shop.shop_id == asked for shop in mine):
            visit.take(CHOSEN, asked, days=365)
        chosen = visit.cookie(CHOSEN)
        return page(visit, next((shop for shop in mine if shop.shop_id == chosen), mine[0]), **parts)

    return members(guarded)


def _run_by(visit: Visit) -> list[Shop]:
    """Those that are on the street, the oldest first. None without the role, which may have been taken away."""
    mine = sorted(_shops(visit, "approved"), key=lambda shop: shop.created_at)
    return mine if mine and _is_owner(visit) else []


def _closed(visit: Visit) -> list[Shop]:
    """The newest first. Whose they were has no role any more: that the shop was theirs is enough."""
    return sorted(_shops(visit, "closed"), key=lambda shop: shop.created_at, reverse=True)


def _shops(visit: Visit, status: str) -> list[Shop]:
    """Asked once a visit."""
    if "shops" not in visit.kept:
        visit.kept["shops"] = shops.shops_of(owner_id=visit.member_id)
    return [shop for shop in visit.kept["shops"] if shop.status == status]


@shown("POST")
@senders
def choose(visit: Visit, shop: Shop) -> HttpResponse:
    """Looks after another shop of the same owner. Somebody else's is not found."""
    wanted = visit.request.POST.get("shop", "")
    if wanted not in {mine.shop_id for mine in _run_by(visit) + _closed(visit)}:
        raise ShopNotFound()
    visit.take(CHOSEN, wanted, days=365)
    return visit.see_other(HOME)


def portal(
    visit: Visit, shop: Shop, name: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the portal; `name` is the room it belongs to. Of a closed shop's rooms only its orders are left."""
    is_closed = shop.status == "closed"
    rooms = [
        {"name": room, "url": url, "is_here": room == name}
        for room, url in ROOMS
        if room == "Orders" or not is_closed
    ]
    others = [*_run_by(visit), *(old for old in _closed(visit) if closing.is_under_way(old.shop_id))]
    frame = {
        "rooms": rooms,
        "shop": {
            "id": shop.shop_id,
            "name": shop.name,
            "url": f"/shops/{shop.slug}",
            "is_closed": is_closed,
            "is_shown": shop.status == "approved" and shop.is_active,
        },
        "other_shops": [
            {"id": other.shop_id, "name": other.name} for other in others if other.shop_id != shop.shop_id
        ],
    }
    if is_closed and "closing" not in context:
        frame["closing"] = closing.what_is_left(shop.shop_id)
    return visit.page(f"portal/{template}", frame | context, status=status)


def _is_owner(visit: Visit) -> bool:
    """Whose shop was approved a minute ago has a token that does not say so yet: users knows."""
    try:
        identity.shop_owner.check(visit.identity)
        return True
    except Forbidden:
        found = users.accounts(user_ids=[visit.member_id])
        return any("shop_owner" in account.roles for account in found)
