"""Showing: a page of a list, for its owner or for who has its link. One statement; nobody is asked."""

from __future__ import annotations

from typing import Any

from souk.contracts.wishlist.calls import (
    ListHolder,
    News,
    Share,
    SharedList,
    SharedListNotFound,
    Shown,
    Wish,
    Wishlist,
)
from souk.kernel import clock
from souk.services.wishlist.models import Entry, List
from souk.services.wishlist.rules import standing
from souk.services.wishlist.rules.prices import percent_less
from souk.services.wishlist.use_cases import holding
from souk.vocabulary.money import Money
from souk.vocabulary.pages import read_cursor, write_cursor

#: Being back is news for so long.
NEWS_SECONDS = 14 * 86_400


def wishlist(holder: ListHolder, cursor: str | None, limit: int) -> Wishlist:
    condition = holding.whose(holder)
    if condition is None:
        return _shown(None, holder, [], None)
    entries, following = _page(condition, cursor, limit)
    row = entries[0].list if entries else List.objects.filter(**condition).first()
    return _shown(row, holder, entries, following)


def shared(token: str, cursor: str | None, limit: int) -> SharedList:
    condition = {"share_token": token, "archived_at": None, "merged_into": None}
    entries, following = _page(condition, cursor, limit)
    row = entries[0].list if entries else List.objects.filter(**condition).first()
    if row is None or (row.user_id is None and row.expires_at <= clock.now()):
        raise SharedListNotFound("It was put away, or the link was changed.")
    items = [Shown(**_thing(entry)) for entry in entries]
    return SharedList(owner=row.shown_name, count=row.entry_count, items=items, next=following)


def _page(condition: dict[str, Any], cursor: str | None, limit: int) -> tuple[list[Entry], str | None]:
    """The newest first."""
    rows = Entry.objects.select_related("list", "product", "variation", "shop")
    rows = rows.filter(**{f"list__{name}": value for name, value in condition.items()}).order_by("-item_id")
    if cursor is not None:
        rows = rows.filter(item_id__lt=read_cursor(cursor, (str,))[0])
    found = list(rows[: limit + 1])
    following = write_cursor(found[limit - 1].item_id) if len(found) > limit else None
    return found[:limit], following


def _shown(row: List | None, holder: ListHolder, entries: list[Entry], following: str | None) -> Wishlist:
    is_archived = holding.may_not_save(holder) if row is None else row.archived_at is not None
    if row is None or is_archived:
        return Wishlist(
            wishlist_id=row.wishlist_id if row else None,
            token=None,
            count=0,
            items=[],
            is_archived=is_archived,
        )
    share = Share(token=row.share_token, shows_name=bool(row.shown_name)) if row.share_token else None
    return Wishlist(
        wishlist_id=row.wishlist_id,
        token=None if row.user_id else holder.token,
        count=row.entry_count,
        items=[_wish(entry) for entry in entries],
        next=following,
        wants_letters=row.wants_letters,
        share=share,
    )


def _wish(entry: Entry) -> Wish:
    thing = _thing(entry)
    currency = entry.product.currency if entry.product is not None else "USD"
    less = percent_less(entry.price_when_added, thing["price"].minor) if thing.get("price") else 0
    return Wish(
        **thing,
        item_id=entry.item_id,
        added_at=entry.added_at,
        price_when_added=Money.of(entry.price_when_added, currency) if entry.product is not None else None,
        percent_less=less,
        news=_news(entry, thing, less),
        is_quiet=entry.is_quiet,
    )


def _news(entry: Entry, thing: dict[str, Any], less: int) -> list[News]:
    if thing["standing"] not in ("in_stock", "low_stock"):
        return []
    news: list[News] = ["price_dropped"] if less else []
    back_at = (entry.variation or entry.product).back_at  # type: ignore[union-attr]
    is_fresh = back_at is not None and (clock.now() - back_at).total_seconds() < NEWS_SECONDS
    return [*news, "back_in_stock"] if is_fresh and back_at > entry.added_at else news


def _thing(entry: Entry) -> dict[str, Any]:
    if entry.shop is not None:
        shop = entry.shop
        return {
            "kind": "shop",
            "shop_id": shop.shop_id,
            "shop_slug": shop.slug,
            "shop_name": shop.name,
            "title": shop.name,
            "image_url": shop.image_url or None,
            "standing": standing.of_shop(is_open=shop.is_open),
        }
    return _product(entry)


def _product(entry: Entry) -> dict[str, Any]:
    product, variation = entry.product, entry.variation
    assert product is not None
    available = variation.available if variation is not None else None if product.is_in_stock else 0
    now = standing.of_product(
        is_offered=product.is_offered,
        is_gone=product.gone_at is not None or (variation is not None and variation.is_gone),
        available=available,
    )
    price = variation.price if variation is not None else product.price_from
    return {
        "kind": entry.kind,
        "variation_id": entry.variation_id,
        "product_id": product.product_id,
        "product_slug": product.slug,
        "shop_id": product.shop_id,
        "shop_slug": product.shop_slug,
        "shop_name": product.shop_name,
        "title": product.title,
        "options": variation.options if variation is not None else {},
        "image_url": (variation.image_url if variation is not None else "") or product.image_url or None,
        "price": Money.of(price, product.currency) if now != "gone" else None,
        "has_prices": variation is None and product.price_from != product.price_to,
        "standing": now,
        "left": available if now == "low_stock" else None,
        "needs_choice": variation is None,
        "can_move": variation is not None and now in ("in_stock", "low_stock"),
    }
