"""The public door of customers. Who asks is known by their token; a header that says what kind somebody is changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query
from pydantic import Field

from souk.contracts.customers.calls import (
    AskedBenefit,
    Customer,
    CustomerSummary,
    GuestPass,
    KeptTier,
    MemberBenefit,
    PointsEntry,
    Tier,
    TierTerms,
)
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, oneself, signed_in, staff_may
from souk.kernel.cache import cache
from souk.kernel.web.api import Api, Body, json_answer, to_json
from souk.kernel.web.front import client_address
from souk.kernel.web.idempotency import key_of
from souk.services.customers.stories import joining
from souk.services.customers.use_cases import (
    asked,
    asking,
    benefits,
    birthdays,
    deciding,
    finding,
    guests,
    ledger,
    programme,
    showing,
    terms,
)
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import TooManyRequests

api = Api("customers")

GUESTS_PER_MINUTE = 30

GuestToken = Annotated[
    str | None,
    Header(None, alias="X-Guest-Token", max_length=300, description="A guest; it was in the answer to POST /customers/guests."),
]  # fmt: skip
Key = Annotated[str, Header(..., alias="Idempotency-Key", max_length=255)]
Limit = Annotated[int, Query(20, ge=1, le=100)]
Cursor = Annotated[str | None, Query(None, max_length=400)]


class GuestIn(Body):
    email: str | None = Field(default=None, max_length=254)
    address: PostalAddress | None = None


class JoinIn(Body):
    """`token`: the X-Guest-Token of who has now signed in."""

    token: str = Field(min_length=1, max_length=300)


class BirthdayIn(Body):
    date_of_birth: date


class AdjustIn(Body):
    """`points` below nothing takes them."""

    points: int = Field(strict=True)
    reason: str = Field(min_length=1, max_length=150)


class TierIn(Body):
    tier: str = Field(min_length=1, max_length=20)
    reason: str = Field(min_length=1, max_length=150)


@api.get("/customers/tiers", may=anyone, summary="Tiers and what they bring")
def list_tiers(request: HttpRequest) -> Page[Tier]:
    """From the lowest to the highest; each has the benefits of those below it, and of discounts the best."""
    return Page[Tier](items=programme.tiers())


@api.get(
    "/customers/tiers/{tier}", may=staff_may("customers.read", "customers.manage"), summary="A tier’s terms"
)
def show_tier(request: HttpRequest, tier: str) -> KeptTier:
    """What can be set of it."""
    return terms.one(tier)


@api.put(
    "/customers/tiers/{tier}",
    may=staff_may("customers.manage"),
    reads=staff_may("customers.read", "customers.manage"),
    summary="Set a tier’s terms",
)
def change_tier(request: HttpRequest, tier: str, body: TierTerms) -> KeptTier:
    """For who reaches it from now on and at the yearly review; carts have the new percent at their next look. 422 where the tiers
    would no longer rise."""
    return terms.change(tier, body)


@api.post(
    "/customers/guests", may=anyone, status=201, answers=GuestPass, summary="Become a guest, or stay one"
)
def begin_guest(request: HttpRequest, token: GuestToken = None) -> HttpResponse:
    """Keep the token and send it as `X-Guest-Token`. Who sends a good one is known for another while."""
    if cache().increment(f"guests:{client_address(request)}", 60) > GUESTS_PER_MINUTE:
        raise TooManyRequests("Wait a minute before you begin anew.", retry_after=60)
    return _pass(guests.begin(token), status=201)


@api.patch("/customers/guests/me", may=anyone, answers=GuestPass, summary="Tell of oneself as a guest")
def tell_guest(request: HttpRequest, body: GuestIn, token: GuestToken = None) -> HttpResponse:
    """What is given is kept until the guest registers, or does not come back."""
    return _pass(guests.tell(token or "", body.email, body.address))


@api.get("/customers/me", may=anyone, summary="Who I am to the market")
def show_me(request: HttpRequest, token: GuestToken = None) -> Customer:
    """Guest, registered or VIP: by the access token; without one by the guest's."""
    return asking.who_asks(identity.current().user_id, token)


@api.post("/customers/me/join", may=signed_in, summary="Bring along what one was as a guest")
def join(request: HttpRequest, body: JoinIn) -> Customer:
    """Addresses go into the address book. Orders follow once the email is confirmed; the cart by `/cart/merge`."""
    return joining.join(body.token, _me())


@api.put("/customers/me/birthday", may=oneself, summary="Tell one's birthday")
def tell_birthday(request: HttpRequest, body: BirthdayIn) -> Customer:
    """Once. Members are given points on it."""
    return birthdays.tell(_me(), body.date_of_birth)


@api.get("/customers/me/points", may=signed_in, summary="The ledger of my points")
def my_points(request: HttpRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[PointsEntry]:
    """Newest first. Who of the staff gave points is not told: `by` is always null."""
    page = ledger.history(_me(), cursor, limit)
    return Page(items=[entry.model_copy(update={"by": None}) for entry in page.items], next=page.next)


@api.get("/customers/me/benefits", may=signed_in, summary="What my tier brings")
def my_benefits(request: HttpRequest) -> Page[MemberBenefit]:
    return Page[MemberBenefit](items=benefits.of(_me()))


@api.post("/customers/me/benefits/{benefit_id}/activate", may=signed_in, summary="Ask for a benefit")
def activate_benefit(request: HttpRequest, benefit_id: str) -> MemberBenefit:
    """Only of the own tier and those below it. It waits for staff, who say when it is done; once in its period."""
    return benefits.activate(_me(), benefit_id)


@api.get(
    "/customers/benefits/asked",
    may=staff_may("customers.read", "customers.manage"),
    summary="What members asked for",
)
def list_asked_benefits(request: HttpRequest, limit: Limit = 20) -> Page[AskedBenefit]:
    """Who waits longest comes first."""
    return Page[AskedBenefit](items=asked.waiting(limit))


@api.post(
    "/customers/benefits/asked/{request_id}/done",
    may=staff_may("customers.manage"),
    status=204,
    summary="Say that it is done",
)
def benefit_done(request: HttpRequest, request_id: str) -> None:
    asked.done(request_id)


@api.get("/customers", may=staff_may("customers.read"), summary="Customers, newest first")
def list_customers(
    request: HttpRequest,
    kind: Annotated[Literal["guest", "registered", "vip"] | None, Query(None)] = None,
    tier: Annotated[str | None, Query(None, max_length=20)] = None,
    email: Annotated[str, Query("", max_length=254, description="How the email begins, or all of it.")] = "",
    name: Annotated[str, Query("", max_length=120, description="How any word of the name begins.")] = "",
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[CustomerSummary]:
    """The newest first. With `email` or `name` a page may be shorter than `limit` and still have a next one."""
    return finding.find(kind, tier, email, name, cursor, limit)


@api.get("/customers/{customer_id}", may=staff_may("customers.read"), summary="One customer")
def show_customer(request: HttpRequest, customer_id: str) -> Customer:
    return showing.of_id(customer_id)


@api.get(
    "/customers/{customer_id}/points",
    may=staff_may("customers.read"),
    summary="The ledger of a customer's points",
)
def points_of(
    request: HttpRequest, customer_id: str, cursor: Cursor = None, limit: Limit = 20
) -> Page[PointsEntry]:
    return ledger.history_of(customer_id, cursor, limit)


@api.post(
    "/customers/{customer_id}/points",
    may=staff_may("customers.manage"),
    reads=staff_may("customers.read"),
    idempotent=True,
    summary="Give or take points",
)
def adjust_points(request: HttpRequest, customer_id: str, body: AdjustIn, idempotency_key: Key) -> Customer:
    """The reason and who gave it stay in the ledger."""
    return deciding.adjust(f"{_me()}:{key_of(request)}", customer_id, body.points, body.reason, _me())


@api.post(
    "/customers/{customer_id}/tier",
    may=staff_may("customers.manage"),
    reads=staff_may("customers.read"),
    idempotent=True,
    summary="Raise a tier",
)
def raise_tier(request: HttpRequest, customer_id: str, body: TierIn, idempotency_key: Key) -> Customer:
    """400 for a tier that is not higher: it only goes down on the yearly review."""
    return deciding.raise_tier(f"{_me()}:{key_of(request)}", customer_id, body.tier, body.reason, _me())


def _me() -> str:
    return identity.current().user_id or ""


def _pass(given: GuestPass, status: int = 200) -> HttpResponse:
    answer = json_answer(to_json(given), status)
    answer["X-Guest-Token"] = given.token
    answer["Cache-Control"] = "no-store"
    return answer
