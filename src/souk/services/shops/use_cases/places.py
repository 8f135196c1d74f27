"""Places: how many shops a person may have, also when they ask for two in the same instant."""

from __future__ import annotations

from souk.contracts.shops.calls import AlreadyHasShop
from souk.services.shops.models import HeldPlace, Shop
from souk.services.shops.rules.statuses import LIVE
from souk.services.shops.settings import settings


def refuse_another(owner_id: str, but: str = "") -> None:
    """Raises AlreadyHasShop for who has as many as one may have, without counting the shop `but`.

    Before anything is written, to say so early; and in the change itself, after `take`: of two who ask in the same instant the second
    one either wants the place of the first, or has seen that it is held, and then sees the first one's shop too.
    """
    live = Shop.objects.filter(owner_id=owner_id, status__in=LIVE).exclude(shop_id=but)
    names = list(live.order_by("shop_id").values_list("name", flat=True)[: settings().most_per_user])
    if len(names) >= settings().most_per_user:
        raise AlreadyHasShop(
            f"{' and '.join(names)}: no more than {settings().most_per_user} for one person."
        )


def take(owner_id: str, shop_id: str) -> None:
    """Inside a change. Raises IntegrityError when somebody took the same place in this instant: look again, then."""
    held = set(HeldPlace.objects.filter(owner_id=owner_id).values_list("place", flat=True))
    free = next(place for place in range(1, len(held) + 2) if place not in held)
    HeldPlace.objects.create(shop_id=shop_id, owner_id=owner_id, place=free)


def give_back(shop_id: str) -> None:
    HeldPlace.objects.filter(shop_id=shop_id).delete()
