"""Acquaintance: the products and shops that can be written about. One whose news has not arrived is asked about, once."""

from __future__ import annotations

from souk.contracts.products.calls import ProductNotFound, Products
from souk.contracts.reviews.calls import SubjectNotFound
from souk.contracts.shops.calls import ShopNotFound, Shops
from souk.contracts.users.calls import Account, Users
from souk.kernel.neighbours.asking import ask
from souk.services.reviews.models import Subject

products, shops = ask(Products), ask(Shops)
users = ask(Users, otherwise=[])


def subject_of(kind: str, id_or_slug: str) -> Subject:
    """One that shoppers see. Raises SubjectNotFound; Unavailable when it is unknown here and its house does not answer."""
    row = _known(kind, id_or_slug) or (_product(id_or_slug) if kind == "product" else _shop(id_or_slug))
    if row is None or not row.is_open or row.is_gone:
        raise SubjectNotFound()
    return row


def owner_of(subject: Subject) -> tuple[str, str]:
    """Who owns the shop it is of, and the shop's name; empty where there is no such shop."""
    shop = subject if subject.kind == "shop" else _known("shop", subject.shop_id) or _shop(subject.shop_id)
    return (shop.owner_id, shop.title) if shop is not None else ("", "")


def account_of(user_id: str | None) -> Account | None:
    """None for an account that is gone, and while users is away: a name can be missing."""
    return next(iter(users.accounts(user_ids=[user_id])), None) if user_id else None


def _known(kind: str, id_or_slug: str) -> Subject | None:
    # A slug never has an underscore, so an id cannot be mistaken for one.
    by = "subject_id" if "_" in id_or_slug else "slug"
    return Subject.objects.filter(kind=kind, **{by: id_or_slug}).order_by("is_gone", "subject_id").first()


def _product(id_or_slug: str) -> Subject | None:
    try:
        found = products.product(id_or_slug=id_or_slug)
    except ProductNotFound:
        return None
    return _met(
        Subject(
            subject_id=found.product_id,
            kind="product",
            shop_id=found.shop.shop_id,
            title=found.title,
            slug=found.slug,
            image_url=found.images[0].thumb_url if found.images else None,
            is_open=True,
        )
    )


def _shop(id_or_slug: str) -> Subject | None:
    try:
        found = (
            shops.shops(shop_ids=[id_or_slug]) if "_" in id_or_slug else [shops.shop_by_slug(slug=id_or_slug)]
        )
    except ShopNotFound:
        return None
    if not found:
        return None
    shop = found[0]
    return _met(
        Subject(
            subject_id=shop.shop_id,
            kind="shop",
            shop_id=shop.shop_id,
            owner_id=shop.owner_id,
            title=shop.name,
            slug=shop.slug,
            image_url=shop.picture_url,
            is_open=shop.status == "approved",
        )
    )


def _met(row: Subject) -> Subject:
    """Written unless its news arrived meanwhile."""
    Subject.objects.bulk_create([row], ignore_conflicts=True)
    return Subject.objects.get(subject_id=row.subject_id)
