"""Corrections: the owner is told what staff changed of their goods, and why, once.

products says it → it is written down → users says where the owner's letters go → the letter is asked for and the note taken away

While users is away notes wait. An owner who left is told nothing.
"""

from __future__ import annotations

from souk.contracts.products.events import ProductsCorrected
from souk.contracts.shops.events import ChangedGoods, GoodsLetterRequested
from souk.contracts.users.calls import Account
from souk.kernel.data.database import changes
from souk.services.shops.models import DueGoodsLetter, Shop
from souk.services.shops.use_cases.addressees import addressed, owners

BATCH, NAMED = 50, 50


def note(event: ProductsCorrected) -> None:
    """Inside the hearing's transaction."""
    row = DueGoodsLetter(
        letter_id=event.correction_id,
        shop_id=event.shop_id,
        goods=[one.model_dump() for one in event.goods[:NAMED]],
        reason=event.reason,
        made_at=event.at,
    )
    DueGoodsLetter.objects.bulk_create([row], ignore_conflicts=True)


def ask_for_letters() -> int:
    """Returns how many letters were asked for."""
    due = list(DueGoodsLetter.objects.order_by("letter_id")[:BATCH])
    if not due:
        return 0
    shops = {shop.shop_id: shop for shop in Shop.objects.filter(shop_id__in={row.shop_id for row in due})}
    known = owners(shop.owner_id for shop in shops.values())
    if known is None:
        return 0
    return sum(_write(row.letter_id, shops.get(row.shop_id), known) for row in due)


def _write(letter_id: str, shop: Shop | None, known: dict[str, Account]) -> bool:
    """What is told is taken away in the transaction that asks for the letter."""
    with changes("shops") as change:
        row = DueGoodsLetter.objects.select_for_update().filter(letter_id=letter_id).first()
        if row is None:
            return False
        row.delete()
        owner = known.get(shop.owner_id) if shop is not None else None
        if shop is None or owner is None:
            return False
        change.say(_letter(letter_id, row, shop, owner))
    return True


def _letter(letter_id: str, row: DueGoodsLetter, shop: Shop, owner: Account) -> GoodsLetterRequested:
    return GoodsLetterRequested(
        letter_id=letter_id,
        **addressed(owner, shop.shop_id, shop.name),
        changed=[ChangedGoods(**one) for one in row.goods],
        reason=row.reason,
        at=row.made_at,
    )
