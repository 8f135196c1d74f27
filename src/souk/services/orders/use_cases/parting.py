"""Parting: some units of an item go another way than the others. From then on they are an item of their own, with their share of the money.

Shipping decides which units are in which parcel; what it has divided is divided here when it is heard of, or when the order's own
story needs it, whichever comes first. The order is held meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.orders.events import OrderItemSplit, SplitPart
from souk.contracts.shipping.events import ShipmentLineFacts
from souk.kernel.data.database import Change
from souk.kernel.data.rows import insert, update
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.rules.parts import Cost, divide
from souk.services.orders.use_cases.item_news import paid_at, sold_facts
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable


def part_off(
    change: Change, order: Order, items: list[OrderItem], item_id: str, part_id: str, quantity: int
) -> OrderItem | None:
    """The part, which is among `items` from then on; once per part. None for an item that the order does not have.

    Raises Unavailable when there are not more than that of it, which news that is still on its way explains.
    """
    known = {item.item_id: item for item in items}
    if part_id in known or item_id not in known:
        return known.get(part_id)
    item = known[item_id]
    if item.quantity <= quantity:
        raise Unavailable("Not all is known yet of what became of this item.")
    stays, goes = divide(_cost_of(order, item), quantity)
    part = OrderItem(
        item_id=part_id, order_id=order.order_id, position=max(each.position for each in items) + 1, shop_id=item.shop_id,
        shop_name=item.shop_name, product_id=item.product_id, product_slug=item.product_slug, variation_id=item.variation_id,
        sku=item.sku, title=item.title, options=item.options, image_url=item.image_url, unit_price=item.unit_price,
        status=item.status, part_of=item.part_of or item_id, bought=item.bought or item.quantity, **_amounts(goes),
    )  # fmt: skip
    left = _amounts(stays) | {"bought": part.bought}
    if not update(OrderItem, where={"item_id": item_id, "quantity": item.quantity}, values=left):
        raise Unavailable("Somebody else divides this item just now.")
    insert(part)
    for name, value in left.items():
        setattr(item, name, value)
    items.append(part)
    change.say(
        OrderItemSplit(
            **sold_facts(order, item, paid_at(order)),
            part=SplitPart(
                item_id=part_id, position=part.position, quantity=goes.quantity, line_total=goes.line_total,
                discount=goes.discount, tax=goes.tax,
            ),
        )
    )  # fmt: skip
    return part


def part_as_packed(
    change: Change, order: Order, items: list[OrderItem], lines: Iterable[ShipmentLineFacts]
) -> None:
    """What shipping has divided is divided here."""
    for line in lines:
        if line.part_of:
            part_off(change, order, items, line.part_of, line.item_id, line.quantity)


def refuse_unheard(moved: list[OrderItem], lines: Iterable[ShipmentLineFacts]) -> None:
    """A parcel has fewer of an item than the order knows of: the others went another way, and the news of that is late. Raises
    Unavailable: then it is heard again, after that."""
    packed = {line.item_id: line.quantity for line in lines}
    if any(packed[item.item_id] < item.quantity for item in moved):
        raise Unavailable(
            "Some of this item went another way, and the order has not heard of it yet.", retry_after=1
        )


def _cost_of(order: Order, item: OrderItem) -> Cost:
    amounts = (Money.of(each, order.currency) for each in (item.line_total, item.discount, item.tax))
    return Cost(item.quantity, *amounts)


def _amounts(cost: Cost) -> dict[str, int]:
    return {
        "quantity": cost.quantity, "line_total": cost.line_total.minor, "discount": cost.discount.minor, "tax": cost.tax.minor
    }  # fmt: skip
