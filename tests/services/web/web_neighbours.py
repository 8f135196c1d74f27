"""Fakes of the houses that web asks: enough memory to shop with, and a switch to make each of them vanish."""

from __future__ import annotations

import datetime as dt
from typing import Any

from souk.contracts.cart.calls import (
    AppliedCoupon,
    Cart,
    CartChange,
    CartChanged,
    CartHolder,
    CartIsEmpty,
    CartItemNotFound,
    CartLine,
    Carts,
    NotEnoughStock,
    NotForSale,
)
from souk.contracts.marketing.calls import CouponRefused, Marketing
from souk.contracts.orders.calls import (
    Buyer,
    CheckoutDetails,
    Order,
    OrderCannotBeCancelled,
    OrderCannotBePaid,
    OrderItem,
    OrderNotFound,
    OrderPayment,
    Orders,
    OrderSummary,
    Quote,
    QuoteLine,
    QuoteShipping,
    Reader,
    ShopItems,
    StatusChange,
    TrackedParcel,
    TrackedParcelStep,
    Tracking,
)
from souk.contracts.payments.calls import PaymentMethod, Payments
from souk.contracts.products.calls import (
    Attribute,
    Category,
    Image,
    Option,
    OptionValue,
    Product,
    ProductNotFound,
    Products,
    ShopLabel,
    Variation,
)
from souk.contracts.search.calls import Facet, FacetValue, ProductCard, ProductQuery, Search, SearchResult
from souk.contracts.shipping.calls import CountryNotServed, Shipping
from souk.contracts.shops.calls import Shop, ShopNotFound, Shops
from souk.contracts.users.calls import (
    Account,
    AccountLocked,
    AddressNotFound,
    EmailTaken,
    RefreshRefused,
    SavedAddress,
    Sessions,
    TokenInvalid,
    Tokens,
    Users,
    WrongCredentials,
)
from souk.kernel import identity
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from souk.vocabulary.pages import BadCursor, Page
from souk.vocabulary.problems import Unavailable, invalid

LONG_AGO = dt.datetime(2026, 1, 5, 12, 30, tzinfo=dt.UTC)
ADA = "usr_00000000000000000000000ada"


def usd(minor: int) -> Money:
    return Money.of(minor, "USD")


class Neighbour:
    """Answers while it is there. `calls` remembers what was asked."""

    def __init__(self) -> None:
        self.is_away = False
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        if name.startswith("_") or not callable(found):
            return found

        def asked(**arguments: Any) -> Any:
            if object.__getattribute__(self, "is_away"):
                raise Unavailable("it rests")
            object.__getattribute__(self, "calls").append((name, arguments))
            return found(**arguments)

        return asked


def jacket() -> Product:
    swatches = {"Tan": "#DF9166", "Black": "#000000"}
    variations = [
        Variation(
            variation_id=f"var_{colour}_{size}".lower(),
            sku=f"J-{colour}-{size}",
            options={"colour": colour, "size": size},
            price=usd(9900 if colour == "Tan" else 10900),
            compare_at_price=usd(12900) if colour == "Tan" else None,
            weight_grams=900,
            barcode="",
            availability="out_of_stock"
            if (colour, size) == ("Tan", "XL")
            else "low_stock"
            if size == "L"
            else "in_stock",
            available=3 if size == "L" else None,
        )
        for colour in swatches
        for size in ("M", "L", "XL")
    ]
    return Product(
        product_id="prd_jacket",
        slug="winter-jacket",
        title="Winter jacket </script><b>&",
        product_type="clothes",
        description_html="<p>Waxed cotton.</p><p style='color:red' onclick='x()'>Wool lining<script>alert(1)</script>.</p>",
        attributes={},
        specifications=[Attribute(name="material", label="Material", value="Waxed cotton")],
        category=Category(category_id="cat_2", slug="jackets", name="Jackets", path="clothes/jackets", parent_id="cat_1"),
        breadcrumbs=CATEGORIES[:2],
        shop=ShopLabel(shop_id="shp_dune", slug="dune-thread", name="Dune & Thread"),
        options=[
            Option(name="colour", values=[OptionValue(value=v, swatch=s) for v, s in swatches.items()]),
            Option(name="size", values=[OptionValue(value=v) for v in ("M", "L", "XL")]),
        ],
        variations=variations,
        images=[
            Image(url=f"/media/{c}.webp", thumb_url=f"/media/{c}-400.webp", width=800, height=800, alt=f"{c} jacket", option_value=c)
            for c in swatches
        ],
        price_from=usd(9900),
        price_to=usd(10900),
        created_at=LONG_AGO,
    )  # fmt: skip


CATEGORIES = [
    Category(category_id="cat_1", slug="clothes", name="Clothes", path="clothes"),
    Category(category_id="cat_2", slug="jackets", name="Jackets", path="clothes/jackets", parent_id="cat_1"),
    Category(category_id="cat_3", slug="books", name="Books", path="books"),
]


class FakeProducts(Neighbour):
    def product(self, *, id_or_slug: str) -> Product:
        found = jacket()
        if id_or_slug not in (found.slug, found.product_id):
            raise ProductNotFound()
        return found

    def categories(self) -> list[Category]:
        return CATEGORIES


class FakeSearch(Neighbour):
    """Knows 30 products."""

    def products(self, *, query: ProductQuery) -> SearchResult:
        if query.cursor not in (None, "more"):
            raise BadCursor("no")
        names = [f"Product {n}" for n in range(30) if query.search.lower() in f"product {n}"]
        begin = 24 if query.cursor else 0
        facets = [
            Facet(
                name="category",
                label="Categories",
                values=[FacetValue(value="jackets", label="Jackets", count=12)],
            ),
            Facet(name="type", label="Type", values=[FacetValue(value="clothes", label="Clothes", count=30)]),
            Facet(
                name="colour",
                label="Colour",
                values=[FacetValue(value="Tan", label="Tan", count=3, swatch="#DF9166")],
            ),
            Facet(name="size", label="Size", values=[FacetValue(value="XL", label="XL", count=2)]),
        ]
        return SearchResult(
            items=[self._card(name) for name in names[begin : begin + query.limit]],
            next="more" if len(names) > query.limit and not begin else None,
            facets=facets if query.with_facets else [],
            matches=len(names),
        )

    def _card(self, name: str) -> ProductCard:
        slug = name.lower().replace(" ", "-")
        return ProductCard(
            product_id=f"prd_{slug}", slug=slug, title=name, product_type="clothes", shop_id="shp_dune",
            shop_slug="dune-thread", shop_name="Dune & Thread", price_from=usd(1900), price_to=usd(2900),
            compare_at_price=usd(3900), thumb_url="/media/tan-400.webp", image_url="/media/tan.webp", subtitle="M–XL",
        )  # fmt: skip


class FakeShops(Neighbour):
    def shop_by_slug(self, *, slug: str) -> Shop:
        if slug != "dune-thread":
            raise ShopNotFound()
        return Shop(
            shop_id="shp_dune", owner_id="usr_1", slug=slug, name="Dune & Thread", tagline="Cut to last",
            description="Clothes in small runs.", city="Lisbon", country="PT", status="approved", created_at=LONG_AGO,
        )  # fmt: skip

    def approved_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        return Page(items=[self.shop_by_slug(slug="dune-thread")], next=None)


class FakeCarts(Neighbour):
    """Carts of one kind of line: jackets at 99 dollars, five of each in stock."""

    STOCK = 5

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, dict[str, int]] = {}
        self.coupons: dict[str, bool] = {}
        self.changes: list[CartChange] = []

    def _who(self, holder: CartHolder) -> str:
        return holder.user_id or holder.token or ""

    def _cart(self, who: str, token: str | None = None) -> Cart:
        lines = [
            CartLine(
                item_id=f"itm_{v}", variation_id=v, product_id="prd_jacket", product_slug="winter-jacket", shop_id="shp_dune",
                shop_name="Dune & Thread", sku=v, title="Winter jacket", options={"size": "M"}, image_url=None, quantity=n,
                unit_price=usd(9900), line_total=usd(9900 * n), weight_grams=900,
            )
            for v, n in self.lines.get(who, {}).items()
        ]  # fmt: skip
        subtotal = Money.sum(line.line_total for line in lines)
        off = usd(1000) if self.coupons.get(who) else usd(0)
        return Cart(
            cart_id="crt_1", token=token, version=1, lines=lines, quantity=sum(line.quantity for line in lines),
            subtotal=subtotal, discount=off, total=subtotal - off, changes=self.changes,
            coupon=AppliedCoupon(code="TEN", description="10 off", discount=off) if off else None,
        )  # fmt: skip

    def cart(self, *, holder: CartHolder) -> Cart:
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
        self._carts = carts
        self.by_key: dict[str, Order] = {}
        self.correct_the_cart = False
        self.too_late = False
        self.parcels_are_lost = False

    def quote(
        self, *, buyer: Buyer, country: str, region: str = "", shipping_method: str | None = None
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
        )  # fmt: skip

    def place(self, *, key: str, buyer: Buyer, details: CheckoutDetails) -> Order:
        if key in self.by_key:
            return self.by_key[key]
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
            status="pending", action_url=f"/pay/sandbox/{number}", paid=usd(0), refunded=usd(0)
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
        return order

    def _settle(self, number: str, status: str, payment: str, failure: str | None = None) -> None:
        """What a webhook would do."""
        for key, order in self.by_key.items():
            if order.number == number:
                paid = order.payment.model_copy(update={"status": payment, "failure": failure})
                self.by_key[key] = order.model_copy(update={"status": status, "payment": paid})

    def _find(self, order_id: str, reader: Reader) -> Order:
        for order in self.by_key.values():
            mine = (order.user_id and order.user_id == reader.user_id) or (
                order.token and order.token == reader.order_token
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
        items = [
            OrderSummary(order_id=o.order_id, number=o.number, status=o.status, total=o.total, quantity=1, image_urls=[], created_at=o.created_at)
            for o in mine
        ]  # fmt: skip
        return Page(items=items, next=None)

    def track(self, *, order_id: str, reader: Reader) -> Tracking:
        if self.parcels_are_lost:
            raise Unavailable("shipping rests")
        order = self._find(order_id, reader)
        step = TrackedParcelStep(status="in_transit", detail="Left the hub", place="Lisbon", at=LONG_AGO)
        parcel = TrackedParcel(
            shop_name="Dune & Thread", carrier="Sandbox", tracking_number="SB1", status="in_transit", titles=["Winter jacket"], steps=[step]
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
    def countries(self) -> list[str]:
        return ["US", "DE", "AQ"]


class FakeUsers(Neighbour):
    def __init__(self) -> None:
        super().__init__()
        self.account = Account(
            user_id=ADA, email="ada@example.org", name="Ada Byron", roles=["shopper"], is_verified=False, created_at=LONG_AGO
        )  # fmt: skip
        self.saved: list[SavedAddress] = []
        self.password = "right horse battery"

    def accounts(self, *, user_ids: list[str]) -> list[Account]:
        return [self.account] if ADA in user_ids else []

    def update_account(
        self, *, user_id: str, name: str | None = None, wants_newsletter: bool | None = None
    ) -> Account:
        given = {"name": name, "wants_newsletter": wants_newsletter}
        self.account = self.account.model_copy(update={k: v for k, v in given.items() if v is not None})
        return self.account

    def change_password(self, *, user_id: str, old: str, new: str) -> None:
        if old != self.password:
            raise WrongCredentials()
        if len(new) < 10:
            raise invalid("/new", "That password is too short.")
        self.password = new

    def set_picture(self, *, user_id: str, content: bytes) -> Account:
        if content and not content.startswith(b"\x89PNG"):
            raise invalid("/content", "This is not a picture we can read.")
        self.account = self.account.model_copy(update={"picture_url": "/media/ada.webp" if content else None})
        return self.account

    def addresses(self, *, user_id: str) -> list[SavedAddress]:
        return list(self.saved) if user_id == ADA else []

    def save_address(
        self,
        *,
        key: str,
        user_id: str,
        address: PostalAddress,
        is_default: bool,
        address_id: str | None = None,
    ) -> SavedAddress:
        entry = SavedAddress(
            address_id=address_id or f"adr_{len(self.saved)}", address=address, is_default=is_default
        )
        self.saved = [a for a in self.saved if a.address_id != address_id] + [entry]
        return entry

    def remove_address(self, *, user_id: str, address_id: str) -> None:
        if address_id not in {a.address_id for a in self.saved}:
            raise AddressNotFound()
        self.saved = [a for a in self.saved if a.address_id != address_id]


class FakeSessions(Neighbour):
    def __init__(self, users: FakeUsers) -> None:
        super().__init__()
        self._users = users
        self.wrong = 0
        self.good = {"refresh-0"}
        self.letters: list[str] = []

    def _tokens(self, seconds: int = 600) -> Tokens:
        number = f"refresh-{len(self.calls)}"
        self.good.add(number)
        access = identity.issue_access_token(ADA, ["shopper"], number, seconds)
        return Tokens(
            access_token=access, refresh_token=number, expires_in_seconds=600, account=self._users.account
        )

    def signup(self, *, email: str, password: str, name: str, wants_newsletter: bool = False) -> Account:
        if email == "taken@example.org":
            raise EmailTaken()
        if len(password) < 10:
            raise invalid("/password", "That password is too short.")
        self._users.account = self._users.account.model_copy(update={"email": email, "name": name})
        self._users.password = password
        return self._users.account

    def verify_email(self, *, token: str) -> Account:
        if token != "good":
            raise TokenInvalid()
        self._users.account = self._users.account.model_copy(update={"is_verified": True})
        return self._users.account

    def send_verification(self, *, email: str) -> None:
        self.letters.append(email)

    def login(self, *, email: str, password: str, address: str) -> Tokens:
        if self.wrong >= 3:
            raise AccountLocked()
        if (email, password) != (self._users.account.email, self._users.password):
            self.wrong += 1
            raise WrongCredentials()
        return self._tokens()

    def refresh(self, *, refresh_token: str) -> Tokens:
        if refresh_token not in self.good:
            raise RefreshRefused()
        self.good.discard(refresh_token)
        return self._tokens()

    def logout(self, *, access_token: str, refresh_token: str | None = None) -> None:
        self.good.discard(refresh_token or "")

    def request_reset(self, *, email: str) -> None:
        self.letters.append(email)

    def reset_password(self, *, token: str, password: str) -> None:
        if token != "good":
            raise TokenInvalid()
        if len(password) < 10:
            raise invalid("/password", "That password is too short.")
        self._users.password, self.wrong = password, 0

    def unlock(self, *, token: str) -> None:
        if token != "good":
            raise TokenInvalid()
        self.wrong = 0


class FakeMarketing(Neighbour):
    def subscribe(self, *, email: str, source: str, user_id: str | None = None) -> None:
        return None

    def confirm_subscription(self, *, token: str) -> None:
        if token != "good":
            raise TokenInvalid()

    def unsubscribe(self, *, token: str) -> None:
        return None


class Street:
    def __init__(self) -> None:
        self.products, self.search, self.shops = FakeProducts(), FakeSearch(), FakeShops()
        self.carts = FakeCarts()
        self.orders = FakeOrders(self.carts)
        self.payments, self.shipping = FakePayments(), FakeShipping()
        self.users = FakeUsers()
        self.sessions = FakeSessions(self.users)
        self.marketing = FakeMarketing()

    def contracts(self) -> dict[type, Neighbour]:
        return {
            Products: self.products,
            Search: self.search,
            Shops: self.shops,
            Carts: self.carts,
            Orders: self.orders,
            Payments: self.payments,
            Shipping: self.shipping,
            Users: self.users,
            Sessions: self.sessions,
            Marketing: self.marketing,
        }

    def everybody_rests(self) -> None:
        for neighbour in self.contracts().values():
            neighbour.is_away = True
