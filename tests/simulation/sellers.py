"""Sellers and staff: goods arrive, are miscounted, cost something else tomorrow; money is given back by hand."""

from __future__ import annotations

from collections.abc import Callable

from souk.contracts.inventory.calls import Inventory, Receipt, StockLine
from souk.contracts.products.calls import Products
from souk.kernel.access.identity import issue_access_token
from souk.kernel.neighbours.asking import ask
from tests.simulation.disk import Disk
from tests.simulation.insisting import insist
from tests.simulation.market import GOODS, Market, draft
from tests.simulation.stage import Dead, Stage
from tests.simulation.street import Street

inventory, products = ask(Inventory), ask(Products)


class Seller:
    """`received` and `written_off`: units by variation that the shop said it has counted."""

    def __init__(self, day: int, stage: Stage, street: Street, market: Market) -> None:
        self._day, self._stage, self._street, self._market = day, stage, street, market

    def work(self) -> None:
        stage = self._stage
        for number in range(stage.random.choice((2, 3, 5))):
            stage.wait(10 + 60 * stage.random.random())
            slug = stage.random.choice(list(GOODS))
            stage.random.choices((self._restock, self._miscount, self._reprice), (4, 1, 3))[0](slug, number)

    def _restock(self, slug: str, number: int) -> None:
        units = self._stage.random.choice((1, 2, 5))
        receipt = Receipt(variation_id=self._market.variations[slug], sku=slug, quantity=units)
        key = f"restock-{self._day}-{number}"
        self._insist(f"receives {units} {slug}", lambda: inventory.receive(key=key, receipts=[receipt]))

    def _miscount(self, slug: str, number: int) -> None:
        line = StockLine(variation_id=self._market.variations[slug], quantity=1)
        key = f"broken-{self._day}-{number}"
        self._insist(
            f"writes off a {slug}",
            lambda: inventory.write_off(key=key, line=line, warehouse="main", reason="broken"),
        )

    def _reprice(self, slug: str, number: int) -> None:
        price = f"{self._stage.random.randint(5, 160)}.{self._stage.random.choice(('00', '49', '99'))}"
        new = draft(slug, self._market.shops[GOODS[slug][0]], price)
        key = f"price-{self._day}-{number}"
        self._insist(f"asks {price} for a {slug}", lambda: products.save_products(key=key, drafts=[new]))

    def _insist(self, what: str, do: Callable[[], object]) -> None:
        insist(self._stage, self._street, "the seller", what, do)


class Clerk:
    """Gives part of somebody's money back, with a key."""

    def __init__(self, day: int, stage: Stage, street: Street, disk: Disk) -> None:
        self._day, self._stage, self._street, self._disk = day, stage, street, disk

    def work(self) -> None:
        stage = self._stage
        token = issue_access_token("usr_clerk", ["staff"], "tok_clerk", 30 * 86_400)
        for number in range(stage.random.choice((0, 1, 2, 4))):
            stage.wait(15 + 60 * stage.random.random())
            found = self._disk.ask(
                "payments", "SELECT payment_id, captured, refunded, currency FROM payments_payment"
                " WHERE captured > refunded ORDER BY payment_id",
            )  # fmt: skip
            if not found:
                continue
            payment_id, captured, refunded, currency = found[int(stage.random.random() * len(found))]
            share = stage.random.choice((0.1, 0.4, 1.0))
            amount = max(1, int((captured - refunded) * share))
            body = {
                "amount": {"amount": f"{amount // 100}.{amount % 100:02}", "currency": currency},
                "reason": "so that you come again",
            }
            headers = {
                "Authorization": f"Bearer {token}", "Idempotency-Key": f"goodwill-{self._day}-{number}"
            }  # fmt: skip
            self._give_back(payment_id, body, headers)

    def _give_back(self, payment_id: str, body: dict[str, object], headers: dict[str, str]) -> None:
        path = f"/api/payments/{payment_id}/refunds"
        for _ in range(10):
            try:
                answer = self._street.request("the clerk gives back", "POST", path, body, headers)
                self._stage.note(f"gives back {body['amount']} of …{payment_id[-5:]}: {answer.status}")
                if answer.status < 500 and answer.body.get("code") != "request-in-flight":
                    return
            except Dead:
                pass
            self._stage.wait(1 + 5 * self._stage.random.random())
