"""Recording: the order's rows, and each change of its status with the event that tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict

from souk.contracts.cart.calls import Cart
from souk.contracts.orders.calls import Buyer, CheckoutDetails, MemberSaving, PointsSpent
from souk.contracts.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderCreated,
    OrderPaid,
    OrderPaymentFailed,
    OrderRefunded,
)
from souk.contracts.payments.calls import Payment
from souk.contracts.shipping.calls import ShippingOption
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.kernel.data.rows import find, insert, update
from souk.kernel.ids import new_id
from souk.kernel.web.emails import key_of
from souk.services.orders.models import Order, OrderItem, StatusChange
from souk.services.orders.rules.states import ENDED
from souk.services.orders.rules.totals import Totals
from souk.services.orders.use_cases import refunds_asked
from souk.services.orders.use_cases.buyer_news import confirmation, item_facts, to_buyer, who
from souk.services.orders.use_cases.item_news import announce_items, shop_shares, tell_cancelled
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable


class Priced(BaseModel):
    """The totals of an order about to be recorded; amounts per item are in the order of the cart's lines."""

    model_config = ConfigDict(frozen=True)

    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    tax_label: str
    shipping_label: str
    item_ids: list[str]
    item_discounts: list[Money]
    item_taxes: list[Money]
    member: MemberSaving | None = None
    points: PointsSpent | None = None

    @classmethod
    def of(
        cls,
        cost: Totals,
        option: ShippingOption,
        tax_label: str,
        lines: int,
        member: MemberSaving | None = None,
        points: PointsSpent | None = None,
    ) -> Priced:
        return cls(
            subtotal=cost.subtotal,
            discount=cost.discount,
            shipping=cost.shipping,
            tax=cost.tax,
            total=cost.total,
            tax_label=tax_label,
            shipping_label=option.label,
            item_ids=[new_id("itm") for _ in range(lines)],
            item_discounts=cost.item_discounts,
            item_taxes=cost.item_taxes,
            member=member,
            points=points,
        )


def record_order(
    key: str,
    order_id: str,
    number: str,
    buyer: Buyer,
    details: CheckoutDetails,
    cart: Cart,
    priced: Priced,
    change: Change,
    guest_id: str | None = None,
) -> None:
    """A pending order with its items. The story's row, in the same transaction, keeps it from happening twice."""
    now = clock.now()
    order = Order(
        order_id=order_id,
        number=number,
        checkout_key=key,
        cart_id=cart.cart_id or "",
        user_id=buyer.user_id,
        guest_id=guest_id,
        email=details.email,
        email_key=key_of(details.email) or "",
        status="pending",
        currency=priced.total.currency,
        address=details.address.model_dump(),
        shipping_method=details.shipping_method,
        shipping_label=priced.shipping_label,
        note=details.note,
        subtotal=priced.subtotal.minor,
        discount=priced.discount.minor,
        coupon_code=cart.coupon.code if cart.coupon else None,
        shipping=priced.shipping.minor,
        tax=priced.tax.minor,
        tax_label=priced.tax_label,
        total=priced.total.minor,
        created_at=now,
        **_saved(priced),
    )
    items = _items(order_id, cart, priced)
    insert(order)
    insert(*items)
    remember(order_id, "pending", "The order was placed and waits for its payment.", now)
    change.say(
        OrderCreated(
            **who(order, now), cart_id=order.cart_id, items=item_facts(order, items), total=priced.total
        )
    )


def _saved(priced: Priced) -> dict[str, Any]:
    member, points, saved = priced.member, priced.points, dict[str, Any]()
    if member is not None:
        saved |= {
            "member_tier": member.tier,
            "member_label": member.label,
            "member_discount": member.discount.minor,
            "shipping_saved": member.shipping_saved.minor,
        }
    if points is not None:
        saved |= {"points_spent": points.points, "points_discount": points.discount.minor}
    return saved


def _items(order_id: str, cart: Cart, priced: Priced) -> list[OrderItem]:
    return [
        OrderItem(
            item_id=priced.item_ids[position],
            order_id=order_id,
            position=position,
            shop_id=line.shop_id,
            shop_name=line.shop_name,
            product_id=line.product_id,
            product_slug=line.product_slug,
            variation_id=line.variation_id,
            sku=line.sku,
            title=line.title,
            options=line.options,
            image_url=line.image_url,
            quantity=line.quantity,
            unit_price=line.unit_price.minor,
            line_total=line.line_total.minor,
            discount=priced.item_discounts[position].minor,
            tax=priced.item_taxes[position].minor,
        )
        for position, line in enumerate(cart.lines)
    ]


def cancel_recorded(order_id: str, change: Change, reason: str = "not paid") -> None:
    """Undoes `record_order`; an order that never was, or is cancelled already, stays as it is. `reason` is for the buyer."""
    if not Order.objects.filter(order_id=order_id, status="pending").update(
        status="cancelled", payment_status="voided", payment_url=""
    ):
        return
    OrderItem.objects.filter(order_id=order_id).update(status="cancelled")
    order, now = Order.objects.get(order_id=order_id), clock.now()
    called_off = "The order was called off before it was paid."
    remember(order_id, "cancelled", called_off if reason == "not paid" else f"{reason}. {called_off}", now)
    change.say(OrderCancelled(**to_buyer(order, now), reason=reason, refunded=Money.zero(order.currency)))


def confirm_order(order_id: str, payment: Payment, change: Change) -> None:
    """The money is there and the stock is kept."""
    now, order = clock.now(), _paid(order_id, payment, "confirmed")
    remember(order_id, "confirmed", "The payment was received.", now)
    items = items_of(order_id)
    total = Money.of(order.total, order.currency)
    change.say(OrderPaid(**who(order, now), total=total))
    announce_items(order, items, now, change)
    change.say(OrderConfirmed(**confirmation(order, items, now)))


def refund_lost_order(order_id: str, payment: Payment, change: Change) -> None:
    """The money came, but the goods were gone by then: it was given back, and the shopper is told."""
    order, now = _paid(order_id, payment, "refunded"), clock.now()
    Order.objects.filter(order_id=order_id).update(refunded=order.paid, payment_status="refunded")
    OrderItem.objects.filter(order_id=order_id).update(status="cancelled")
    remember(
        order_id,
        "refunded",
        "The goods were sold out before the payment came; the money was given back.",
        now,
    )
    amount = Money.of(order.paid, order.currency)
    change.say(OrderRefunded(**to_buyer(order, now), amount=amount, refunded_so_far=amount))
    change.say(OrderCancelled(**to_buyer(order, now), reason="sold out", refunded=amount))


def cancel_paid(order_id: str, reason: str, change: Change) -> None:
    """The end of the cancellation story: parcels called off, all that was left of the money given back, stock released."""
    order = Order.objects.select_for_update().filter(order_id=order_id).first()
    if order is None or order.status in ENDED:
        return
    refunded = Money.of(order.paid - order.refunded, order.currency)
    Order.objects.filter(order_id=order_id).update(
        status="cancelled",
        refunded=order.paid,
        payment_status="refunded" if order.paid else "voided",
        payment_url="",
    )
    now = clock.now()
    tell_cancelled(order_id, change, now)
    OrderItem.objects.filter(order_id=order_id).update(status="cancelled")
    order = Order.objects.get(order_id=order_id)
    remember(order_id, "cancelled", f"Cancelled: {reason}" if reason else "Cancelled.", now)
    change.say(OrderCancelled(**to_buyer(order, now), reason=reason, refunded=refunded))
    if refunded:
        all_of_it = Money.of(order.paid, order.currency)
        change.say(OrderRefunded(**to_buyer(order, now), amount=refunded, refunded_so_far=all_of_it))


def note_refund(order_id: str, amount: Money, refund_key: str = "") -> None:
    """Staff gave money back: written down and told. A cancellation that was quicker has counted it already."""
    with changes("orders") as change:
        order = Order.objects.select_for_update().filter(order_id=order_id).first()
        if order is None:
            return
        if (
            order.status == "pending"
        ):  # the money came a moment ago, and its story has not written it down yet
            raise Unavailable("The order is being confirmed just now.")
        refunds_asked.heard(refund_key)
        given = min(amount.minor, order.paid - order.refunded)
        if not given:
            return
        is_all = order.refunded + given == order.paid
        Order.objects.filter(order_id=order_id).update(
            refunded=order.refunded + given, payment_status="refunded" if is_all else "partly_refunded"
        )
        now, back = clock.now(), Money.of(given, order.currency)
        remember(order_id, order.status, f"{back} was given back.", now)
        so_far, shares = Money.of(order.refunded + given, order.currency), shop_shares(order, back)
        change.say(OrderRefunded(**to_buyer(order, now), amount=back, refunded_so_far=so_far, shops=shares))


def show_payment(order_id: str, payment: Payment) -> None:
    """How the payment of a pending order stands, for its page."""
    _unpaid(order_id).update(
        payment_status=payment.status,
        payment_url=payment.action_url or "",
        payment_failure=payment.failure or "",
        payment_label=payment.method_label,
    )


def note_failed_payment(order_id: str, failure: str) -> None:
    """An attempt failed; the order waits for another."""
    with changes("orders") as change:
        if not _unpaid(order_id).update(payment_status="failed", payment_failure=failure):
            return
        order, now = Order.objects.get(order_id=order_id), clock.now()
        change.say(OrderPaymentFailed(**to_buyer(order, now), failure=failure))


def _unpaid(order_id: str) -> QuerySet[Order]:
    """The order while it waits for its money. Once that came, an earlier attempt that failed is yesterday's news."""
    return Order.objects.filter(order_id=order_id, status="pending").exclude(payment_status="captured")


def remember(order_id: str, status: str, detail: str, at: datetime) -> None:
    insert(StatusChange(order_id=order_id, status=status, detail=detail[:300], at=at))


def items_of(order_id: str) -> list[OrderItem]:
    """In the order of the cart."""
    return find(OrderItem, where={"order_id": order_id}, order_by="position")


def _paid(order_id: str, payment: Payment, status: str) -> Order:
    values = {
        "status": status,
        "paid": payment.amount.minor,
        "payment_status": "captured",
        "payment_label": payment.method_label,
        "payment_failure": "",
        "payment_url": "",
    }
    update(Order, where={"order_id": order_id}, values=values)
    (order,) = find(Order, where={"order_id": order_id})
    return order
