"""Retelling: when the rules of a type have changed, its goods are shown and told again by the new ones, so that a new filter, number or
shelf finds what was saved before it. And everything is told once more, as it is, when a house begins to keep what it let pass before."""

from __future__ import annotations

import hashlib
import inspect
import sys
from datetime import UTC, datetime

from souk.contracts.products.events import ProductUpdated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.products.models import DoneCall, Product
from souk.services.products.read_models import Tree, store_pages, tell
from souk.services.products.rules.known_types import product_types
from souk.services.products.rules.product_type import ProductType
from souk.services.products.use_cases.news import AT_ONCE
from souk.services.products.use_cases.rebuilding import locked, tell_again

#: Of the memory of calls that were answered; these are kept for good.
KEY = "type:"
#: What other houses keep of a product, and until when there were releases that did not. A new line tells everything once more.
KEEPS_MORE = {"inventory keeps titles": datetime(2026, 11, 26, 22, tzinfo=UTC)}
#: Goods older than this that no rules are remembered for were told by rules from before there was a memory.
_LONG_AGO_SECONDS = 86_400


def tell_changed_types() -> int:
    """Returns how many products were told again. Killed in between it begins anew, which changes nothing twice for who hears it."""
    told = 0
    for name, kind in product_types().items():
        rules = _digest(kind)
        known = DoneCall.objects.filter(key=KEY + name).values_list("answer", flat=True).first()
        if known == rules:
            continue
        if known is not None or _has_old_goods(name):
            told += _tell_again(name)
        DoneCall.objects.update_or_create(key=KEY + name, defaults={"answer": rules, "done_at": clock.now()})
    return told


def tell_who_keeps_more_now() -> int:
    """Returns how many products were told again. Who has all of it lets it pass."""
    told = 0
    for reason, until in KEEPS_MORE.items():
        if DoneCall.objects.filter(key=KEY + reason).exists():
            continue
        if Product.objects.filter(changed_at__lt=until).exists():
            told = tell_again()
        DoneCall.objects.update_or_create(key=KEY + reason, defaults={"answer": "", "done_at": clock.now()})
    return told


def agree_on_what_was_told(kind: str, source: str, target: str) -> None:
    """Where goods of a type are moved what is remembered of them comes along, so that nothing is told again for having moved; where the
    two remember different things the target tells all once more."""
    for key in (KEY + kind, *(KEY + reason for reason in KEEPS_MORE)):
        here, there = (
            DoneCall.objects.using(alias).filter(key=key).values_list("answer", flat=True).first()
            for alias in (source, target)
        )
        remembered = DoneCall.objects.using(target)
        if there is None and here is not None:
            remembered.create(key=key, answer=here, done_at=clock.now())
        elif there != here and key == KEY + kind:
            remembered.filter(key=key).update(answer="of no rules")
        elif there != here:
            remembered.filter(key=key).delete()


def _has_old_goods(name: str) -> bool:
    before = clock.in_seconds(-_LONG_AGO_SECONDS)
    return Product.objects.filter(product_type=name, changed_at__lt=before).exists()


def _tell_again(name: str) -> int:
    last, told, tree = "", 0, Tree()
    while ids := _ids_after(name, last):
        with changes("products") as change:
            many = locked(ids, tree)
            for goods in many:
                goods.product.revision += 1
                goods.product.save(update_fields=["revision"])
                change.say(tell(ProductUpdated, goods))
            store_pages(many)
        last, told = ids[-1], told + len(ids)
    return told


def _ids_after(name: str, last: str) -> list[str]:
    products = Product.objects.filter(product_type=name, product_id__gt=last).order_by("product_id")
    return list(products.values_list("product_id", flat=True)[:AT_ONCE])


def _digest(kind: type[ProductType]) -> str:
    """Of the file that says the type."""
    return hashlib.sha256(inspect.getsource(sys.modules[kind.__module__]).encode()).hexdigest()
