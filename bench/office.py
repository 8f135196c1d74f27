"""What the back office's tables cost when there is much: `python -m bench.office` writes 100,000 orders, people and kinds of goods straight
into SQLite files of its own, and a tenth as many shops, and times pages and files, as the server works on them (no network, one request
at a time).

    python -m bench.office [rows]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

#: What a page may take, in milliseconds.
TARGET = 50
TIMES, DEEP = 9, 20_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
STATES = ["delivered"] * 70 + ["shipped"] * 12 + ["confirmed"] * 10 + ["cancelled"] * 7 + ["pending"]
WORDS = [
    "wool",
    "silk",
    "linen",
    "oak",
    "brass",
    "clay",
    "amber",
    "woven",
    "quiet",
    "northern",
    "garden",
    "paper",
]
THINGS = ["scarf", "lamp", "kettle", "mirror", "jacket", "teapot", "chair", "basket", "blanket", "vase"]

#: What is looked at: its name, and the address below `/office/`.
PAGES = [
    ("orders", "orders"),
    ("orders, oldest first", "orders?sort=placed"),
    ("orders by total", "orders?sort=-total"),
    ("orders of a status", "orders?status=shipped"),
    ("orders of a rare status", "orders?status=pending"),
    ("orders of a status by total", "orders?status=shipped&sort=-total"),
    ("orders of the commonest status by total", "orders?status=delivered&sort=-total"),
    ("orders that were paid by total", "orders?payment_status=captured&sort=-total"),
    ("orders of a shop", "orders?shop=shp_00007"),
    ("orders of an email", "orders?email=buyer4711@"),
    ("orders of many emails", "orders?email=buyer4"),
    ("orders of a week", "orders?since=2026-03-02&until=2026-03-08"),
    ("orders from an amount on", "orders?least=900"),
    ("people", "users"),
    ("people by email", "users?sort=email"),
    ("people by a part of the name", "users?name=amber"),
    ("people by a rare part of the name", "users?name=4711"),
    ("people by a name that nobody has", "users?name=zz9"),
    ("people of a rare role", "users?role=staff"),
    ("people who are blocked", "users?is_blocked=yes"),
    ("people by email's beginning", "users?email=person4"),
    ("stock", "stock"),
    ("stock by what is free", "stock?sort=available"),
    ("stock by title", "stock?sort=title"),
    ("stock of a title", "stock?title=brass+lamp"),
    ("stock of a word", "stock?title=lamp"),
    ("stock that is low", "stock?is_low=yes"),
    ("stock that is low, emptiest first", "stock?is_low=yes&sort=available"),
    ("stock of a shop", "stock?shop=shp_00007"),
    ("shops", "shops"),
    ("shops by name", "shops?sort=name"),
    ("shops of a word", "shops?name=kiln"),
]
#: Those that are looked at far down, too.
DEEP_PAGES = ["orders", "orders by total", "people", "people by email", "stock", "stock by what is free", "stock by title"]  # fmt: skip
FILES = ["orders", "users", "stock"]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="souk-office-") as name:
        os.environ |= {
            "SOUK_DATA": str(Path(name) / "var"),
            "SOUK_LOG_LEVEL": "CRITICAL",
            "SOUK_DEMO": "false",
        }
        from souk.process import compose, databases_and_stores

        compose()
        from souk.kernel.data.migrating import bring_up_to_date

        for database in databases_and_stores():
            bring_up_to_date(database, create=True)
        began = time.perf_counter()
        fill(count)
        print(
            f"{count:,} orders, people and kinds of goods, and {count // 10:,} shops were written in "
            f"{time.perf_counter() - began:.0f} s\n"
        )
        measure()


def measure() -> None:
    from django.test import Client

    from souk.kernel.access.identity import issue_access_token
    from souk.kernel.ids import new_id

    browser = Client()
    browser.cookies["souk_access"] = issue_access_token(
        "usr_00000000000000000000000000", ["shopper", "staff", "administrator"], new_id("tok")
    )
    slow, addresses = 0, dict(PAGES)
    print(f"{'':<44}{'median':>8}{'slowest':>9}")
    for name, address in PAGES:
        slow += told(name, *timed(partial(browser.get, f"/office/{address}")))
    for name in DEEP_PAGES:
        path, passed = deep(f"/office/{addresses[name]}")
        if passed:
            slow += told(f"{name}, after {passed:,} rows", *timed(partial(browser.get, path)))
        else:
            print(f"{name}, far down: there are fewer than {DEEP:,} rows")
    for name in FILES:
        began = time.perf_counter()
        file: Any = browser.get(f"/office/{name}.csv")
        rows = sum(part.count(b"\n") for part in file.streaming_content)
        print(f"{name}.csv: {rows:,} lines, {rows / (time.perf_counter() - began):,.0f} a second")
    print(
        f"\nThe median of {slow} pages is above {TARGET} ms."
        if slow
        else f"\nNo page's median is above {TARGET} ms."
    )


def timed(ask: Callable[[], Any]) -> tuple[float, float]:
    """The median and the slowest, in milliseconds, after one to warm up."""
    answer, spent = ask(), []
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}")
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent), max(spent)


def told(name: str, middle: float, slowest: float) -> bool:
    print(f"{name:<44}{middle:>8.1f}{slowest:>9.1f} ms {'' if middle <= TARGET else '← slow'}")
    return middle > TARGET


def deep(path: str) -> tuple[str, int]:
    """The address of the page after `DEEP` rows, read in the order of the table's own cursors, and after how many it is: none where the
    table ends before."""
    from souk.contracts.inventory.calls import StockFilter
    from souk.contracts.orders.calls.desk import OrderFilter
    from souk.contracts.users.calls import PeopleFilter
    from souk.services.web.use_cases.office import finding

    sort = path.partition("sort=")[2]
    room = path.removeprefix("/office/").partition("?")[0]
    readers: dict[str, Any] = {
        "orders": finding.order_desk.search,
        "users": finding.people.people,
        "stock": finding.stock_desk.search,
    }
    filters = {"orders": OrderFilter, "users": PeopleFilter, "stock": StockFilter}
    usual = {"orders": "-placed", "users": "-joined", "stock": "sku"}[room]
    cursor, passed = None, 0
    while passed < DEEP:
        page = readers[room](wanted=filters[room](), sort=sort or usual, cursor=cursor, limit=500)
        cursor, passed = page.next, passed + len(page.items)
        if cursor is None:
            return path, 0
    return f"{path}{'&' if '?' in path else '?'}cursor={cursor}", passed


# What there is


def fill(count: int) -> None:
    chance = random.Random(7)
    for make in (_shops, _orders, _people, _stock):
        make(count, chance)


def _orders(count: int, chance: random.Random) -> None:
    from souk.services.orders.models import Order, OrderItem

    home = {"name": "Ada", "line1": "1 Market", "city": "Faro", "postal_code": "1", "country": "PT"}

    def order(n: int) -> Order:
        status, total = chance.choice(STATES), chance.randrange(500, 100_000)
        return Order(
            order_id=f"ord_{n:026d}", number=f"ORD-{n:08d}", checkout_key=f"k{n}", cart_id="crt_1", email=f"buyer{n}@example.org",
            email_key=f"buyer{n}@example.org", status=status, currency="USD", address=home, shipping_method="standard",
            shipping_label="Standard", note="", subtotal=total, discount=0, shipping=0, tax=0, tax_label="Tax", total=total,
            paid=total, payment_status="pending" if status == "pending" else "captured", created_at=BEGAN + timedelta(minutes=4 * n),
        )  # fmt: skip

    def item(n: int) -> OrderItem:
        return OrderItem(
            item_id=f"itm_{n:026d}", order_id=f"ord_{n:026d}", position=0, shop_id=f"shp_{n % 20:05d}", shop_name="Shop",
            product_id="prd_1", product_slug="p", variation_id="var_1", sku="s", title="Lamp", options={}, quantity=1,
            unit_price=1, line_total=1, discount=0, tax=0, status="delivered",
        )  # fmt: skip

    _write(Order, (order(n) for n in range(count)))
    _write(OrderItem, (item(n) for n in range(count)))


def _people(count: int, chance: random.Random) -> None:
    from souk.services.users.models import Account, GivenRole

    _write(Account, (
        Account(
            user_id=f"usr_{n:026d}", email=f"person{n}@example.org", email_key=f"person{n}@example.org",
            name=f"{chance.choice(WORDS).title()} {chance.choice(THINGS).title()} {n}", password_hash="x", is_verified=n % 9 > 0,
            created_at=BEGAN + timedelta(minutes=4 * n), blocked_at=BEGAN if n % 1000 == 7 else None,
        )
        for n in range(count)
    ))  # fmt: skip
    _write(
        GivenRole,
        (
            GivenRole(account_id=f"usr_{n:026d}", role="staff" if n % 5000 == 3 else "shop_owner")
            for n in range(3, count, 50)
        ),
    )


def _stock(count: int, chance: random.Random) -> None:
    from souk.services.inventory.models import StockItem, TitlePart
    from souk.vocabulary import lookup

    titles = [
        f"{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.choice(THINGS)} {n}"
        for n in range(count // 3 + 1)
    ]
    _write(StockItem, (
        StockItem(
            variation_id=f"var_{n:026d}", sku=f"SKU-{chance.randrange(10**8):08d}", product_id=f"prd_{n // 3}", shop_id=f"shp_{n % 20:05d}",
            on_hand=chance.randrange(200), title=titles[n // 3], sort_title=titles[n // 3],
        )
        for n in range(count)
    ))  # fmt: skip
    _write(
        TitlePart,
        (
            TitlePart(product_id=f"prd_{n}", text=text)
            for n, title in enumerate(titles)
            for text in lookup.parts(title)
        ),
    )


def _shops(count: int, chance: random.Random) -> None:
    """A tenth as many."""
    from souk.services.shops.models import NamePart, Shop
    from souk.vocabulary import lookup

    names = {
        n: f"{chance.choice(THINGS)} & {'kiln' if n % 100 == 1 else chance.choice(WORDS)} {n}"
        for n in range(count // 10)
    }
    _write(Shop, (
        Shop(
            shop_id=f"shp_{n:05d}", owner_id=f"usr_{n:026d}", slug=f"shop-{n}", name=name, sort_name=name, found_as=name, country="PT",
            status="pending" if n % 100 == 0 else "approved", opening_key=f"k{n}", created_at=BEGAN + timedelta(hours=n), revision=1,
        )
        for n, name in names.items()
    ))  # fmt: skip
    _write(
        NamePart,
        (
            NamePart(shop_id=f"shp_{n:05d}", text=text)
            for n, name in names.items()
            for text in lookup.parts(name)
        ),
    )


def _write(model: Any, rows: Iterator[Any]) -> None:
    from django.db import transaction

    with transaction.atomic(using=model._meta.app_label):
        while some := list(islice(rows, 2000)):
            model.objects.bulk_create(some)


if __name__ == "__main__":
    main()
