"""The demo street's last weeks: orders in every state, payments of each outcome, parcels on their way.

Everything goes through the same doors as today's orders, while the clock stands at the time when it happened: what is bought is
paid, told, packed, sent and delivered then. So it needs the whole street in one process; elsewhere the market opens without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.orders.calls import Buyer, CheckoutDetails, Order, Orders, Reader
from souk.contracts.orders.calls.items import OrderItems
from souk.contracts.payments.calls import Payments
from souk.contracts.products.calls import Products
from souk.contracts.shipping.calls import Shipping
from souk.contracts.shops.calls import Shops
from souk.contracts.users.calls import Users
from souk.demo.accounts import account_of
from souk.demo.barcodes import pick
from souk.demo.goods import Shop
from souk.demo.people import ADDRESSES, BUYERS, SHOPPERS_ADDRESS, Person
from souk.demo.purchases import Purchase, purchases
from souk.demo.shops import SHOPS
from souk.kernel import clock
from souk.kernel.events.relay import deliver_all
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings
from souk.kernel.work.jobs import all_jobs
from souk.kernel.work.stories import all_stories
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem

_carts, _orders, _items, _payments = ask(Carts), ask(Orders), ask(OrderItems), ask(Payments)
_products, _shipping, _shops, _users = ask(Products), ask(Shipping), ask(Shops), ask(Users)

Progress = Callable[[str, int, int], None]

STAFF = Reader(is_staff=True)
CARRIERS = ("Northway Post", "Blue Van", "Heron Parcels")

#: Shops that hand in their parcels themselves; from the others the market's carrier collects.
SEND_THEMSELVES = ("lantern-and-quill", "field-and-thread", "marisol", "kiln-and-wool")

_TOKENS = {"declined": "pm_card_declined", "to_pay": "pm_card_declined", "to_confirm": "pm_card_confirm"}


@dataclass
class History:
    """What was done: orders by number of the purchase, and what could not be bought any more."""

    placed: int = 0
    kept: int = 0
    refusals: list[str] = field(default_factory=list)


Deed = tuple[datetime, int, Callable[[], None]]  # when, which purchase, what


def open_history(houses: list[str], progress: Progress = lambda what, done, of: None) -> History:
    """Once; a market that has its history, or lives in several processes, stays as it is. `houses`: those of this process."""
    told = History()
    if not settings().events.startswith("outbox") or "orders" not in houses or _is_there():
        return told
    street = _Street(houses, told, clock.now())
    deeds = sorted(
        (deed for purchase in purchases() for deed in street.deeds_of(purchase)), key=lambda d: d[:2]
    )
    for done, (at, _, deed) in enumerate(deeds, start=1):
        if at <= street.now:
            with clock.frozen_at(at):
                deed()
                street.settle()
        progress("the last weeks", done, len(deeds))
    deliver_all(houses)
    _choose_senders()
    return told


def _is_there() -> bool:
    collected = next(shop for shop in SHOPS if shop.slug not in SEND_THEMSELVES)
    return bool(_shipping.sender(shop_id=_shop_id(collected)) == "carrier")


def _choose_senders() -> None:
    """Last of all: so it is known from it that the history is whole."""
    for shop in reversed(SHOPS):
        if shop.slug not in SEND_THEMSELVES:
            _shipping.choose_sender(key=f"demo/sender/{shop.slug}", shop_id=_shop_id(shop), sender="carrier")


def _shop_id(shop: Shop) -> str:
    return str(_shops.shop_by_slug(slug=shop.slug).shop_id)


class _Street:
    def __init__(self, houses: list[str], told: History, now: datetime) -> None:
        self.now, self._houses, self._told = now, houses, told
        self._users = {person.email: self._admit(person) for person in BUYERS}
        self._orders: dict[int, Order] = {}
        self._before = self._orders_before()
        self._seen: dict[str, int] = defaultdict(int)

    def settle(self) -> None:
        """What is said is heard, and what follows from it done, at the time when it happened."""
        deliver_all(self._houses)
        if sum(story.run_due() for story in all_stories()):
            deliver_all(self._houses)
        for job in all_jobs():
            if job.house == "notifications":  # letters go out on the day they are about
                job.run()

    def deeds_of(self, purchase: Purchase) -> list[Deed]:
        """What happens to it, and when."""
        number, began = purchase.number, self.now - timedelta(hours=purchase.hours_ago)
        deeds: list[Deed] = [(began, number, lambda: self._place(purchase))]

        def then(hours: float, deed: Callable[[Order], None]) -> None:
            deeds.append((began + timedelta(hours=hours), number, lambda: self._do(purchase, deed)))

        if purchase.fate in ("arrived", "sent", "money_back", "goodwill"):
            then(18 + pick(f"packed/{number}", 16), self._send)
        if purchase.fate in ("arrived", "money_back", "goodwill"):
            then(66 + pick(f"arrived/{number}", 40), self._deliver)
        if purchase.fate == "half_sent":
            then(6, lambda order: self._send(order, only=1))
        if purchase.fate == "one_cannot_be_sent":
            then(
                5, lambda order: self._take_out(order, "cannot_send", "The last one has a stain.", first=True)
            )
            then(20, self._send)
            then(70, self._deliver)
        if purchase.fate == "sold_out":
            then(4, lambda order: self._take_out(order, "sold_out", "", first=False))
        if purchase.fate == "called_off":
            then(2, self._call_off)
        if purchase.fate == "money_back":
            then(24 * 7, lambda order: self._give_back(order, "It did not fit.", order.payment.paid))
        if purchase.fate == "goodwill":
            half = lambda order: Money.of(order.payment.paid.minor // 5, order.payment.paid.currency)  # noqa: E731
            then(24 * 5, lambda order: self._give_back(order, "It came late; we are sorry.", half(order)))
        if purchase.fate == "declined":
            then(1, lambda order: None)  # nobody pays again, and the goods go back on sale
        return deeds

    def _admit(self, person: Person) -> str:
        user_id, email = account_of(person), person.email
        if not _users.addresses(user_id=user_id):
            _users.save_address(
                key=f"demo/address/{email}", user_id=user_id, address=ADDRESSES[email], is_default=True
            )
        return user_id

    def _orders_before(self) -> dict[str, list[Order]]:
        """What an earlier try, that broke off, has placed: by email, the oldest first."""
        found: dict[str, list[Order]] = defaultdict(list)
        cursor = None
        while True:
            page = _orders.newest(cursor=cursor, limit=100)
            for summary in page.items:
                found[summary.email].insert(0, _orders.order(order_id=summary.order_id, reader=STAFF))
            cursor = page.next
            if cursor is None:
                return found

    def _place(self, purchase: Purchase) -> None:
        before, place = self._before[purchase.email], self._seen[purchase.email]
        self._seen[purchase.email] += 1
        if place < len(before):
            self._orders[purchase.number] = before[place]
            self._told.kept += 1
            return
        user_id = None if purchase.is_guest else self._users[purchase.email]
        holder = CartHolder(user_id=user_id)
        try:
            for line in purchase.lines:
                cart = _carts.add_item(
                    holder=holder,
                    variation_id=self._variation(line.product.slug, line.sku),
                    quantity=line.quantity,
                )
                holder = CartHolder(user_id=user_id, token=None if user_id else cart.token)
            self._orders[purchase.number] = _orders.place(
                key=f"demo/order/{purchase.number}",
                buyer=Buyer(user_id=user_id, cart_token=holder.token),
                details=CheckoutDetails(
                    email=purchase.email,
                    address=self._address(purchase),
                    shipping_method="standard",
                    method_token=_TOKENS.get(purchase.fate, "pm_card_success"),
                    note=purchase.note,
                ),
            )
            self._told.placed += 1
        except Problem as refused:
            self._told.refusals.append(f"{purchase.email}: {refused}")
            _carts.clear(holder=holder)

    def _do(self, purchase: Purchase, deed: Callable[[Order], None]) -> None:
        """On the order as it stands now, if it was placed."""
        order = self._orders.get(purchase.number)
        if order is None:
            return
        try:
            deed(_orders.order(order_id=order.order_id, reader=STAFF))
        except Problem as refused:
            self._told.refusals.append(f"{order.number}: {refused}")

    def _send(self, order: Order, only: int | None = None) -> None:
        """Every shop hands in what is left, or `only` so many things of the first."""
        for shop in order.shops if only is None else order.shops[:1]:
            waiting = [item.item_id for item in shop.items if item.status in ("pending", "processing")][:only]
            if waiting:
                serial = pick(f"parcel/{order.number}/{shop.shop_id}", 10**9)
                _items.ship(
                    key=f"demo/sent/{waiting[0]}", shop_id=shop.shop_id, item_ids=waiting,
                    carrier=CARRIERS[serial % len(CARRIERS)], tracking_number=f"NW{serial:09d}",
                )  # fmt: skip

    def _deliver(self, order: Order) -> None:
        for shop in order.shops:
            sent = [item.item_id for item in shop.items if item.status == "shipped"]
            if sent:
                _items.deliver(key=f"demo/arrived/{sent[0]}", shop_id=shop.shop_id, item_ids=sent)

    def _take_out(self, order: Order, reason: str, note: str, *, first: bool) -> None:
        for shop in order.shops:
            for item in shop.items[:1] if first else shop.items:
                _items.cancel(
                    key=f"demo/out/{item.item_id}", shop_id=shop.shop_id, item_id=item.item_id,
                    reason="sold_out" if reason == "sold_out" else "cannot_send", note=note,
                )  # fmt: skip
            if first:
                return

    def _call_off(self, order: Order) -> None:
        _orders.cancel(
            key=f"demo/off/{order.order_id}", order_id=order.order_id, reader=STAFF, reason="ordered twice by mistake"
        )  # fmt: skip

    def _give_back(self, order: Order, reason: str, amount: Money) -> None:
        """As staff do it at payments."""
        (payment,) = _payments.of_order(order_id=order.order_id)
        key = payment.key
        _payments.refund(key=f"staff:demo/{order.order_id}", payment_key=key, amount=amount, reason=reason)

    def _variation(self, slug: str, sku: str) -> str:
        product = _products.product(id_or_slug=slug)
        return next(str(v.variation_id) for v in product.variations if v.sku == sku)

    def _address(self, purchase: Purchase) -> PostalAddress:
        if not purchase.is_guest:
            return ADDRESSES[purchase.email]
        return SHOPPERS_ADDRESS.model_copy(
            update={
                "name": purchase.name,
                "line1": f"{3 + purchase.number} Mill Lane",
                "line2": "",
                "phone": "",
            }
        )
