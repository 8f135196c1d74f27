"""Public REST of inventory: what may be known of a shelf, and who may count it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field, StringConstraints

from souk.contracts.inventory.calls import (
    Counted,
    LowStock,
    Movement,
    Receipt,
    StockCount,
    StockItemNotFound,
    StockLevel,
    StockLine,
)
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, shop_owner, staff_may
from souk.kernel.web.api import Api, Body
from souk.kernel.web.idempotency import key_of
from souk.services.inventory.rules.levels import Availability
from souk.services.inventory.use_cases import keepers, levels, receiving, running_low, stocktaking
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import BadRequest, field_error

api = Api("inventory")

stock_keeper = shop_owner | staff_may("stock.manage")
stock_reader = shop_owner | staff_may("stock.manage", "stock.read")

MOST_ASKED = 100

VariationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Warehouse = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
Quantity = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Text = r"^[^\x00-\x1f]*$"


class AvailabilityOut(BaseModel):
    """`few_left` is null while more than ten are free: exact figures are the shop's own business."""

    variation_id: str
    availability: Availability
    few_left: int | None


class ReceiptIn(Body):
    variation_id: VariationId
    sku: str = Field(default="", max_length=80, pattern=Text)
    quantity: Quantity
    warehouse: Warehouse = "main"


class ReceiptsIn(Body):
    receipts: list[ReceiptIn] = Field(min_length=1, max_length=500)


class WriteOffIn(Body):
    variation_id: VariationId
    quantity: Quantity
    warehouse: Warehouse = "main"
    reason: str = Field(min_length=1, max_length=200, pattern=Text)


class CountIn(Body):
    """`seen`: how many were on hand when the caller looked; `counted`: how many there are."""

    variation_id: VariationId
    seen: int = Field(ge=0, le=10**9, strict=True)
    counted: int = Field(ge=0, le=1_000_000, strict=True)


class CountsIn(Body):
    counts: list[CountIn] = Field(min_length=1, max_length=500)


class LimitIn(Body):
    """`amount_limit`: from how many free units on it counts as low."""

    amount_limit: int = Field(ge=0, le=1_000_000, strict=True)


@api.get("/inventory/availability", may=anyone)
def show_availability(
    request: HttpRequest, variation_ids: str = Query(max_length=3_200, description="ids joined by commas")
) -> Page[AvailabilityOut]:
    """In stock, low or out, for up to 100 variations. An unknown variation is out."""
    words = levels.shelf_words(_asked(variation_ids))
    return Page(
        items=[AvailabilityOut(variation_id=v, availability=word, few_left=few) for v, word, few in words]
    )


@api.post("/inventory/receipts", may=stock_keeper, reads=stock_reader, status=201, idempotent=True)
def receive_goods(request: HttpRequest, body: ReceiptsIn) -> Page[StockLevel]:
    """Goods arrive at a warehouse. Answers the levels afterwards."""
    keepers.check_keeper(identity.current(), [receipt.variation_id for receipt in body.receipts])
    receipts = [Receipt(**receipt.model_dump()) for receipt in body.receipts]
    return Page(items=receiving.receive(f"rest:{key_of(request)}", receipts))


@api.post("/inventory/write-offs", may=stock_keeper, reads=stock_reader, status=201, idempotent=True)
def write_off(request: HttpRequest, body: WriteOffIn) -> StockLevel:
    """Broken, lost or counted wrongly. Only what nobody has reserved can be written off."""
    keepers.check_keeper(identity.current(), [body.variation_id])
    line = StockLine(variation_id=body.variation_id, quantity=body.quantity)
    return receiving.write_off(f"rest:{key_of(request)}", line, body.warehouse, body.reason)


@api.post("/inventory/counts", may=stock_keeper, reads=stock_reader, idempotent=True)
def count_stock(request: HttpRequest, body: CountsIn) -> Page[Counted]:
    """What was counted, put down as the difference to what was seen. Each line is taken or refused on its own."""
    keepers.check_keeper(identity.current(), [each.variation_id for each in body.counts])
    counts = [StockCount(**each.model_dump()) for each in body.counts]
    return Page(items=stocktaking.count(f"rest:{key_of(request)}", counts))


@api.get("/inventory/low-stock", may=stock_reader)
def show_low_stock(
    request: HttpRequest,
    shop: str = Query(max_length=80, description="the shop's id or slug"),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> Page[LowStock]:
    """What runs low at a shop, the emptiest first."""
    return running_low.low_stock(keepers.seen_shop(identity.current(), shop), cursor, limit)


@api.patch("/inventory/{variation_id}", may=stock_keeper, reads=stock_reader)
def set_limit(request: HttpRequest, variation_id: VariationId, body: LimitIn) -> StockLevel:
    """Says from how many free units on a variation counts as low."""
    keepers.check_keeper(identity.current(), [variation_id])
    running_low.limit(variation_id, body.amount_limit)
    return _level(variation_id)


@api.get("/inventory/{variation_id}", may=stock_reader)
def show_level(request: HttpRequest, variation_id: VariationId) -> StockLevel:
    """On hand, reserved and available, over all warehouses."""
    keepers.check_reader(identity.current(), [variation_id])
    return _level(variation_id)


@api.get("/inventory/{variation_id}/movements", may=stock_reader)
def show_movements(
    request: HttpRequest,
    variation_id: VariationId,
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(50, ge=1, le=200),
) -> Page[Movement]:
    """Every change of the level, newest first."""
    keepers.check_reader(identity.current(), [variation_id])
    return levels.movements(variation_id, cursor, limit)


def _level(variation_id: str) -> StockLevel:
    for level in levels.levels([variation_id]):
        return level
    raise StockItemNotFound(f"Inventory does not know {variation_id}.")


def _asked(variation_ids: str) -> list[str]:
    asked = [part.strip() for part in variation_ids.split(",") if part.strip()]
    if not asked or len(asked) > MOST_ASKED:
        detail = f"Ask for 1 to {MOST_ASKED} variations, joined by commas."
        raise BadRequest(detail, errors=[field_error("query/variation_ids", "invalid", detail)])
    return asked
