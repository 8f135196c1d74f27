"""Finding: the rows of the back office's tables, each list one or two questions however long it is."""

from __future__ import annotations

from typing import Any

from souk.contracts.inventory.calls import StockDesk, StockFilter
from souk.contracts.marketing.calls import CouponDesk, CouponFilter
from souk.contracts.notifications.calls import LetterDesk, LetterFilter
from souk.contracts.orders.calls.desk import OrderDesk, OrderFilter
from souk.contracts.payments.calls.desk import LedgerFilter, PaymentDesk, PaymentFilter
from souk.contracts.products.calls.shelves import Shelves
from souk.contracts.shops.calls import Shop, ShopNotFound, Shops
from souk.contracts.shops.calls.desk import ShopDesk, ShopFilter
from souk.contracts.shops.naming import is_id
from souk.contracts.users.calls import Account, People, PeopleFilter, Users
from souk.kernel.data.trail import TrailFilter
from souk.kernel.neighbours.asking import ask
from souk.kernel.operations import health
from souk.services.web.rules.typed import order_number
from souk.vocabulary.lookup import plain
from souk.vocabulary.problems import Problem

people, users, shops = ask(People), ask(Users), ask(Shops)
order_desk, stock_desk, shop_desk = ask(OrderDesk), ask(StockDesk), ask(ShopDesk)
coupon_desk, letter_desk, payment_desk = ask(CouponDesk), ask(LetterDesk), ask(PaymentDesk)
shelves = ask(Shelves)

Rows = tuple[list[Any], str | None]


def persons(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    filters = {name: value for name, value in wanted.items() if name != "sort"}
    page = people.people(wanted=PeopleFilter(**filters), sort=wanted["sort"], cursor=cursor, limit=limit)
    return page.items, page.next


def orders(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    shop_id, number = _shop_id(wanted["shop"]), order_number(wanted["number"])
    if shop_id is None or (wanted["number"].strip() and not number):
        return [], None
    page = order_desk.search(
        wanted=OrderFilter(
            number=number,
            email=wanted["email"],
            status=wanted["status"],
            payment_status=wanted["payment_status"],
            shop_id=shop_id,
            since=wanted["since"],
            until=wanted["until"],
            least=_cents(wanted["least"]),
            most=_cents(wanted["most"]),
        ),
        sort=wanted["sort"],
        cursor=cursor,
        limit=limit,
    )
    return page.items, page.next


def stock(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    """Each row with the name of its shop."""
    shop_id = _shop_id(wanted["shop"])
    if shop_id is None:
        return [], None
    asked = StockFilter(
        sku=wanted["sku"], title=wanted["title"], shop_id=shop_id, is_low=wanted["is_low"] == "yes"
    )
    page = stock_desk.search(wanted=asked, sort=wanted["sort"], cursor=cursor, limit=limit)
    names = _shop_names(sorted({row.shop_id for row in page.items if row.shop_id}))
    return [(row, names.get(row.shop_id, row.shop_id)) for row in page.items], page.next


def products(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    """Of one shop, each row after its id: without one there is nothing to list."""
    shop_id = _shop_id(wanted["shop"])
    if not shop_id:
        return [], None
    page = shelves.shelf(
        shop_id=shop_id,
        search=wanted["search"],
        status=wanted["status"] or None,
        cursor=cursor,
        limit=limit,
    )
    return [(shop_id, row) for row in page.items], page.next


def all_shops(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    """Each row with its owner's account, if users knows one."""
    owner_id = _user_id(wanted["owner"])
    if owner_id is None:
        return [], None
    asked = ShopFilter(
        name=wanted["name"],
        status=wanted["status"],
        owner_id=owner_id,
        country=wanted["country"],
        is_verified=wanted["is_verified"],
        is_active=wanted["is_active"],
        since=wanted["since"],
        until=wanted["until"],
    )
    page = shop_desk.search(wanted=asked, sort=wanted["sort"], cursor=cursor, limit=limit)
    owners = accounts({row.owner_id for row in page.items})
    return [(row, owners.get(row.owner_id)) for row in page.items], page.next


def coupons(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    asked = CouponFilter(code=wanted["code"], state=wanted["state"])
    page = coupon_desk.search(wanted=asked, cursor=cursor, limit=limit)
    return page.items, page.next


def letters(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    asked = LetterFilter(
        to=wanted["to"],
        kind=wanted["kind"],
        status=wanted["status"],
        since=wanted["since"],
        until=wanted["until"],
    )
    page = letter_desk.search(wanted=asked, cursor=cursor, limit=limit)
    return page.items, page.next


def payments(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    number = order_number(wanted["number"])
    if wanted["number"].strip() and not number:
        return [], None
    asked = PaymentFilter(
        number=number,
        status=wanted["status"],
        provider=wanted["provider"],
        since=wanted["since"],
        until=wanted["until"],
    )
    page = payment_desk.search(wanted=asked, cursor=cursor, limit=limit)
    return page.items, page.next


def ledger(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    asked = LedgerFilter(account=wanted["account"], since=wanted["since"], until=wanted["until"])
    page = payment_desk.ledger(wanted=asked, cursor=cursor, limit=limit)
    return page.items, page.next


def trail(wanted: dict[str, Any], cursor: str | None, limit: int) -> Rows:
    """Each entry with the names of who did it, and for whom."""
    actor_id, as_id = _user_id(wanted["actor"]), _user_id(wanted["as_id"])
    if actor_id is None or as_id is None:
        return [], None
    asked = TrailFilter(
        actor_id=actor_id,
        as_id=as_id,
        subject=wanted["subject"],
        deed=wanted["deed"],
        since=wanted["since"],
        until=wanted["until"],
    )
    page, _ = health.trail(asked, cursor, limit)
    known = accounts({entry.actor_id for entry in page.items} | {entry.as_id for entry in page.items})
    return [(entry, known) for entry in page.items], page.next


def accounts(user_ids: set[str]) -> dict[str, Account]:
    """By id; none while users rests: a row can be read without a name."""
    wanted = sorted(user_ids - {""})
    try:
        return {account.user_id: account for account in users.accounts(user_ids=wanted)} if wanted else {}
    except Problem:
        return {}


def _shop_names(shop_ids: list[str]) -> dict[str, str]:
    try:
        found: list[Shop] = shops.shops(shop_ids=shop_ids) if shop_ids else []
    except Problem:
        return {}
    return {shop.shop_id: shop.name for shop in found}


def _shop_id(typed: str) -> str | None:
    """A shop's id from its id, its address on the street or its name; empty for nothing typed, None where there is none."""
    text = typed.strip()
    if not text or is_id(text):
        return text
    try:
        return shops.shop_by_slug(slug="-".join(text.lower().split())).shop_id
    except ShopNotFound:
        return _shop_named(text)


def _shop_named(text: str) -> str | None:
    """Of several of that name the one on the street, then the newest."""
    found = shop_desk.search(wanted=ShopFilter(name=text), limit=50).items
    same = [row for row in found if plain(row.name) == plain(text)]
    same.sort(key=lambda row: row.status != "approved")
    return same[0].shop_id if same else None


def _user_id(typed: str) -> str | None:
    """An account's id from its id or its email; empty for nothing typed, None where there is none."""
    text = typed.strip()
    if "@" not in text:
        return text
    # By email, so that of those that begin alike the one that is all of it comes first.
    found = people.people(wanted=PeopleFilter(email=text), sort="email", limit=1).items
    is_it = found and found[0].account.email.casefold() == text.casefold()
    return found[0].account.user_id if is_it else None


def _cents(amount: Any) -> int | None:
    """Typed in dollars and cents; the market keeps cents."""
    return None if amount is None else int(amount * 100)
