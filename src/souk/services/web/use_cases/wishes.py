"""Wishes: the list as its page shows it, and what is saved as far as anybody knows."""

from __future__ import annotations

from typing import Any

from souk.contracts.wishlist.calls import (
    ListHolder,
    Marks,
    SharedList,
    Shown,
    Thing,
    Wish,
    Wishlist,
    Wishlists,
)
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import hearts, wording
from souk.services.web.rules.hearts import Hearts
from souk.vocabulary.problems import Problem

wishlists = ask(Wishlists)

#: Who is signed in may save things in another browser: their hearts are looked up again after so long.
FRESH_MINUTES = 10

STOCK = {
    "in_stock": ("In stock", ""),
    "low_stock": ("Only a few left", "few"),
    "out_of_stock": ("Sold out", "none"),
    "not_for_sale": ("Not sold at the moment", "none"),
    "gone": ("No longer on the street", "none"),
    "open": ("Open", ""),
    "closed": ("This shop has closed", "none"),
}


def is_nobody(holder: ListHolder) -> bool:
    """A visitor who has never saved anything has no list to ask for."""
    return not holder.user_id and not holder.token


def hearts_of(marks: Marks) -> Hearts:
    return hearts.known(
        marks.count,
        _minute(),
        variation=marks.variation_ids,
        whole=marks.whole_product_ids,
        product=marks.product_ids,
        shop=marks.shop_ids,
    )


def is_fresh(kept: Hearts | None, holder: ListHolder) -> bool:
    """A guest's list changes in one browser only, which is told at once."""
    return kept is not None and (holder.user_id is None or 0 <= _minute() - kept.minute < FRESH_MINUTES)


def looked_up(holder: ListHolder, before: Hearts | None) -> Hearts:
    """While wishlist does not answer, what was known before stands, and the next pages do not wait for it again."""
    try:
        return hearts_of(wishlists.marks(holder=holder))
    except Problem:
        kept = before or hearts.NONE
        return Hearts(kept.count, _minute() - FRESH_MINUTES + 1, kept.codes)


def thing_of(what: str) -> Thing:
    """By its id; what is no id of ours is no variation either."""
    kind = {"prd": "product_id", "shp": "shop_id"}.get(what.partition("_")[0], "variation_id")
    return Thing(**{kind: what})


def list_view(found: Wishlist) -> dict[str, Any]:
    items = [wish_view(wish) for wish in found.items]
    return {
        "items": items,
        "count": found.count,
        "count_text": wording.pieces(found.count, "thing"),
        "can_move_all": sum(item["can_move"] for item in items) > 1,
        "wants_letters": found.wants_letters,
        "is_archived": found.is_archived,
        "next_url": f"/wishlist?cursor={found.next}" if found.next else "",
        "share": {"path": f"/wishlist/shared/{found.share.token}", "shows_name": found.share.shows_name}
        if found.share
        else None,
    }


def wish_view(wish: Wish) -> dict[str, Any]:
    now, then = wish.price, wish.price_when_added
    has_dropped = now is not None and then is not None and "price_dropped" in wish.news
    return thing_view(wish) | {
        "id": wish.item_id,
        "was": wording.price(then) if has_dropped and then is not None else "",
        "less": f"{wish.percent_less} % less" if has_dropped else "",
        "is_back": "back_in_stock" in wish.news,
        "is_quiet": wish.is_quiet,
    }


def shared_view(found: SharedList, token: str) -> dict[str, Any]:
    title = f"{found.owner}’s wishlist" if found.owner else "A wishlist"
    return {
        "title": title,
        "items": [thing_view(thing) for thing in found.items],
        "count_text": wording.pieces(found.count, "thing"),
        "next_url": f"/wishlist/shared/{token}?cursor={found.next}" if found.next else "",
    }


def thing_view(thing: Shown) -> dict[str, Any]:
    text, tone = STOCK[thing.standing]
    if thing.left is not None:
        text = f"Only {thing.left} left"
    return {
        "name": thing.title,
        "url": _address(thing),
        "options": ", ".join(thing.options.values()),
        "shop_name": "" if thing.kind == "shop" else thing.shop_name,
        "kind_text": "Shop" if thing.kind == "shop" else "",
        "picture": {"src": thing.image_url} if thing.image_url else None,
        "initials": wording.initials(thing.title),
        "price": _price(thing),
        "stock_text": text,
        "stock_tone": tone,
        "variation_id": thing.variation_id,
        "can_move": thing.can_move,
        "needs_choice": thing.needs_choice and thing.standing in ("in_stock", "low_stock"),
        "is_shop": thing.kind == "shop" and thing.standing == "open",
        "heart": _heart(thing),
    }


def _price(thing: Shown) -> str:
    if thing.price is None:
        return ""
    return f"from {wording.price(thing.price)}" if thing.has_prices else wording.price(thing.price)


def _address(thing: Shown) -> str:
    if thing.standing in ("gone", "closed", "not_for_sale"):
        return ""
    if thing.kind == "shop":
        return f"/shops/{thing.shop_slug}"
    query = f"?variation={thing.variation_id}" if thing.variation_id and thing.options else ""
    return f"/products/{thing.product_slug}{query}"


def _heart(thing: Shown) -> dict[str, str]:
    if thing.kind == "shop":
        return hearts.of_shop(thing.shop_id, thing.title)
    if thing.variation_id:
        return hearts.of_variation(thing.variation_id, thing.product_id or "", thing.title)
    return hearts.of_product(thing.product_id or "", thing.title)


def _minute() -> int:
    return int(clock.seconds() // 60)
