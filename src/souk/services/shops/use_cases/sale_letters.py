"""Sales: the owner is told of each order that is to be sent, once.

the first item of an order is heard of → a minute later, when all of them are: one letter about what is to be sent
by then everything was sent or cancelled, or the order is of long ago → there is nothing to tell

A shop that has closed is told, too: it sends what it sold.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from souk.contracts.shops.events import SaleLetterRequested, SoldGoods
from souk.contracts.users.calls import Account
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.shops.models import Shop, SoldItem, SoldOrder
from souk.services.shops.settings import settings
from souk.services.shops.use_cases.addressees import addressed, owners
from souk.services.shops.use_cases.ownership import lock_own, must_own
from souk.vocabulary.goods import named
from souk.vocabulary.money import Money

BATCH, NAMED = 50, 50
#: What was paid longer ago is no news: a market that is filled, or one that hears everything again.
NEWS = timedelta(days=2)


def due_at(paid_at: datetime) -> datetime | None:
    """When the owner is to be told of what was paid then."""
    is_news = paid_at > clock.now() - NEWS
    return clock.in_seconds(settings().sale_letter_seconds) if is_news else None


def wants_letters(shop_id: str, by: str) -> bool:
    """Raises ShopNotFound."""
    return must_own(shop_id, by).wants_sales


def choose_letters(shop_id: str, by: str, wants: bool) -> None:
    """Raises ShopNotFound."""
    with changes("shops"):
        row = lock_own(shop_id, by)
        if row.wants_sales != wants:
            row.wants_sales = wants
            row.save(update_fields=["wants_sales"])


def write_letters() -> int:
    """Returns how many letters were asked for. While users is away everything waits."""
    due = list(SoldOrder.objects.filter(to_tell_at__lte=clock.now()).order_by("to_tell_at")[:BATCH])
    if not due:
        return 0
    found = Shop.objects.filter(shop_id__in={order.shop_id for order in due}, wants_sales=True)
    wanting = {shop.shop_id: shop for shop in found}
    known = owners(shop.owner_id for shop in wanting.values())
    if known is None:
        return 0
    return sum(_write(order, wanting.get(order.shop_id), known) for order in due)


def _write(order: SoldOrder, shop: Shop | None, known: dict[str, Account]) -> bool:
    """That an order is told of is written down in the transaction that asks for the letter."""
    with changes("shops") as change:
        if not SoldOrder.objects.filter(id=order.id, to_tell_at__isnull=False).update(to_tell_at=None):
            return False
        owner = known.get(shop.owner_id) if shop is not None else None
        sold = SoldItem.objects.filter(shop_id=order.shop_id, order_id=order.order_id, is_known=True)
        items = list(sold.filter(status="processing").order_by("position", "item_id"))
        if not items or shop is None or owner is None:
            return False
        change.say(_letter(shop, owner, order, items))
    return True


def _letter(shop: Shop, owner: Account, order: SoldOrder, items: list[SoldItem]) -> SaleLetterRequested:
    return SaleLetterRequested(
        letter_id=new_id("ltr"),
        **addressed(owner, shop.shop_id, shop.name),
        number=order.number,
        goods=[
            SoldGoods(title=named(item.title, item.options), sku=item.sku, quantity=item.quantity)
            for item in items[:NAMED]
        ],
        others=len(items[NAMED:]),
        value=Money(minor=sum(item.value for item in items), currency=order.currency),
        at=clock.now(),
    )
