"""The back office: what staff read about orders, shops and the health of the street."""

from __future__ import annotations

from typing import Any

from souk.contracts.inventory.calls import StockDesk, StockFilter
from souk.contracts.orders.calls import Order, Orders, OrderSummary, Reader
from souk.contracts.orders.calls.desk import OrderDesk
from souk.contracts.reviews.calls import Moderation
from souk.contracts.shops.calls import Shop, ShopNotFound, Shops
from souk.contracts.shops.calls.desk import ShopDesk
from souk.contracts.users.calls import Account, Users
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.kernel.operations import care, health
from souk.services.web.rules import standing, wording
from souk.services.web.use_cases import order_pages
from souk.services.web.use_cases.office.finding import accounts
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Problem

orders, shops, users, moderation = ask(Orders), ask(Shops), ask(Users), ask(Moderation)
order_desk, stock_desk, shop_desk = ask(OrderDesk), ask(StockDesk), ask(ShopDesk)

STAFF = Reader(is_staff=True)
SHOPS_SHOWN = 20
#: And not over.
PAID = ("confirmed", "processing", "shipped", "delivered")


def order_row(order: OrderSummary) -> dict[str, Any]:
    return order_pages.summary_view(order) | {
        "url": f"/office/orders/{order.number}",
        "email": order.email,
        "placed_at": wording.day_and_time(order.created_at),
    }


def order_detail(order: Order, being_refunded: Money | None = None) -> dict[str, Any]:
    """What its buyer sees, and what only staff need: who paid how, and who the buyer is."""
    status, tone = wording.status(wording.PAYMENT_STATUS, order.payment.status)
    left = order.payment.paid - order.payment.refunded
    going = min(being_refunded or Money.zero(left.currency), left)
    left -= going
    return order_pages.order_view(order, STAFF) | {
        "url": f"/office/orders/{order.number}",
        "email": order.email,
        "buyer": "A member" if order.user_id else "A guest",
        "note": order.note,
        "user_id": order.user_id or "",
        "has_confirmation": order.status in PAID and bool(order.email),
        "left": wording.price(left) if left else "",
        "payment": {
            "status": status,
            "tone": tone,
            "failure": order.payment.failure or "",
            "method": order.payment.method_label,
            "paid": wording.price(order.payment.paid),
            "refunded": wording.price(order.payment.refunded) if order.payment.refunded else "",
            "being_refunded": wording.price(going) if going else "",
        },
        "cancelling": f"The goods go back to their shelves and {wording.price(left)} to the buyer."
        if left
        else "The goods go back to their shelves. All that was paid is on its way back already."
        if going
        else "The goods go back to their shelves. Nothing was paid yet.",
    }


def being_refunded(order_id: str) -> Money | None:
    """None also while orders rests, or is of a release that does not know."""
    try:
        return order_desk.being_refunded(order_id=order_id)
    except Problem:
        return None


def notes(order_id: str) -> list[dict[str, Any]] | None:
    """What staff wrote on an order, with their names. None while orders rests."""
    try:
        found = order_desk.notes(order_id=order_id)
    except Problem:
        return None
    authors = accounts({note.author_id for note in found})
    return [
        {
            "text": note.text,
            "author": authors[note.author_id].name if note.author_id in authors else note.author_id,
            "at": wording.day_and_time(note.at),
            "is_internal": note.is_internal,
        }
        for note in found
    ]


def application(shop_id: str) -> dict[str, Any]:
    """Any shop, whatever its status. Raises ShopNotFound."""
    found = shops.shops(shop_ids=[shop_id])
    if not found:
        raise ShopNotFound()
    owner_id = found[0].owner_id
    shop = application_view(found[0], accounts({owner_id}).get(owner_id))
    return shop | {"namesakes": _namesakes(shop_id) if shop["may_approve"] else []}


def _namesakes(shop_id: str) -> list[dict[str, str]]:
    """Approved shops of the same name, which shoppers would take for this one."""
    same = shop_desk.namesakes(shop_id=shop_id)
    return [{"name": row.name, "url": f"/office/shops/{row.shop_id}"} for row in same]


def application_view(shop: Shop, owner: Account | None) -> dict[str, Any]:
    status, tone = wording.status(wording.SHOP_STATUS, shop.status)
    return {
        "id": shop.shop_id,
        "name": shop.name,
        "url": f"/office/shops/{shop.shop_id}",
        "street_url": f"/shops/{shop.slug}",
        "tagline": shop.tagline,
        "description": shop.description,
        "place": wording.place(shop.city, shop.country),
        "picture": shop.picture_url,
        "asked_at": wording.day_and_time(shop.created_at),
        "owner": owner.name if owner else "",
        "owner_email": owner.email if owner else "",
        "is_owner_verified": owner.is_verified if owner else None,
        "status": status,
        "tone": tone,
        "reason": shop.reason,
        "may_approve": shop.status in ("pending", "rejected"),
        "may_reject": shop.status == "pending",
        "may_close": shop.status == "approved",
        "is_closed": shop.status == "closed",
        "may_verify": shop.status == "approved",
        "is_verified": shop.is_verified,
        "is_switched_off": shop.status == "approved" and not shop.is_active,
    }


def waiting_count() -> dict[str, Any]:
    """How many shops wait: `20 or more` once there is another page, and no number while shops rests."""
    try:
        page = shops.pending_shops(limit=SHOPS_SHOWN)
    except Problem:
        return {"count": 0, "text": "?", "rests": True}
    return {"count": len(page.items), "text": wording.at_least(page), "rests": False}


def texts_waiting() -> int | None:
    """How many reviews and comments wait for a person; None while reviews rests."""
    try:
        return moderation.waiting()
    except Problem:
        return None


def totals() -> dict[str, int]:
    """What waits, stopped or is on its way, over all houses."""
    rows = houses()
    kinds = ("parked", "dead", "going", "undelivered", "held")
    return {what: sum(row[what] for row in rows) for what in kinds}


def low_count() -> dict[str, Any]:
    """How many kinds of goods are low: `20+` once there is another page, and a question mark while inventory rests."""
    try:
        page = stock_desk.search(wanted=StockFilter(is_low=True), limit=SHOPS_SHOWN)
    except Problem:
        return {"count": 0, "text": "?"}
    return {"count": len(page.items), "text": wording.at_least(page)}


def latest_orders() -> list[dict[str, Any]] | None:
    """None while orders rests."""
    try:
        return [order_row(order) for order in orders.newest(limit=5).items]
    except Problem:
        return None


def houses() -> list[dict[str, Any]]:
    """Every house, the ones that are away or have something to tell first."""
    now = clock.now()
    rows = [
        {
            "name": row.house,
            "undelivered": row.undelivered,
            "since": wording.moment(row.waits_since, now) if row.waits_since else "",
            "held": row.held,
            "dead": row.dead,
            "going": row.going,
            "parked": row.parked,
            "is_away": not row.answers,
        }
        for row in health.overview()
    ]
    return sorted(
        rows, key=lambda row: not any(row[what] for what in ("is_away", "undelivered", "held", "dead"))
    )


def stories(page: Page[care.Unfinished]) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "sentence": standing.sentence(story, now),
            "problem": story.problem,
            "house": story.house,
            "order": standing.order_in(story.subject),
            "subject": story.subject,
            "story_id": story.story_id,
            "resume_url": f"/office/health/stories/{story.house}/resume"
            if story.direction == "parked"
            else "",
        }
        for story in page.items
    ]


def letters(page: Page[care.DeadLetter]) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "sentence": f"{letter.house.capitalize()} could not take in “{letter.type}” about {letter.subject}: "
            f"{standing.tries(letter.attempts)}, the last {wording.moment(letter.parked_at, now)}.",
            "reason": letter.reason,
            "event_id": letter.event_id,
            "house": letter.house,
            "order": standing.order_in(letter.subject),
            "replay_url": f"/office/health/letters/{letter.house}/{letter.event_id}/replay",
        }
        for letter in page.items
    ]
