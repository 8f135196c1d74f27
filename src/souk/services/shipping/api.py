"""Public REST of shipping: what it costs to send, and where a parcel is."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import Field, StringConstraints

from souk.contracts.shipping.calls import Shipment, ShippingOption
from souk.kernel.access.identity import anyone, staff_may
from souk.kernel.settings import settings as process_settings
from souk.kernel.web.api import Api
from souk.services.shipping.use_cases import quoting, showing
from souk.services.shipping.use_cases.quoting import TariffOut
from souk.services.shipping.use_cases.showing import Tracked
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import BadRequest, field_error

api = Api("shipping")

Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Grams = Annotated[int, Field(ge=0, le=10_000_000)]
TrackingNumber = Annotated[str, StringConstraints(max_length=40)]


@api.get("/shipping/methods", may=anyone)
def show_methods(
    request: HttpRequest,
    country: Country,
    weight_grams: Grams = 0,
    subtotal: str = Query("0", max_length=24, description="decimal text in the market's currency"),
) -> Page[ShippingOption]:
    """Ways to send a parcel to a country, the cheapest first. 422 when we do not ship there."""
    return Page(items=quoting.options(country, weight_grams, _subtotal(subtotal)))


@api.get("/shipping/countries", may=anyone)
def show_countries(request: HttpRequest) -> Page[str]:
    """Where we ship to (ISO 3166-1 alpha-2)."""
    return Page(items=quoting.countries())


@api.get("/shipping/tariffs", may=staff_may("orders.read"))
def show_tariffs(request: HttpRequest) -> Page[TariffOut]:
    """What every method costs in every zone."""
    return Page(items=quoting.tariffs())


@api.get("/shipping/track/{tracking_number}", may=anyone)
def track_parcel(request: HttpRequest, tracking_number: TrackingNumber) -> Tracked:
    """Where a parcel is, for whoever holds its number. Says neither who gets it nor what is in it."""
    return showing.track(tracking_number)


@api.get("/shipments", may=staff_may("orders.read"))
def show_shipments(
    request: HttpRequest,
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(24, ge=1, le=100),
) -> Page[Shipment]:
    """Every parcel of the market, newest first."""
    return showing.all_shipments(cursor, limit)


def _subtotal(amount: str) -> Money:
    try:
        subtotal = Money.parse(amount, process_settings().currency)
        if subtotal.minor < 0:
            raise ValueError("a subtotal is never below zero")
    except ValueError as wrong:
        raise BadRequest(str(wrong), errors=[field_error("query/subtotal", "invalid", str(wrong))]) from wrong
    return subtotal
