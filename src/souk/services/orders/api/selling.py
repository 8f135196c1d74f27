"""What shops do with what they sold, and who sends it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Header
from pydantic import Field

from souk.contracts.orders.calls.items import CannotSend, MovedItem
from souk.contracts.shipping.calls import Sender
from souk.kernel.access import identity
from souk.kernel.access.identity import shop_owner, signed_in, staff_may
from souk.kernel.ids import new_id
from souk.kernel.web.api import Body
from souk.kernel.web.idempotency import key_of
from souk.services.orders.api.door import api
from souk.services.orders.stories import shop_moves
from souk.services.orders.use_cases import sellers
from souk.vocabulary.pages import Page

mover, reader = staff_may("orders.move"), staff_may("orders.read")
seller = shop_owner | mover
#: `sellers.own_shop` decides: whose shop has closed has no role any more, and still sends what was sold before.
sender = signed_in

#: One line of plain text.
Line = r"^[^\x00-\x1f\x7f]*$"


#: A number of units.
Units = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


class ShipmentIn(Body):
    """`with_items`: other items of the same order in the same parcel. `quantity`: how many of the item, where it is not all that is
    left of it; `quantities`: the same of `with_items`, by their ids."""

    carrier: str = Field(min_length=1, max_length=80, pattern=Line)
    tracking_number: str = Field(min_length=1, max_length=60, pattern=Line)
    with_items: list[str] = Field(default=[], max_length=200)
    quantity: Units | None = None
    quantities: dict[str, Units] = Field(default={}, max_length=200)


class TrackingIn(Body):
    """Where the parcel is really found."""

    carrier: str = Field(min_length=1, max_length=80, pattern=Line)
    tracking_number: str = Field(min_length=1, max_length=60, pattern=Line)


class DeliveryIn(Body):
    """Nothing to say."""


class ItemCancellationIn(Body):
    """`sold_out`: the units are not there. `cannot_send`: they are, and go back on sale. `note` is for the buyer. `quantity`: how many,
    where it is not all that is left of the item."""

    reason: CannotSend
    note: str = Field(default="", max_length=200, pattern=Line)
    quantity: Units | None = None


class Sending(Body):
    """`shop`: it hands in its parcels itself and tells of them. `carrier`: the market's carrier collects them and tells of them."""

    sent_by: Sender


@api.post(
    "/shops/{shop}/order-items/{item}/shipments",
    may=sender,
    staff=mover,
    reads=reader,
    status=201,
    idempotent=True,
)
def ship_item(
    request: HttpRequest,
    shop: str,
    item: str,
    body: ShipmentIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> Page[MovedItem]:
    """The shop handed it in, with the tracking number that the buyer is told. Answers what is in the parcel: where only some of an item
    are, they are an item of their own, and the others stay under this id. 409 when it has left or was cancelled, and when there are
    not so many."""
    shop_id, items = sellers.own_shop(identity.current(), shop), list(dict.fromkeys([item, *body.with_items]))
    some = body.quantities | ({item: body.quantity} if body.quantity is not None else {})
    moved = shop_moves.ship_items(key_of(request), shop_id, items, body.carrier, body.tracking_number, some)
    return Page(items=moved)


@api.put("/shops/{shop}/order-items/{item}/tracking", may=sender, staff=mover, reads=reader)
def correct_tracking(request: HttpRequest, shop: str, item: str, body: TrackingIn) -> Page[MovedItem]:
    """Corrects what was mistyped, for all that is in the parcel; the buyer is told of another number. 409 once it has arrived."""
    shop_id = sellers.own_shop(identity.current(), shop)
    moved = shop_moves.correct_tracking(new_id("cor"), shop_id, item, body.carrier, body.tracking_number)
    return Page(items=moved)


@api.post(
    "/shops/{shop}/order-items/{item}/deliveries",
    may=sender,
    staff=mover,
    reads=reader,
    status=201,
    idempotent=True,
)
def deliver_item(
    request: HttpRequest,
    shop: str,
    item: str,
    body: DeliveryIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> Page[MovedItem]:
    """It has arrived, and with it all that was in its parcel. 409 for what the shop has not sent itself."""
    shop_id = sellers.own_shop(identity.current(), shop)
    return Page(items=shop_moves.deliver_items(shop_id, [item], key_of(request)))


@api.post(
    "/shops/{shop}/order-items/{item}/cancellations",
    may=sender,
    staff=mover,
    reads=reader,
    status=201,
    idempotent=True,
)
def cancel_item(
    request: HttpRequest,
    shop: str,
    item: str,
    body: ItemCancellationIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> MovedItem:
    """The shop cannot send it: the buyer gets the money for it back and is told. Of only some of it those are an item of their own, which
    is answered. 409 once it has left, and when there are not so many."""
    shop_id = sellers.own_shop(identity.current(), shop)
    return shop_moves.cancel_item(shop_id, item, body.reason, body.note, key_of(request), body.quantity)


@api.get("/shops/{shop}/sending", may=seller)
def show_sending(request: HttpRequest, shop: str) -> Sending:
    """Who hands in the parcels of the caller's shop."""
    return Sending(sent_by=shop_moves.sender_of(sellers.own_shop(identity.current(), shop)))


@api.put("/shops/{shop}/sending", may=seller, reads=seller)
def choose_sending(request: HttpRequest, shop: str, body: Sending) -> Sending:
    """For what the shop packs from now on."""
    shop_id = sellers.own_shop(identity.current(), shop)
    return Sending(sent_by=shop_moves.choose_sender(shop_id, body.sent_by))
