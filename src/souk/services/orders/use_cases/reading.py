"""Reading: an order as its page shows it, the list of a shopper's orders, and where the parcels are."""

from __future__ import annotations

from django.db.models import QuerySet

from souk.contracts.orders import calls as words
from souk.contracts.shipping.calls import ParcelLine, Shipping
from souk.kernel.data.rows import find
from souk.kernel.neighbours.asking import ask
from souk.services.orders.models import Order, OrderItem, StatusChange
from souk.services.orders.rules.states import may_cancel
from souk.services.orders.use_cases import guests
from souk.services.orders.use_cases.access import token_for
from souk.services.orders.use_cases.recording import items_of
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.goods import named
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor

shipping = ask(Shipping, otherwise=[])


def full_order(order: Order, *, with_token: bool = False) -> words.Order:
    """Three reads: the order, its items, its history."""
    items = items_of(order.order_id)
    history = find(StatusChange, where={"order_id": order.order_id}, order_by="id")
    return words.Order(
        order_id=order.order_id,
        number=order.number,
        status=order.status,
        user_id=order.user_id,
        email=order.email,
        token=token_for(order.order_id) if with_token else None,
        address=PostalAddress.model_validate(order.address),
        shipping_method=order.shipping_method,
        shipping_label=order.shipping_label,
        note=order.note,
        shops=_by_shop(order, items),
        subtotal=_money(order, order.subtotal),
        discount=_money(order, order.discount),
        coupon_code=order.coupon_code,
        shipping=_money(order, order.shipping),
        tax=_money(order, order.tax),
        tax_label=order.tax_label,
        total=_money(order, order.total),
        payment=words.OrderPayment(
            status=order.payment_status,
            action_url=order.payment_url or None,
            failure=order.payment_failure or None,
            method_label=order.payment_label,
            paid=_money(order, order.paid),
            refunded=_money(order, order.refunded),
        ),
        history=[_change(change) for change in history],
        can_cancel=may_cancel(order.status, [item.status for item in items]),
        created_at=order.created_at,
        member=_member(order),
        points=_points(order),
    )


def _points(order: Order) -> words.PointsSpent | None:
    if not order.points_spent:
        return None
    return words.PointsSpent(points=order.points_spent, discount=_money(order, order.points_discount))


def _member(order: Order) -> words.MemberSaving | None:
    if not order.member_label:
        return None
    return words.MemberSaving(
        tier=order.member_tier,
        label=order.member_label,
        discount=_money(order, order.member_discount),
        shipping_saved=_money(order, order.shipping_saved),
    )


def orders_of(user_id: str, cursor: str | None, limit: int) -> Page[words.OrderSummary]:
    """Newest first; two queries however many there are."""
    return _summaries(Order.objects.filter(user_id=user_id), cursor, limit)


def orders_of_guest(guest_token: str, cursor: str | None, limit: int) -> Page[words.OrderSummary]:
    """What that very guest ordered and no account has since. Nothing for a token that is not good. Raises Unavailable."""
    guest_id = guests.id_of(guest_token)
    if guest_id is None:
        return Page[words.OrderSummary](items=[])
    return _summaries(Order.objects.filter(guest_id=guest_id, user_id=None), cursor, limit)


def newest(status: str | None, cursor: str | None, limit: int) -> Page[words.OrderSummary]:
    """Everybody's orders, of one status or of any."""
    return _summaries(Order.objects.filter(status=status) if status else Order.objects.all(), cursor, limit)


def _summaries(rows: QuerySet[Order], cursor: str | None, limit: int) -> Page[words.OrderSummary]:
    rows = rows.order_by("-order_id")
    if cursor is not None:
        (after,) = read_cursor(cursor, (str,))
        rows = rows.filter(order_id__lt=after)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    items: dict[str, list[tuple[int, str | None]]] = {}
    wanted = OrderItem.objects.filter(order_id__in=[order.order_id for order in shown]).order_by("position")
    for order_id, quantity, image_url, part_of in wanted.values_list(
        "order_id", "quantity", "image_url", "part_of"
    ):
        items.setdefault(order_id, []).append((quantity, None if part_of else image_url))
    return Page[words.OrderSummary](
        items=[
            words.OrderSummary(
                order_id=order.order_id,
                number=order.number,
                status=order.status,
                email=order.email,
                total=_money(order, order.total),
                quantity=sum(quantity for quantity, _ in items.get(order.order_id, [])),
                image_urls=[url for _, url in items.get(order.order_id, []) if url][:4],
                created_at=order.created_at,
            )
            for order in shown
        ],
        next=write_cursor(shown[-1].order_id) if len(found) > limit else None,
    )


def track_order(order: Order) -> words.Tracking:
    """Its history and its parcels; without parcels while shipping does not answer."""
    history = StatusChange.objects.filter(order_id=order.order_id).order_by("id")
    known = OrderItem.objects.filter(order_id=order.order_id).values_list("item_id", "options", "bought")
    items = {item_id: (options, bought) for item_id, options, bought in known}
    return words.Tracking(
        order_id=order.order_id,
        number=order.number,
        status=order.status,
        history=[_change(change) for change in history],
        parcels=[
            words.TrackedParcel(
                shop_name=shipment.shop_name,
                carrier=shipment.carrier,
                tracking_number=shipment.tracking_number,
                status=shipment.status,
                titles=[line.title for line in shipment.lines],
                lines=[_tracked(line, items) for line in shipment.lines],
                steps=[
                    words.TrackedParcelStep(
                        status=step.status, detail=step.detail, place=step.place, at=step.at
                    )
                    for step in shipment.steps
                ],
            )
            for shipment in shipping.shipments(order_id=order.order_id)
        ],
    )


def _tracked(line: ParcelLine, items: dict[str, tuple[dict[str, str], int | None]]) -> words.TrackedLine:
    """Parts that shipping made a moment ago are called as what they were taken from."""
    options, bought = items.get(line.item_id) or items.get(line.part_of) or ({}, None)
    return words.TrackedLine(name=named(line.title, options), quantity=line.quantity, bought=bought)


def _by_shop(order: Order, items: list[OrderItem]) -> list[words.ShopItems]:
    """Parts of a line stand together."""
    places = {item.item_id: item.position for item in items}
    shops: dict[str, list[OrderItem]] = {}
    for item in sorted(items, key=lambda each: (places.get(each.part_of, each.position), each.position)):
        shops.setdefault(item.shop_id, []).append(item)
    return [
        words.ShopItems(
            shop_id=shop_id,
            shop_name=theirs[0].shop_name,
            items=[_item(order, item) for item in theirs],
            subtotal=_money(order, sum(item.line_total for item in theirs)),
        )
        for shop_id, theirs in shops.items()
    ]


def _item(order: Order, item: OrderItem) -> words.OrderItem:
    return words.OrderItem(
        item_id=item.item_id,
        variation_id=item.variation_id,
        product_id=item.product_id,
        product_slug=item.product_slug,
        sku=item.sku,
        title=item.title,
        options=item.options,
        image_url=item.image_url,
        quantity=item.quantity,
        unit_price=_money(order, item.unit_price),
        line_total=_money(order, item.line_total),
        discount=_money(order, item.discount),
        tax=_money(order, item.tax),
        status=item.status,
        refunded=_money(order, item.refunded) if item.refunded else None,
        part_of=item.part_of,
        bought=item.bought,
    )


def _change(change: StatusChange) -> words.StatusChange:
    return words.StatusChange(status=change.status, detail=change.detail, at=change.at)


def _money(order: Order, minor: int) -> Money:
    return Money.of(minor, order.currency)
