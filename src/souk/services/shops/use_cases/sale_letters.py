"""Sales: the owner is told of each order that is to be sent, once, and of what is no longer to be sent.

the first item of an order is heard of → a minute later, when all of them are: one letter about what is to be sent
by then everything was sent or cancelled, or the order is of long ago → there is nothing to tell
the buyer or staff cancel something of it → a minute later: one letter about all that was cancelled so

A shop that has closed is told, too: it sends what it sold. What it cancelled itself is no news to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from souk.contracts.shops.events import CallOffLetterRequested, SaleLetterRequested, SoldGoods
from souk.contracts.users.calls import Account
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.shops.models import Shop, SoldItem, SoldOrder
from souk.services.shops.settings import settings
from souk.services.shops.use_cases.addressees import addressed, owners
from souk.vocabulary.events import Event
from souk.vocabulary.goods import named
from souk.vocabulary.money import Money

BATCH, NAMED = 50, 50
#: What was paid or cancelled longer ago is no news: a market that is filled, or one that hears everything again.
NEWS = timedelta(days=2)


@dataclass(frozen=True)
class Kind:
    """A letter about an order. `due`: the column that says when it is to be written; `items` takes what there is to tell, inside the
    change that asks for the letter."""

    due: str
    items: Callable[[SoldOrder], list[SoldItem]]
    letter: Callable[[SoldOrder, list[SoldItem], dict[str, Any]], Event]


def due_at(happened_at: datetime) -> datetime | None:
    """When the owner is to be told of what was paid or called off then."""
    is_news = happened_at > clock.now() - NEWS
    return clock.in_seconds(settings().sale_letter_seconds) if is_news else None


def note_called_off(order: SoldOrder, item: SoldItem, at: datetime) -> None:
    """Inside a change, with the order in hand. `item`: as it was before. Of an order that the owner is told of later it is left out."""
    due = due_at(at)
    if due is None or order.to_tell_at is not None or item.status != "processing":
        return
    SoldItem.objects.filter(item_id=item.item_id).update(is_off_untold=True)
    SoldOrder.objects.filter(id=order.id, to_tell_off_at=None).update(to_tell_off_at=due)


def write_letters() -> int:
    """Returns how many letters were asked for. While users is away everything waits."""
    return sum(_write_due(kind) for kind in (SALE, CALL_OFF))


def _write_due(kind: Kind) -> int:
    rows = SoldOrder.objects.filter(**{f"{kind.due}__lte": clock.now()})
    due = list(rows.order_by(kind.due)[:BATCH])
    if not due:
        return 0
    found = Shop.objects.filter(shop_id__in={order.shop_id for order in due}, wants_sales=True)
    wanting = {shop.shop_id: shop for shop in found}
    known = owners(shop.owner_id for shop in wanting.values())
    if known is None:
        return 0
    return sum(_write(kind, order, wanting.get(order.shop_id), known) for order in due)


def _write(kind: Kind, order: SoldOrder, shop: Shop | None, known: dict[str, Account]) -> bool:
    """That an order is told of is written down in the transaction that asks for the letter."""
    with changes("shops") as change:
        waiting = SoldOrder.objects.filter(**{"id": order.id, f"{kind.due}__isnull": False})
        if not waiting.update(**{kind.due: None}):
            return False
        owner = known.get(shop.owner_id) if shop is not None else None
        items = kind.items(order)
        if not items or shop is None or owner is None:
            return False
        facts = addressed(owner, shop.shop_id, shop.name) | {"number": order.number}
        change.say(kind.letter(order, items, facts))
    return True


def _items(order: SoldOrder, **which: Any) -> list[SoldItem]:
    sold = SoldItem.objects.filter(shop_id=order.shop_id, order_id=order.order_id, is_known=True, **which)
    return list(sold.order_by("position", "item_id"))


def _to_send(order: SoldOrder) -> list[SoldItem]:
    return _items(order, status="processing")


def _called_off(order: SoldOrder) -> list[SoldItem]:
    items = _items(order, is_off_untold=True)
    SoldItem.objects.filter(item_id__in=[item.item_id for item in items]).update(is_off_untold=False)
    return items


def _sale(order: SoldOrder, items: list[SoldItem], facts: dict[str, Any]) -> Event:
    value = Money(minor=sum(item.value for item in items), currency=order.currency)
    return SaleLetterRequested(**facts, **_goods(items), value=value)


def _call_off(order: SoldOrder, items: list[SoldItem], facts: dict[str, Any]) -> Event:
    return CallOffLetterRequested(**facts, **_goods(items), is_all=not _to_send(order))


def _goods(items: list[SoldItem]) -> dict[str, Any]:
    return {
        "letter_id": new_id("ltr"),
        "goods": [
            SoldGoods(title=named(item.title, item.options), sku=item.sku, quantity=item.quantity)
            for item in items[:NAMED]
        ],
        "others": len(items[NAMED:]),
        "at": clock.now(),
    }


SALE = Kind("to_tell_at", _to_send, _sale)
CALL_OFF = Kind("to_tell_off_at", _called_off, _call_off)
