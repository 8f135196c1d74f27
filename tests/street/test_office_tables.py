"""The tables of the back office over the real houses: filters, order, more rows, files to take away."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from souk.contracts.orders.calls.desk import OrderDesk
from souk.contracts.shops.calls import ShopDraft
from souk.kernel import clock
from souk.kernel.models import TrailRow
from souk.services.orders.models import OrderItem
from souk.services.shops.service import ShopsService
from souk.services.web.pages.office import tables
from souk.services.web.rules import csv_text
from souk.vocabulary.problems import Unavailable
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")


# Filters


def numbers_in(text: str) -> list[str]:
    import re

    return re.findall(r'href="/office/orders/(ORD-\w+)"', text)


def test_everybodys_orders_come_newest_first_and_go_on(desk, orders, count_queries):
    with count_queries("orders") as queries:
        first = text_of(desk.get("/office/orders"))
    assert len(queries) == 1
    assert numbers_in(first) == [f"ORD-{n:08d}" for n in range(69, 19, -1)]
    more = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rest = [*range(19, 3, -1), 2, 1, 0, 3]
    assert numbers_in(text_of(desk.get(more))) == [f"ORD-{n:08d}" for n in rest]
    part = text_of(desk.get(more, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert len(numbers_in(part)) == 20


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("number=ORD-00000005", [5]),
        ("number=00000005", [5]),
        ("email=buyer12@", [12]),
        ("status=cancelled", [3]),
        ("payment_status=refunded", [3]),
        ("least=50", [5]),
        ("least=9.99&most=10&email=buyer7@", [7]),
        ("most=5", []),
        ("shop=nobodys-shop", []),
        ("number=<script>", []),
    ],
)
def test_orders_are_found_by_what_is_known_of_them(desk, orders, query, found):
    assert numbers_in(text_of(desk.get(f"/office/orders?{query}"))) == [f"ORD-{n:08d}" for n in found]


def test_orders_are_found_between_two_days_both_included(desk, orders):
    day = (clock.now() - timedelta(days=30)).date()
    assert numbers_in(text_of(desk.get(f"/office/orders?since={day}&until={day}"))) == ["ORD-00000003"]


def test_orders_are_found_by_their_shop(desk, orders):
    OrderItem.objects.create(
        item_id="i", order=orders[9], position=0, shop_id="shp_1", shop_name="S", product_id="p", product_slug="p",
        variation_id="v", sku="s", title="t", options={}, quantity=1, unit_price=1, line_total=1, discount=0, tax=0,
    )  # fmt: skip
    assert numbers_in(text_of(desk.get("/office/orders?shop=shp_1"))) == ["ORD-00000009"]


def test_orders_come_in_the_order_that_a_heading_asks_for_with_its_filters(desk, orders):
    first = text_of(desk.get("/office/orders?status=confirmed&sort=-total"))
    assert numbers_in(first)[0] == "ORD-00000005"
    assert 'aria-sort="descending"' in first
    assert 'href="/office/orders?status=confirmed&amp;sort=total"' in first, "pressed again it turns round"
    assert '<input type="hidden" name="sort" value="-total">' in first, "filtering keeps the order"
    assert 'href="/office/orders.csv?status=confirmed&amp;sort=-total"' in first
    more = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rest = numbers_in(text_of(desk.get(more)))
    assert sorted(numbers_in(first) + rest) == [f"ORD-{n:08d}" for n in range(70) if n != 3]
    other = desk.get(more.replace("sort=-total", "sort=total"))
    assert (other.status_code, "cursor" in other.headers["Location"]) == (303, False), (
        "a cursor is of one order"
    )
    assert numbers_in(text_of(desk.get("/office/orders?sort=placed")))[:2] == ["ORD-00000003", "ORD-00000000"]


def test_an_order_that_is_none_is_the_usual_one(desk, orders):
    for sort in ("nonsense", "email", "--total", "<script>"):
        answer = desk.get("/office/orders", {"sort": sort})
        assert numbers_in(text_of(answer))[0] == "ORD-00000069", sort


def test_a_file_is_in_the_order_of_the_page(desk, orders, monkeypatch):
    monkeypatch.setattr(tables, "ROWS_OF_FILE", 20)
    rows = list(csv.reader(io.StringIO(text_of(desk.get("/office/orders.csv?sort=-total")))))
    assert rows[1][0] == "ORD-00000005"
    assert len({row[0] for row in rows}) == 71


def test_a_filter_that_cannot_be_read_is_said_beside_it_and_filters_nothing(desk, orders):
    for query in ("since=yesterday", "status=nonsense", "least=abc", "least=-1"):
        answer = desk.get(f"/office/orders?{query}")
        assert answer.status_code == 422, query
        assert numbers_in(text_of(answer)) == []


def test_a_table_says_so_while_its_house_rests(desk, neighbours):
    class Away:
        def search(self, **_: object) -> None:
            raise Unavailable("orders rests")

    neighbours.replace(OrderDesk, Away())
    assert desk.get("/office/orders").status_code == 503


# Files


def test_a_file_has_all_rows_that_the_page_finds(desk, orders, monkeypatch):
    monkeypatch.setattr(tables, "ROWS_OF_FILE", 20)
    answer = desk.get("/office/orders.csv?status=confirmed")
    rows = list(csv.reader(io.StringIO(text_of(answer).removeprefix(csv_text.BOM))))
    assert rows[0] == ["Number", "Placed", "Email", "Status", "Payment", "Total"]
    assert len(rows) == 1 + 69
    assert answer["Content-Disposition"].startswith('attachment; filename="orders-')
    assert answer["Cache-Control"] == "no-store"


def test_a_file_is_read_a_few_rows_at_a_time(desk, orders, monkeypatch, count_queries):
    monkeypatch.setattr(tables, "ROWS_OF_FILE", 20)
    with count_queries("orders") as queries:
        answer = desk.get("/office/orders.csv")
        assert len(queries) == 0
        pieces = [next(answer.streaming_content) for _ in range(2)]
        assert len(queries) == 1
    assert len(pieces) == 2
    text_of(answer)


def test_taking_a_table_away_is_noted_before_a_row_leaves(desk, grace, orders):
    answer = desk.get("/office/orders.csv?email=buyer1")
    row = TrailRow.objects.using("users").get()
    assert (row.actor_id, row.deed, row.subject) == (grace.user_id, "export orders", "email=buyer1")
    text_of(answer)


@pytest.mark.parametrize(
    "table", ["orders", "users", "stock", "shops", "audit", "letters", "payments", "coupons"]
)
def test_nobody_takes_away_a_table_without_both_permissions(grace, table):
    needed = "coupons.manage" if table == "coupons" else f"{table}.read"
    path = f"/office/{table}.csv"
    assert browser_of("usr_1", given=(needed,)).get(path).status_code == 403
    assert browser_of("usr_1", given=("tables.export",)).get(path).status_code == 403
    answer = browser_of("usr_1", given=(needed, "tables.export")).get(path)
    assert answer.status_code == 200
    text_of(answer)


def test_no_cell_of_a_file_is_a_formula(desk, ada):
    text = text_of(desk.get("/office/users.csv"))
    assert ",'=Ada," in f",{text}".replace("\r\n", "\r\n,")
    for bad in ("=1+1", "+1", "-1+1", "-A1", "-$1+cmd|x", "-1\n", "@x", "\t=1", " =1", "\uff1d1"):
        assert csv_text.safe_cell(bad) == f"'{bad}"
    assert csv_text.safe_cell("Ada = Byron") == "Ada = Byron"


@pytest.mark.parametrize("amount", ["-1", "-$84.52", "-$1,284.52", "-€10.00", "-1.00 CHF", "$10.00"])
def test_what_was_taken_off_can_be_summed_in_a_spreadsheet(amount):
    assert csv_text.safe_cell(amount) == amount


# People and shops


def test_people_come_by_email_too(desk, ada, grace):
    text = text_of(desk.get("/office/users?sort=email"))
    assert text.index("ada@example.org") < text.index("grace@example.org")
    text = text_of(desk.get("/office/users?sort=-email"))
    assert text.index("ada@example.org") > text.index("grace@example.org")


def test_shops_of_every_state_are_found(desk, ada, grace):
    street = ShopsService()

    def opened(name: str, owner: str, country: str = "PT") -> str:
        draft = ShopDraft(slug=name.lower().replace(" ", "-"), name=name, country=country)
        return street.open_shop(key=name, owner_id=owner, draft=draft).shop_id

    kiln, loom = opened("Kiln Wool", ada.user_id), opened("Blue Loom", grace.user_id, "NO")
    street.approve_shop(key="a", shop_id=kiln)

    def shown(query: str) -> list[str]:
        return [
            name
            for name in ("Blue Loom", "Kiln Wool")
            if f">{name}</a>" in text_of(desk.get(f"/office/shops?{query}"))
        ]

    assert shown("") == ["Blue Loom", "Kiln Wool"]
    assert shown("status=pending") == ["Blue Loom"]
    assert shown("status=approved") == ["Kiln Wool"]
    assert shown("name=wool") == ["Kiln Wool"]
    assert shown("name=blu") == ["Blue Loom"]
    assert shown("name=iln") == []
    assert shown("country=no") == ["Blue Loom"]
    assert shown("owner=ada@example.org") == ["Kiln Wool"]
    assert shown("owner=ada@example") == [], "an owner is somebody, not a beginning"
    assert shown(f"owner={grace.user_id}") == ["Blue Loom"]
    assert shown("is_verified=yes") == []
    assert desk.get("/office/shops?country=nope").status_code == 422
    rows = list(csv.reader(io.StringIO(text_of(desk.get("/office/shops.csv?sort=-name")))))
    assert [row[:4] for row in rows[1:]] == [
        ["Kiln Wool", "'=Ada", "ada@example.org", "Portugal"],
        ["Blue Loom", "Grace Adeyemi", "grace@example.org", "Norway"],
    ]
    assert f"/office/shops/{loom}" in text_of(desk.get("/office/shops?status=pending&sort=applied"))
