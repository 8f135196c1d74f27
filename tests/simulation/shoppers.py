"""Shoppers: they browse, fill carts, check out with every kind of card, press twice, lose patience, change their minds.

Each keeps a ledger of what the shop told them. What they know of the shop they know from its answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from souk.kernel.access.identity import issue_access_token
from souk.services.payments.use_cases import sandbox_days
from souk.vocabulary.problems import Problem
from tests.simulation.market import COUPONS, GOODS, Market
from tests.simulation.stage import Dead, Stage
from tests.simulation.street import Answer, Street

CARDS = {
    "pm_card_success": 8,
    "pm_card_declined": 3,
    "pm_card_confirm": 3,
    "pm_card_late": 3,
    "pm_card_twice": 3,
    "pm_card_timeout": 3,
    None: 4,  # the provider's hosted page
}
RUSH_SECONDS = 20.0
#: How long a request that nobody answered may still take effect.
MOST_LATE_SECONDS = 150
NUMBERS = (
    "4242424242424242", "4000000000000002", "4000002500003155", "4000000000000077", "4000000000000226", "4000000000000119"
)  # fmt: skip
ADDRESS = {
    "name": "Ada", "line1": "1 Street", "city": "Town", "region": "IL", "postal_code": "62701", "country": "US"
}  # fmt: skip


@dataclass
class Intent:
    """One thing a shopper means to do once: this cart, ordered. Its name is written into the order's note."""

    name: str
    email: str
    lines: dict[str, int]  # variation → quantity, as the cart was last shown
    #: the cart's, minor units, as last shown; None: it may be another by then
    shown_total: int | None
    order_id: str = ""
    order_token: str | None = None
    told_confirmed: bool = False
    was_refused: bool = False  # the last word was a no
    asked_to_cancel: bool = False
    told_cancelled: bool = False


@dataclass
class Range:
    """How many of something went into the cart, as far as its shopper can know."""

    low: int = 0
    high: int = 0
    is_known: bool = True


@dataclass
class Ledger:
    intents: list[Intent] = field(default_factory=list)
    baskets: dict[str, dict[str, Range] | None] = field(
        default_factory=dict
    )  # by cart id; None: corrected by the shop


class Shopper:
    def __init__(
        self, number: int, day: int, stage: Stage, street: Street, market: Market, ledger: Ledger
    ) -> None:
        self.name = f"shopper {day}.{number}"
        self.stage, self.street, self.market, self.ledger = stage, street, market, ledger
        self.day = day
        self.email = f"s{day}-{number}@example.com"
        self.user_id = f"usr_{day}_{number}" if stage.chance(0.4) else None
        self.token: str | None = None  # of a guest's cart
        self.cart: dict[str, Any] | None = None
        self.basket: dict[str, Range] | None = {}
        self._headers: dict[str, str] = {}
        self._intents = 0
        self._unsure_until = -1.0

    def shop(self) -> None:
        if self.user_id is not None:
            token = issue_access_token(self.user_id, ["shopper"], f"tok_{self.name}", 30 * 86_400)
            self._headers = {"Authorization": f"Bearer {token}"}
        if self.stage.temper.has_rush:
            self._join_the_rush()
        for _ in range(1 + self.stage.chance(0.6) + self.stage.chance(0.3)):
            self.stage.wait(self.stage.random.random() * 60)
            if not self._fill_cart():
                continue
            intent = self._check_out()
            if intent is not None:
                self._follow_up(intent)
        if self.cart and self.cart.get("cart_id"):
            self.ledger.baskets[self.cart["cart_id"]] = self.basket

    def _join_the_rush(self) -> None:
        """The same thing and the same coupon as everybody, at the till in the same second."""
        slug, coupon = list(GOODS)[self.day % 2 * 5], COUPONS[self.day % 3].code
        self._put_in(self.market.variations[slug], 1)
        self._ask("brings a coupon", "POST", "/api/cart/coupon", {"code": coupon})
        self._look()
        self.stage.wait(RUSH_SECONDS - self.stage.seconds % RUSH_SECONDS)
        if self.cart and self.cart["lines"]:
            intent = self._check_out()
            if intent is not None:
                self._follow_up(intent)

    # -- the cart -----------------------------------------------------------------------------------------------------

    def _fill_cart(self) -> bool:
        random = self.stage.random
        for _ in range(random.choice((1, 1, 2, 3))):
            slug = random.choice(list(GOODS))
            if self.stage.chance(0.2):
                self._ask("browses", "GET", f"/api/products/{slug}")
            self._put_in(self.market.variations[slug], random.choice((1, 1, 1, 2, 3)))
        if self.stage.chance(0.45):
            self._ask("brings a coupon", "POST", "/api/cart/coupon", {"code": random.choice(COUPONS).code})
        if self.stage.chance(0.15) and self.cart and self.cart["lines"]:
            self._remove(random.choice(self.cart["lines"]))
        self._look()
        return bool(self.cart and self.cart["lines"])

    def _put_in(self, variation: str, quantity: int) -> None:
        answer = self._ask(
            "adds", "POST", "/api/cart/items", {"variation_id": variation, "quantity": quantity}
        )
        if answer is None or answer.status >= 500:
            self._expect(variation, 0, quantity)
        elif answer.status == 200:
            self._expect(variation, quantity, quantity)

    def _remove(self, line: dict[str, Any]) -> None:
        self._ask("removes", "DELETE", f"/api/cart/items/{line['item_id']}")
        if self.basket is not None:
            self.basket[line["variation_id"]] = Range(is_known=False)

    def _look(self) -> None:
        self._ask("looks at the cart", "GET", "/api/cart")

    def _expect(self, variation: str, low: int, high: int) -> None:
        if self.basket is not None:
            range_ = self.basket.setdefault(variation, Range())
            range_.low, range_.high = range_.low + low, range_.high + high

    # -- the till -----------------------------------------------------------------------------------------------------

    def _check_out(self) -> Intent | None:
        stage, cart = self.stage, self.cart
        assert cart is not None
        is_rushed = stage.temper.has_rush and not self._intents
        if not is_rushed and stage.chance(0.2):
            self._ask("asks for a quote", "POST", "/api/checkout/quote", {"country": "US"})
        if not is_rushed and stage.chance(0.3):
            stage.wait(stage.random.choice((1.0, 20.0)))
        self._intents += 1
        name = f"{self.name}#{self._intents}"
        # Who does not say which cart they saw gets it as it is by then: an order just placed may leave it meanwhile.
        is_careful = stage.chance(0.9)
        intent = Intent(
            name, self.email, {line["variation_id"]: line["quantity"] for line in cart["lines"]},
            minor(cart["total"]) if is_careful and stage.seconds > self._unsure_until else None,
        )  # fmt: skip
        self.ledger.intents.append(intent)
        card = stage.random.choices(list(CARDS), list(CARDS.values()))[0]
        body = {"email": self.email, "address": ADDRESS, "shipping_method": "standard", "note": name}
        if card is not None:
            body["payment_method"] = card
        if is_careful:
            body["cart_version"] = cart["version"]
        path, headers = "/api/checkout", {"Idempotency-Key": name}
        if stage.chance(0.25):  # presses twice
            street, given = self.street, self._all_headers(headers)
            stage.enter(f"{self.name}'s other tab", lambda: _carelessly(street, name, path, body, given))
        answer = self._insist(f"checks out {name} with {card}", path, body, headers)
        self._take_in(intent, answer)
        return intent

    def _take_in(self, intent: Intent, answer: Answer | None) -> None:
        """What the answer to a checkout or a payment says goes into the ledger."""
        if answer is None or answer.status >= 500:
            self.basket = None  # what came late may have corrected it, and the news is lost
            return
        body = answer.body
        if answer.status in (200, 201):
            self._know(intent, body["order_id"], body.get("token") or answer.headers.get("X-Order-Token"))
            self._take_in_order(intent, body)
        elif answer.status == 402:
            self._know(intent, body["order_id"], body.get("order_token"))
        elif body.get("code") != "request-in-flight":
            intent.was_refused = not intent.order_id
            if body.get("code") == "cart-changed":
                self.basket = None
                self._look()

    def _know(self, intent: Intent, order_id: str, token: str | None) -> None:
        if intent.order_id and intent.order_id != order_id:
            self.stage.wrong.append(f"{intent.name} was told of two orders, {intent.order_id} and {order_id}")
        intent.order_id, intent.order_token = order_id, token or intent.order_token

    def _take_in_order(self, intent: Intent, order: dict[str, Any]) -> None:
        if order["status"] in ("confirmed", "processing", "shipped", "delivered"):
            intent.told_confirmed = True
            if minor(order["payment"]["paid"]) != minor(order["total"]):
                self.stage.wrong.append(f"{intent.name} is confirmed, but was told another sum was paid")
        if order["status"] == "cancelled":
            intent.told_cancelled = True

    # -- afterwards ---------------------------------------------------------------------------------------------------

    def _follow_up(self, intent: Intent) -> None:
        stage = self.stage
        for _ in range(stage.random.choice((0, 1, 2, 3))):
            if not intent.order_id:
                return
            stage.wait(stage.random.choice((0.0, 1.0, 10.0, 30.0, 90.0)) * stage.random.random())
            self._see(intent)
            stage.random.choices(
                (self._pay_on_page, self._pay_again, self._cancel, self._track, self._go_shopping),
                (4, 3, 4, 1, 3),
            )[0](intent)
        if intent.order_id and stage.chance(0.25):  # the page was left open
            stage.wait(200 + 200 * stage.random.random())
            self._pay_on_page(intent)

    def _see(self, intent: Intent) -> None:
        answer = self._ask(f"looks at {intent.name}", "GET", f"/api/orders/{intent.order_id}", intent=intent)
        if answer is not None and answer.status == 200:
            intent_url = answer.body["payment"]["action_url"]
            self._page = intent_url
            self._take_in_order(intent, answer.body)

    _page: str | None = None

    def _pay_on_page(self, intent: Intent) -> None:
        """On the provider's own page: a card is typed, or the bank's question is answered."""
        if not self._page:
            return
        charge_id, random = self._page.rsplit("/", 1)[-1], self.stage.random
        number, approves = random.choice(NUMBERS), random.random() < 0.8
        confirms = "/confirm/" in self._page

        def pay() -> None:
            if confirms:
                sandbox_days.confirm(charge_id, approved=approves)
            else:
                sandbox_days.pay_by_card(charge_id, number)

        try:
            self.street.call(f"{self.name} on the provider's page", pay)
            self.stage.note(f"pays {intent.name} on the page: {approves if confirms else number[-4:]}")
        except (Dead, Problem):
            return
        if self.stage.chance(0.6):
            self._see(intent)

    def _pay_again(self, intent: Intent) -> None:
        card = self.stage.random.choice(
            ("pm_card_success", "pm_card_twice", "pm_card_late", "pm_card_timeout", None)
        )
        self._intents += 1
        body = {} if card is None else {"payment_method": card}
        answer = self._insist(
            f"pays {intent.name} again with {card}", f"/api/orders/{intent.order_id}/payments", body,
            {"Idempotency-Key": f"{intent.name}/{self._intents}"}, intent,
        )  # fmt: skip
        if answer is not None and answer.status in (200, 402):
            self._take_in(intent, answer)

    def _cancel(self, intent: Intent) -> None:
        intent.asked_to_cancel = True
        self._intents += 1
        answer = self._insist(
            f"cancels {intent.name}", f"/api/orders/{intent.order_id}/cancel", {"reason": "changed my mind"},
            {"Idempotency-Key": f"{intent.name}/{self._intents}"}, intent,
        )  # fmt: skip
        if answer is not None and answer.status == 200:
            self._take_in_order(intent, answer.body)

    def _track(self, intent: Intent) -> None:
        self._ask(f"tracks {intent.name}", "GET", f"/api/orders/{intent.order_id}/track", intent=intent)

    def _go_shopping(self, intent: Intent) -> None:
        """The same things again, for the next time."""
        self._put_in(self.stage.random.choice(list(intent.lines)), 1)

    # -- talking ------------------------------------------------------------------------------------------------------

    def _all_headers(self, more: dict[str, str], intent: Intent | None = None) -> dict[str, str]:
        headers = self._headers | more
        if self.user_id is None and self.token:
            headers["X-Cart-Token"] = self.token
        if intent is not None and intent.order_token:
            headers["X-Order-Token"] = intent.order_token
        return headers

    def _ask(
        self, what: str, method: str, path: str, body: Any = None, *, intent: Intent | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer | None:  # fmt: skip
        """One request; None when nobody answered."""
        try:
            answer = self.street.request(
                f"{self.name} {what}", method, path, body, self._all_headers(headers or {}, intent)
            )
        except Dead as dead:
            self.stage.note(f"{what}: {dead}")
            if path.startswith(("/api/cart", "/api/checkout")):
                self._unsure_until = self.stage.seconds + MOST_LATE_SECONDS
                if method == "GET" or path == "/api/checkout":
                    self.basket = None  # it may have been corrected, and the news is lost
            return None
        self.stage.note(f"{what}: {answer.status} {_gist(answer)}")
        if path.startswith("/api/cart") and answer.status == 200:
            self._keep_cart(answer.body)
        return answer

    def _keep_cart(self, cart: dict[str, Any]) -> None:
        self.cart = cart
        self.token = cart["token"] or self.token
        if cart["changes"]:
            self.basket = None

    def _insist(
        self, what: str, path: str, body: Any, headers: dict[str, str], intent: Intent | None = None
    ) -> Answer | None:
        """The same request with the same key until there is an answer, or patience ends."""
        for _ in range(12):
            answer = self._ask(what, "POST", path, body, headers=headers, intent=intent)
            if answer is not None and answer.status < 500 and answer.body.get("code") != "request-in-flight":
                return answer
            if self.stage.chance(0.03):
                self.stage.note("walks away")
                return None
            self.stage.wait(0.5 + 6 * self.stage.random.random())
        return None


def _carelessly(street: Street, name: str, path: str, body: Any, headers: dict[str, str]) -> None:
    """The same request from another tab, whose answer nobody reads."""
    try:
        street.request(f"{name} once more", "POST", path, body, headers)
    except Dead:
        pass


def minor(money: dict[str, str]) -> int:
    units, _, cents = money["amount"].partition(".")
    return int(units) * 100 + int((cents or "0").ljust(2, "0"))


def _gist(answer: Answer) -> str:
    body = answer.body
    if not isinstance(body, dict):
        return ""
    if answer.status >= 400:
        return f"{body.get('code') or body.get('title')}: {body.get('detail', '')}"[:90]
    if "order_id" in body and "payment" in body:
        return f"{body['number']} {body['status']}, payment {body['payment']['status']}"
    if "lines" in body and "total" in body:
        return f"{sum(line['quantity'] for line in body['lines'])} pieces, {body['total']['amount']}"
    return ""
