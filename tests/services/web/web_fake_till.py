"""Fakes of cart, orders, payments and shipping: enough memory to buy with."""

from __future__ import annotations

from web_neighbour import LONG_AGO, Neighbour, usd

from souk.contracts.cart.calls import (
    AppliedCoupon,
    Cart,
    CartChange,
    CartChanged,
    CartHolder,
    CartIsEmpty,
    CartItemNotFound,
    CartLine,
    GoodsOutOfReach,
    NotEnoughStock,
    NotForSale,
)
from souk.contracts.marketing.calls import CouponRefused
from souk.contracts.orders.calls import (
    Buyer,
    CheckoutCalledOff,
    CheckoutDetails,
    Order,
    OrderCannotBeCancelled,
    OrderCannotBePaid,
    OrderItem,
    OrderNotFound,
    OrderPayment,
    OrderSummary,
    PointsSpent,
    Quote,
    QuoteLine,
    QuoteShipping,
    Reader,
    ShopItems,
    StatusChange,
    TrackedLine,
    TrackedParcel,
    TrackedParcelStep,
    Tracking,
)
from souk.contracts.payments.calls import PaymentMethod
from souk.contracts.shipping.calls import CountryNotServed, Sender
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable


class FakeCarts(Neighbour):
    """Carts of one kind of line: jackets at 99 dollars, five of each in stock."""

    STOCK = 5

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, dict[str, int]] = {}
        self.coupons: dict[str, bool] = {}
        self.changes: list[CartChange] = []
        self.out_of_reach: set[str] = set()
        self.owners: set[str] = set()  # who keeps a shop, and does not shop

    def _who(self, holder: CartHolder) -> str:
        return holder.user_id or holder.token or ""

    def _cart(self, who: str, token: str | None = None) -> Cart:
        lines = [
            CartLine(
                item_id=f"itm_{v}", variation_id=v, product_id="prd_jacket", product_slug="winter-jacket", shop_id="shp_dune",
                shop_name="Dune & Thread", sku=v, title="Winter jacket", options={"size": "M"}, image_url=None, quantity=n,
                unit_price=usd(9900), line_total=usd(9900 * n), weight_grams=900,
                is_out_of_reach=v in self.out_of_reach,
            )
            for v, n in self.lines.get(who, {}).items()
        ]  # fmt: skip
        subtotal = Money.sum(line.line_total for line in lines)
        off = usd(1000) if self.coupons.get(who) else usd(0)
        return Cart(
            cart_id="crt_1", token=token, version=1, lines=lines, quantity=sum(line.quantity for line in lines),
            subtotal=subtotal, discount=off, total=subtotal - off, changes=self.changes,
            coupon=AppliedCoupon(code="TEN", description="10 off", discount=off) if off else None,
            is_archived=who in self.owners,
        )  # fmt: skip

    def cart(self, *, holder: CartHolder, is_glance: bool = False) -> Cart:
        return self._cart(self._who(holder), holder.token)

    def add_item(self, *, holder: CartHolder, variation_id: str, quantity: int) -> Cart:
        if not variation_id.startswith("var_"):
            raise NotForSale()
        token = None if holder.user_id else holder.token or f"tok{len(self.lines)}"
        who = holder.user_id or token or ""
        mine = self.lines.setdefault(who, {})
        if mine.get(variation_id, 0) + quantity > self.STOCK:
            raise NotEnoughStock(available=self.STOCK)
        mine[variation_id] = mine.get(variation_id, 0) + quantity
        return self._cart(who, token)

    def put_in(self, *, key: str, holder: CartHolder, variation_id: str, quantity: int) -> Cart:
        return self.add_item(holder=holder, variation_id=variation_id, quantity=quantity)

    def change_quantity(self, *, holder: CartHolder, item_id: str, quantity: int) -> Cart:
        mine = self.lines.get(self._who(holder), {})
        variation = item_id.removeprefix("itm_")
        if variation not in mine:
            raise CartItemNotFound()
        if quantity > self.STOCK:
            raise NotEnoughStock(available=self.STOCK)
        mine[variation] = quantity
        if not quantity:
            del mine[variation]
        return self._cart(self._who(holder), holder.token)

    def remove_item(self, *, holder: CartHolder, item_id: str) -> Cart:
        self.lines.get(self._who(holder), {}).pop(item_id.removeprefix("itm_"), None)
        return self._cart(self._who(holder), holder.token)

    def merge(self, *, token: str, user_id: str) -> Cart:
        mine = self.lines.setdefault(user_id, {})
        for variation, n in self.lines.pop(token, {}).items():
            mine[variation] = min(mine.get(variation, 0) + n, self.STOCK)
        return self._cart(user_id)

    def apply_coupon(self, *, holder: CartHolder, code: str) -> Cart:
        if code != "TEN":
            raise CouponRefused("no", reason="expired" if code == "OLD" else "unknown")
        self.coupons[self._who(holder)] = True
        return self._cart(self._who(holder), holder.token)

    def remove_coupon(self, *, holder: CartHolder) -> Cart:
        self.coupons.pop(self._who(holder), None)
        return self._cart(self._who(holder), holder.token)


class FakeOrders(Neighbour):
    def __init__(self, carts: FakeCarts) -> None:
        super().__init__()
        self.purse: PointsSpent | None = None
        self._carts = carts
        self.by_key: dict[str, Order] = {}
        self.guests: dict[str, str] = {}  # by the order's number, the token of the guest who made it
        self.correct_the_cart = False
        self.calls_off_next = False
        self.called_off: set[str] = set()
        self.too_late = False
        self.parcels_are_lost = False

    def quote(
        self,
        *,
        buyer: Buyer,
        country: str,
        region: str = "",
        shipping_method: str | None = None,
        points: int = 0,
    ) -> Quote:
        cart = self._carts._cart(buyer.user_id or buyer.cart_token or "")
        if not cart.lines:
            raise CartIsEmpty()
        if country == "AQ":
            raise CountryNotServed()
        options = [
            QuoteShipping(
                method=m, label=m.capitalize(), description=d, price=usd(p), total=cart.total + usd(p)
            )
            for m, d, p in (("standard", "4–7 working days", 500), ("express", "1–2 working days", 1299))
        ]
        chosen = next((o for o in options if o.method == shipping_method), options[0])
        lines = [
            QuoteLine(variation_id=x.variation_id, title=x.title, quantity=x.quantity, unit_price=x.unit_price, line_total=x.line_total)
            for x in cart.lines
        ]  # fmt: skip
        return Quote(
            lines=lines, subtotal=cart.subtotal, discount=cart.discount, shipping=chosen.price, tax=usd(0),
            total=chosen.total, tax_label="Tax", shipping_options=options, shipping_method=chosen.method,
            points_offer=self.purse if buyer.user_id else None,
            points=self.purse if buyer.user_id and points else None,
        )  # fmt: skip

    def place(self, *, key: str, buyer: Buyer, details: CheckoutDetails) -> Order:
        if key in self.by_key:
            return self.by_key[key]
        if self.calls_off_next:
            self.calls_off_next = False
            self.called_off.add(key)
        if key in self.called_off:
            raise CheckoutCalledOff("A part of the shop did not answer in time.")
        if self._carts.out_of_reach:
            raise GoodsOutOfReach("Winter jacket cannot be reached at the moment.")
        if self.correct_the_cart:
            self.correct_the_cart = False
            change = CartChange(
                item_id="itm_1", variation_id="var_1", title="Winter jacket", code="insufficient_stock",
                action="quantity_updated", detail="Only 1 is left.", old_quantity=2, new_quantity=1,
            )  # fmt: skip
            raise CartChanged(changes=[change.model_dump(mode="json")])
        who = buyer.user_id or buyer.cart_token or ""
        cart = self._carts._cart(who)
        if not cart.lines:
            raise CartIsEmpty()
        number = f"ORD-7K2M9QX{len(self.by_key)}"
        items = [
            OrderItem(
                item_id=x.item_id, variation_id=x.variation_id, product_id=x.product_id, product_slug=x.product_slug, sku=x.sku,
                title=x.title, options=x.options, image_url=None, quantity=x.quantity, unit_price=x.unit_price,
                line_total=x.line_total, discount=usd(0), tax=usd(0), status="pending",
            )
            for x in cart.lines
        ]  # fmt: skip
        total = cart.total + usd(500)
        payment = OrderPayment(
            status="pending",
            action_url=f"http://testserver/pay/sandbox/{number}",
            paid=usd(0),
            refunded=usd(0),
        )
        order = Order(
            order_id=f"ord_{number.lower()}", number=number, status="pending", user_id=buyer.user_id, email=details.email,
            token=None if buyer.user_id else f"token-{number}", address=details.address, shipping_method=details.shipping_method,
            shipping_label="Standard", note="", shops=[ShopItems(shop_id="shp_dune", shop_name="Dune & Thread", items=items, subtotal=cart.subtotal)],
            subtotal=cart.subtotal, discount=cart.discount, coupon_code=None, shipping=usd(500), tax=usd(0), tax_label="Tax",
            total=total, payment=payment, history=[StatusChange(status="pending", detail="", at=LONG_AGO)], can_cancel=True,
            created_at=LONG_AGO,
        )  # fmt: skip
        self._carts.lines.pop(who, None)
        self.by_key[key] = order
        self.guests[number] = buyer.guest_token or ""
        return order

    def _settle(self, number: str, status: str, payment: str, failure: str | None = None) -> None:
        """What a webhook would do."""
        for key, order in self.by_key.items():
            if order.number == number:
                paid = order.payment.model_copy(update={"status": payment, "failure": failure})
                self.by_key[key] = order.model_copy(update={"status": status, "payment": paid})

    def _find(self, order_id: str, reader: Reader) -> Order:
        for order in self.by_key.values():
            mine = (
                reader.is_staff
                or (order.user_id and order.user_id == reader.user_id)
                or (order.token and order.token == reader.order_token)
                or (reader.guest_token and self.guests.get(order.number) == reader.guest_token)
            )
            if order_id.lower() in (order.order_id.lower(), order.number.lower()) and mine:
                return order.model_copy(update={"token": None})
        raise OrderNotFound()

    def order(self, *, order_id: str, reader: Reader) -> Order:
        return self._find(order_id, reader)

    def pay(self, *, key: str, order_id: str, reader: Reader, method_token: str | None = None) -> Order:
        order = self._find(order_id, reader)
        if order.status != "pending":
            raise OrderCannotBePaid()
        return order

    def orders_of(self, *, user_id: str, cursor: str | None = None, limit: int = 10) -> Page[OrderSummary]:
        mine = [o for o in self.by_key.values() if o.user_id == user_id]
        return Page(items=[self._summary(order) for order in mine], next=None)

    def orders_of_guest(
        self, *, guest_token: str, cursor: str | None = None, limit: int = 10
    ) -> Page[OrderSummary]:
        mine = [o for o in self.by_key.values() if self.guests.get(o.number) == guest_token]
        return Page(items=[self._summary(order) for order in mine], next=None)

    def newest(
        self, *, status: str | None = None, cursor: str | None = None, limit: int = 25
    ) -> Page[OrderSummary]:
        begin = read_cursor(cursor, (int,))[0] if cursor else 0
        found = [o for o in reversed(self.by_key.values()) if status in (None, o.status)]
        more = write_cursor(begin + limit) if len(found) > begin + limit else None
        return Page(items=[self._summary(order) for order in found[begin : begin + limit]], next=more)

    def _summary(self, order: Order) -> OrderSummary:
        return OrderSummary(
            order_id=order.order_id, number=order.number, status=order.status, email=order.email, total=order.total, quantity=1,
            image_urls=[], created_at=order.created_at,
        )  # fmt: skip

    def track(self, *, order_id: str, reader: Reader) -> Tracking:
        if self.parcels_are_lost:
            raise Unavailable("shipping rests")
        order = self._find(order_id, reader)
        step = TrackedParcelStep(status="in_transit", detail="Left the hub", place="Lisbon", at=LONG_AGO)
        parcel = TrackedParcel(
            shop_name="Dune & Thread", carrier="Sandbox", tracking_number="SB1", status="in_transit", titles=["Winter jacket"], steps=[step],
            lines=[TrackedLine(name="Winter jacket (M, Tan)", quantity=2)],
        )  # fmt: skip
        return Tracking(
            order_id=order.order_id, number=order.number, status=order.status, history=[], parcels=[parcel]
        )

    def find_guest_order(self, *, number: str, email: str) -> str:
        for order in self.by_key.values():
            if order.number == number and order.email == email and order.token:
                return order.token
        raise OrderNotFound()

    def cancel(self, *, key: str, order_id: str, reader: Reader, reason: str = "") -> Order:
        order = self._find(order_id, reader)
        if self.too_late:
            raise OrderCannotBeCancelled()
        self._settle(order.number, "cancelled", "voided")
        return self._find(order_id, reader)


class FakePayments(Neighbour):
    def methods(self) -> list[PaymentMethod]:
        cards = {"4242424242424242": "succeeds", "4000000000000002": "is declined"}
        return [PaymentMethod(provider="sandbox", label="Sandbox", description="", tokens={}, cards=cards)]


class FakeShipping(Neighbour):
    def __init__(self) -> None:
        super().__init__()
        self.senders: dict[str, Sender] = {}

    def sender(self, *, shop_id: str) -> Sender:
        return self.senders.get(shop_id, "shop")

    def choose_sender(self, *, key: str, shop_id: str, sender: Sender) -> Sender:
        self.senders[shop_id] = sender
        return sender

    def countries(self) -> list[str]:
        return ["US", "DE", "AQ"]
