"""Marketing over REST: the newsletter for everybody, coupons for staff."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from souk.contracts.marketing.calls import CouponDraft, CouponFilter, CouponState, KeptCoupon
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, staff_may
from souk.kernel.ids import new_id
from souk.kernel.web.api import Api, Body
from souk.services.marketing.use_cases import coupons, subscriptions
from souk.vocabulary.pages import Page

api = Api("marketing")


class SubscriptionIn(Body):
    email: str = Field(min_length=3, max_length=254)


class TokenIn(Body):
    """`token`: from the letter."""

    token: str = Field(min_length=1, max_length=200)


@api.post("/marketing/subscriptions", may=anyone, status=202, summary="Ask for the newsletter")
def subscribe(request: HttpRequest, body: SubscriptionIn) -> None:
    """A letter asks to confirm it. The answer is the same whether the address is known or not."""
    subscriptions.subscribe(body.email, "page", identity.current().user_id)


@api.post("/marketing/subscriptions/confirm", may=anyone, status=204, summary="Confirm the newsletter")
def confirm_subscription(request: HttpRequest, body: TokenIn) -> None:
    subscriptions.confirm_subscription(body.token)


@api.post("/marketing/unsubscribe", may=anyone, status=204, summary="End the newsletter")
def unsubscribe(request: HttpRequest, body: TokenIn) -> None:
    subscriptions.unsubscribe(body.token)


@api.post("/marketing/unsubscribe/{token}", may=anyone, status=204, summary="End the newsletter by one click")
def unsubscribe_by_one_click(request: HttpRequest, token: str) -> None:
    """For a letter's `List-Unsubscribe` (RFC 8058): a mail program posts to it, and the body is not read."""
    subscriptions.unsubscribe(token)


@api.get("/marketing/coupons", may=staff_may("coupons.manage"), summary="Coupons and how often each was used")
def list_coupons(
    request: HttpRequest,
    code: str = Query("", max_length=32),
    state: CouponState | None = None,
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(24, ge=1, le=100),
) -> Page[KeptCoupon]:
    """By code. `code` filters by its beginning, `state` by how coupons stand now."""
    return coupons.list_coupons(CouponFilter(code=code, state=state or ""), cursor, limit)


@api.put(
    "/marketing/coupons",
    may=staff_may("coupons.manage"),
    reads=staff_may("coupons.manage"),
    summary="Add a coupon or replace its terms",
)
def save_coupon(request: HttpRequest, body: CouponDraft) -> KeptCoupon:
    """By `code`. How often it was used stays; a limit below that is refused."""
    return coupons.save_and_show(body, new_id("sav"))


@api.post(
    "/marketing/coupons/{code}/end", may=staff_may("coupons.manage"), status=204, summary="End a coupon"
)
def end_coupon(request: HttpRequest, code: str) -> None:
    """From now on it counts for nobody; one that has ended stays as it is."""
    coupons.end_coupon(new_id("end"), code)
