"""Wanted letters: which of the letters that a shop can do without its owner wants."""

from __future__ import annotations

from typing import Literal

from souk.kernel.data.database import changes
from souk.services.shops.models import LowStock
from souk.services.shops.use_cases.ownership import lock_own, must_own

About = Literal["low_stock", "sales"]


def wants(about: About, shop_id: str, by: str) -> bool:
    """Raises ShopNotFound."""
    return bool(getattr(must_own(shop_id, by), _column(about)))


def choose(about: About, shop_id: str, by: str, wanted: bool) -> None:
    """What ran low before is not told later. Raises ShopNotFound."""
    with changes("shops"):
        row = lock_own(shop_id, by)
        if getattr(row, _column(about)) == wanted:
            return
        if about == "low_stock":
            LowStock.objects.filter(shop_id=shop_id).delete()
        setattr(row, _column(about), wanted)
        row.save(update_fields=[_column(about)])


def _column(about: About) -> str:
    return f"wants_{about}"
