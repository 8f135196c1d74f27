"""Everybody's shops, for staff."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Query

from souk.contracts.shops.calls.desk import ShopFilter, ShopRow, ShopSort
from souk.kernel.access.identity import staff_may
from souk.kernel.web.api import Moment
from souk.services.shops.api.door import api
from souk.services.shops.use_cases import finding
from souk.vocabulary.pages import Page


class ShopRowPage(Page[ShopRow]):
    """Shops in any state."""


@api.get("/shops/all", may=staff_may("shops.read", "shops.approve"))
def list_all_shops(
    request: HttpRequest,
    name: str = Query("", max_length=120, description="The beginning of it, or of one of its words"),
    status: Literal["", "pending", "approved", "rejected", "closed"] = "",
    owner: str = Query("", max_length=40, description="An account's id"),
    country: str = Query("", pattern="^([A-Za-z]{2})?$", description="Two letters"),
    verified: bool | None = None,
    switched_on: bool | None = Query(None, description="The owner's own switch"),
    since: Moment | None = None,
    until: Moment | None = None,
    sort: ShopSort = Query("-applied", description="With a minus the other way round"),
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(24, ge=1, le=100),
) -> ShopRowPage:
    """Everybody's shops in every state, those that were asked for last first. `since` and `until` are about that moment."""
    wanted = ShopFilter(
        name=name, status=status, owner_id=owner, country=country, is_verified=verified, is_active=switched_on,
        since=since, until=until,
    )  # fmt: skip
    return ShopRowPage.model_construct(**dict(finding.search(wanted, sort, cursor, limit)))
