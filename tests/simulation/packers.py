"""Packers: who sends a part of what is being packed by hand, or finds that a part of it is not there."""

from __future__ import annotations

from collections.abc import Callable

from souk.contracts.orders.calls.items import OrderItems
from souk.kernel.neighbours.asking import ask
from tests.simulation.disk import Disk
from tests.simulation.insisting import insist
from tests.simulation.stage import Stage
from tests.simulation.street import Street

items = ask(OrderItems)

_PACKED = (
    "SELECT item_id, shop_id, quantity FROM orders_orderitem WHERE status = 'processing' ORDER BY item_id"
)
_UNDER_WAY = (
    "SELECT s.shop_id, min(l.item_id) FROM shipping_shipment s JOIN shipping_shipmentline l ON l.shipment_id = s.shipment_id"
    " WHERE s.sent_by = 'shop' AND s.status = 'handed_over' GROUP BY s.shop_id, s.shipment_id ORDER BY s.shipment_id"
)


class Packer:
    """Takes whatever is being packed at that moment; the carrier, who collects it, may be quicker."""

    def __init__(self, day: int, stage: Stage, street: Street, disk: Disk) -> None:
        self._day, self._stage, self._street, self._disk = day, stage, street, disk

    def work(self) -> None:
        stage = self._stage
        for number in range(stage.random.choice((4, 8, 16))):
            stage.wait(1 + 12 * stage.random.random())
            found = self._disk.ask("orders", _PACKED)
            if found:
                item_id, shop_id, left = found[int(stage.random.random() * len(found))]
                some = stage.random.randint(1, left)
                is_there = stage.random.random() < 0.6 or some == left
                self._move(f"pack-{self._day}-{number}", shop_id, item_id, some, is_there)

    def bring_home(self) -> None:
        """All that was sent by hand has arrived."""
        for shop_id, item_id in self._disk.ask("shipping", _UNDER_WAY):
            self._insist(
                f"says that {item_id[-5:]} has arrived",
                lambda shop_id=shop_id, item_id=item_id: items.deliver(
                    key=f"home-{item_id}", shop_id=shop_id, item_ids=[item_id]
                ),
            )

    def _move(self, key: str, shop_id: str, item_id: str, some: int, is_there: bool) -> None:
        if is_there:
            self._insist(
                f"sends {some} of …{item_id[-5:]}",
                lambda: items.ship(
                    key=key, shop_id=shop_id, item_ids=[item_id], carrier="Blue Van", tracking_number=key,
                    quantities={item_id: some},
                ),
            )  # fmt: skip
        else:
            self._insist(
                f"has not {some} of …{item_id[-5:]}",
                lambda: items.cancel(
                    key=key, shop_id=shop_id, item_id=item_id, reason="sold_out", quantity=some
                ),
            )

    def _insist(self, what: str, do: Callable[[], object]) -> None:
        insist(self._stage, self._street, "the packer", what, do)
