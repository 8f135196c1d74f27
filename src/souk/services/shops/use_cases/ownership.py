"""Ownership: a shop belongs to whoever opened it. Somebody else's is not found, and neither is one that is closed."""

from __future__ import annotations

import hashlib

from django.db.models import Q

from souk.contracts.shops.calls import ShopNotFound
from souk.contracts.shops.naming import is_id
from souk.services.shops.models import Shop


def called(id_or_slug: str) -> Q:
    """The shop that somebody means."""
    return Q(shop_id=id_or_slug) if is_id(id_or_slug) else Q(slug=id_or_slug)


def id_of(id_or_slug: str) -> str:
    """Whoever it belongs to, in any status. Raises ShopNotFound."""
    shop_id = Shop.objects.filter(called(id_or_slug)).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise ShopNotFound()
    return str(shop_id)


def is_kept_by(shop_id: str, by: str) -> bool:
    """Also of one that is closed."""
    return Shop.objects.filter(shop_id=shop_id, owner_id=by).exists()


def must_own(shop_id: str, by: str) -> Shop:
    """Raises ShopNotFound."""
    return _owned(Shop.objects.filter(shop_id=shop_id, owner_id=by).exclude(status="closed").first())


def lock_own(shop_id: str, by: str) -> Shop:
    """Inside a change: others who change the shop wait. Raises ShopNotFound."""
    rows = Shop.objects.select_for_update().filter(shop_id=shop_id, owner_id=by)
    return _owned(rows.exclude(status="closed").first())


def deed(shop_id: str, key: str) -> str:
    """The key of a call as it is kept: the same key for another shop is another deed."""
    return hashlib.sha256(f"{shop_id}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()


def _owned(row: Shop | None) -> Shop:
    if row is None:
        raise ShopNotFound()
    return row
