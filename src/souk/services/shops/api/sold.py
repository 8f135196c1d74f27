"""What a shop sold, for who keeps it and for staff."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query

from souk.contracts.shops.calls import Sales, SoldItem, SoldStatus
from souk.kernel.access import identity
from souk.kernel.access.identity import shop_owner, signed_in, staff_may
from souk.services.shops.api.door import api
from souk.services.shops.use_cases import sold, storefronts
from souk.vocabulary.pages import Page

seller = shop_owner | staff_may("orders.read")
#: `storefronts.own_shop` decides: what a closed shop has sold is still read by whose it was.
sender = signed_in


@api.get("/shops/{shop}/order-items", may=sender)
def list_order_items(
    request: HttpRequest,
    shop: str,
    status: SoldStatus | None = None,
    number: str = Query("", max_length=20, description="the beginning of an order's number"),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(50, ge=1, le=100),
) -> Page[SoldItem]:
    """What the caller's shop sold, the newest order first."""
    own = storefronts.own_shop(shop, identity.current())
    return sold.items_of(own.shop_id, status, number.strip().upper(), cursor, limit)


@api.get("/shops/{shop}/order-items/{item}", may=sender)
def show_order_item(request: HttpRequest, shop: str, item: str) -> SoldItem:
    """One of them. Moved by `POST …/shipments`, `…/deliveries`, `…/cancellations` below it."""
    return sold.item_of(storefronts.own_shop(shop, identity.current()).shop_id, item)


@api.get("/shops/{shop}/sales", may=seller)
def show_sales(request: HttpRequest, shop: str) -> Sales:
    """Sales at a glance: today, seven and thirty days, day by day, and what sold best."""
    return sold.sales_of(storefronts.own_shop(shop, identity.current()).shop_id)
