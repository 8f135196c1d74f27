"""What staff do with shops."""

from __future__ import annotations

from django.http import HttpRequest
from pydantic import Field

from souk.contracts.shops.calls import Shop
from souk.kernel.access.identity import staff_may
from souk.kernel.web.api import Body
from souk.services.shops.api.door import api
from souk.services.shops.use_cases import approval
from souk.services.shops.use_cases.ownership import id_of

approver, reader = staff_may("shops.approve"), staff_may("shops.read")


class Rejection(Body):
    """`reason` is told to the owner."""

    reason: str = Field(default="", max_length=500)


class Verification(Body):
    is_verified: bool


@api.post("/shops/{shop}/approve", may=approver, reads=reader)
def approve_shop(request: HttpRequest, shop: str) -> Shop:
    """Lets the shop onto the street; a second time changes nothing."""
    return approval.approve_shop(id_of(shop))


@api.post("/shops/{shop}/reject", may=approver, reads=reader)
def reject_shop(request: HttpRequest, shop: str, body: Rejection) -> Shop:
    """Declines an application."""
    return approval.reject_shop(id_of(shop), body.reason)


@api.put("/shops/{shop}/verified", may=approver, reads=reader)
def verify_shop(request: HttpRequest, shop: str, body: Verification) -> Shop:
    """Gives the badge to an approved shop, or takes it away."""
    return approval.verify_shop(id_of(shop), is_verified=body.is_verified)
