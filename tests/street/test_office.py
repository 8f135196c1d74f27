"""The tables of the back office over the real houses: filters, more rows, files to take away, and deeds that are noted."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from souk.contracts.inventory.calls import Receipt
from souk.contracts.orders.calls.desk import OrderDesk
from souk.contracts.users.calls import PeopleFilter
from souk.kernel import clock
from souk.kernel.identity import issue_access_token
from souk.kernel.ids import new_id
from souk.kernel.models import TrailRow
from souk.services.inventory.service import InventoryService, StockDeskService
from souk.services.orders.models import Order, OrderItem, OrderNote, StatusChange
from souk.services.users.models import Account
from souk.services.users.service import PeopleService, UsersService
from souk.services.web.pages.office import tables
from souk.services.web.rules import csv_text
from souk.vocabulary.problems import Unavailable

pytestmark = pytest.mark.usefixtures("databases")

users, people = UsersService(), PeopleService()
PASSWORD = "right horse battery"
HOME = {"name": "Ada", "line1": "1 Navy Yard", "city": "Arlington", "postal_code": "22202", "country": "US"}


def browser_of(user_id: str, *roles: str, given: tuple[str, ...] = ()) -> Client:
    browser = Client(raise_request_exception=False)
    token = issue_access_token(user_id, ["shopper", *roles], new_id("tok"), given=given)
    browser.cookies["souk_access"] = token
    return browser


def text_of(answer) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode()
    return answer.content.decode()


@pytest.fixture
def grace():
    return users.open_account(
        key="g", email="grace@example.org", password=PASSWORD, name="Grace Adeyemi", roles=["administrator"],
        is_verified=True,
    )  # fmt: skip


@pytest.fixture
def ada():
    return users.open_account(
        key="a", email="ada@example.org", password=PASSWORD, name="=Ada", roles=[], is_verified=False
    )


@pytest.fixture
def desk(grace) -> Client:
    return browser_of(grace.user_id, "staff", "administrator")


def an_order(number: int, **fields: object) -> Order:
    known: dict[str, object] = {
        "order_id": f"ord_{number:026d}", "number": f"ORD-{number:08d}", "checkout_key": f"k{number}", "cart_id": "crt_1",
        "email": f"buyer{number}@example.org", "status": "confirmed", "currency": "USD", "address": HOME, "shipping_method": "standard",
        "shipping_label": "Standard", "note": "", "subtotal": 1000, "discount": 0, "shipping": 0, "tax": 0, "tax_label": "Tax",
        "total": 1000, "paid": 1000, "payment_status": "captured", "created_at": clock.now(),
    }  # fmt: skip
    return Order(**known | fields)


@pytest.fixture
def orders():
    """Seventy of them; the last is the newest."""
    rows = [an_order(number) for number in range(70)]
    rows[3] = an_order(
        3, status="cancelled", payment_status="refunded", created_at=clock.now() - timedelta(days=30)
    )
    rows[5] = an_order(5, total=9900, subtotal=9900)
    Order.objects.bulk_create(rows)
    return rows


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
    assert numbers_in(text_of(desk.get(more))) == [f"ORD-{n:08d}" for n in range(19, -1, -1)]
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


@pytest.mark.parametrize("table", ["orders", "users", "stock", "audit"])
def test_nobody_takes_away_a_table_without_both_permissions(grace, table):
    needed = {"orders": "orders.read", "users": "users.read", "stock": "stock.read", "audit": "audit.read"}[
        table
    ]
    path = f"/office/{table}.csv"
    assert browser_of("usr_1", given=(needed,)).get(path).status_code == 403
    assert browser_of("usr_1", given=("tables.export",)).get(path).status_code == 403
    answer = browser_of("usr_1", given=(needed, "tables.export")).get(path)
    assert answer.status_code == 200
    text_of(answer)


def test_no_cell_of_a_file_is_a_formula(desk, ada):
    text = text_of(desk.get("/office/users.csv"))
    assert ",'=Ada," in f",{text}".replace("\r\n", "\r\n,")
    for bad in ("=1+1", "+1", "-1", "@x", "\t=1", " =1", "\uff1d1"):
        assert csv_text.safe_cell(bad) == f"'{bad}"
    assert csv_text.safe_cell("Ada = Byron") == "Ada = Byron"


# People


def test_somebody_is_found_looked_at_blocked_and_let_in_again(desk, ada):
    text = text_of(desk.get("/office/users?email=ada"))
    path = f"/office/users/{ada.user_id}"
    assert f'href="{path}"' in text
    assert "grace@" not in text
    assert "ada@example.org" in text_of(desk.get(path))
    assert desk.post(f"{path}/block", {"block-why": ""}).status_code == 422
    answer = desk.post(f"{path}/block", {"block-why": "Asked for it"}, follow=True)
    assert "The account is blocked" in text_of(answer)
    assert "Asked for it" in text_of(desk.get(path))
    assert people.people(wanted=PeopleFilter(is_blocked=True)).items
    desk.post(f"{path}/unblock")
    assert Account.objects.get(user_id=ada.user_id).blocked_at is None
    deeds = set(TrailRow.objects.using("users").values_list("kind", "deed"))
    assert {("asked", "POST /office/users/<slug:user_id>/block"), ("done", "users.block")} <= deeds


def test_roles_are_given_on_the_persons_page(desk, ada):
    answer = desk.post(f"/office/users/{ada.user_id}/roles", {"roles-roles": ["staff"]})
    assert answer.status_code == 303
    assert users.accounts(user_ids=[ada.user_id])[0].roles == ["shopper", "staff"]


def test_address_books_are_not_shown_to_everybody(ada, grace):
    path = f"/office/users/{ada.user_id}"
    assert "Address book" not in text_of(browser_of("usr_1", "staff").get(path))
    assert "Address book" in text_of(browser_of(grace.user_id, "administrator").get(path))


def test_a_role_is_made_changed_and_removed(desk, ada):
    made = desk.post("/office/roles/new", {"name": "Support", "permissions": ["orders.read"]})
    assert made.status_code == 303, text_of(made)
    (role,) = people.roles()
    assert "Support" in text_of(desk.get("/office/roles"))
    path = f"/office/roles/{role.role_id}"
    desk.post(path, {"name": "Support", "permissions": ["orders.read", "orders.note"]})
    assert people.roles()[0].permissions == ["orders.note", "orders.read"]
    assert desk.post(path, {"name": "Support"}).status_code == 422
    assert (
        desk.post("/office/roles/new", {"name": "support", "permissions": ["orders.read"]}).status_code == 422
    )
    desk.post(f"{path}/remove")
    assert people.roles() == []
    assert desk.get(path).status_code == 404


def test_a_role_beyond_its_maker_is_refused_with_a_sentence(grace):
    clerk = browser_of("usr_1", given=("roles.manage",))
    answer = clerk.post("/office/roles/new", {"name": "Mine", "permissions": ["users.manage"]})
    assert answer.status_code == 422
    assert "may do themselves" in text_of(answer)


# Acting


def test_staff_act_for_somebody_see_it_on_every_page_and_stop(desk, ada, grace):
    path = f"/office/users/{ada.user_id}"
    assert desk.post(f"{path}/act", {"act-why": ""}).status_code == 422
    assert desk.post(f"{path}/act", {"act-why": "Called"}).headers["Location"] == "/account"
    for page in ("/account", "/", "/cart", "/explore"):
        assert "You are acting as" in text_of(desk.get(page)), page
    assert 'value="=Ada"' in text_of(desk.get("/account/settings"))
    assert desk.get("/office").status_code == 403
    desk.post("/account/settings/letters", {"letters-wants_newsletter": "on"})
    rows = TrailRow.objects.using("users").filter(as_id=ada.user_id)
    assert [(row.actor_id, row.deed) for row in rows] == [(grace.user_id, "POST /account/settings/letters")]
    password = {"password-old_password": PASSWORD, "password-new_password": "another horse battery"}
    assert desk.post("/account/settings/password", password).status_code in (403, 422)
    assert desk.post("/acting/stop").headers["Location"] == path
    assert "You are acting as" not in text_of(desk.get("/account"))
    assert desk.get("/office").status_code == 200


def test_when_the_pass_was_ended_elsewhere_one_is_oneself_again(desk, ada):
    desk.post(f"/office/users/{ada.user_id}/act", {"act-why": "Called"})
    from souk.services.users.use_cases import passes

    passes.end(user_id=ada.user_id)
    assert desk.get("/office").status_code == 200


def test_nobody_acts_for_staff(desk, ada):
    users.give_role(key="s", user_id=ada.user_id, role="staff")
    assert "Act for them" not in text_of(desk.get(f"/office/users/{ada.user_id}"))
    answer = desk.post(f"/office/users/{ada.user_id}/act", {"act-why": "curious"})
    assert answer.status_code == 422


# Stock and orders


def test_stock_is_found_and_corrected_with_a_reason(desk):
    InventoryService().receive(key="r", receipts=[Receipt(variation_id="var_1", sku="BLUE-L", quantity=10)])
    assert "BLUE-L" in text_of(desk.get("/office/stock?sku=BLUE"))
    assert "BLUE-L" not in text_of(desk.get("/office/stock?sku=RED"))
    assert "BLUE-L" not in text_of(desk.get("/office/stock?is_low=yes"))
    path = "/office/stock/var_1/correct"
    assert desk.post(path, {"key": "1", "by": "-3", "reason": ""}).status_code == 422
    assert desk.post(path, {"key": "2", "by": "-30", "reason": "lost"}).status_code == 422
    for _ in range(2):
        assert desk.post(path, {"key": "3", "by": "-3", "reason": "lost"}).status_code == 303
    assert desk.post(path, {"key": "4", "by": "1", "reason": "found"}).status_code == 303
    assert StockDeskService().row(variation_id="var_1").on_hand == 8
    assert "written off" in text_of(desk.get("/office/stock/var_1"))
    assert TrailRow.objects.using("inventory").filter(deed="stock.correct", subject="var_1").exists()
    assert desk.get("/office/stock/var_unknown").status_code == 404


def test_a_note_for_staff_is_not_for_the_buyer(desk, orders):
    path = "/office/orders/ORD-00000005"
    desk.post(f"{path}/note", {"note-key": "1", "note-text": "Watch this one"})
    desk.post(f"{path}/note", {"note-key": "1", "note-text": "Watch this one"})
    desk.post(f"{path}/note", {"note-key": "2", "note-text": "Leaves on Monday", "note-is_for_buyer": "on"})
    assert OrderNote.objects.count() == 2
    assert list(StatusChange.objects.values_list("detail", flat=True)) == ["Leaves on Monday"]
    text = text_of(desk.get(path))
    assert "Watch this one" in text
    assert "Grace Adeyemi" in text
    assert desk.post(f"{path}/note", {"note-key": "3", "note-text": " "}).status_code == 422


def test_the_audit_trail_is_a_table_too(desk, grace, ada):
    desk.post(f"/office/users/{ada.user_id}/block", {"block-why": "x"})
    text = text_of(desk.get("/office/audit?actor=grace@example.org&deed=users."))
    assert "users.block" in text
    assert "grace@example.org" in text
    assert "users.block" not in text_of(desk.get("/office/audit?actor=nobody@example.org"))
    assert "users.block" in text_of(desk.get("/office/audit.csv"))


# What must always be true


def test_what_must_always_be_true_is_proved_when_somebody_asks(desk, orders, deliver):
    """These orders were paid nowhere, and have no letters: the page says so."""
    assert "Nobody has looked today" in text_of(desk.get("/office/health"))
    text = text_of(desk.post("/office/health/proof", follow=True))
    assert "do not hold" in text
    assert "was paid nowhere" in text
    Order.objects.all().delete()
    deliver()
    text = text_of(desk.post("/office/health/proof", follow=True))
    assert "hold. As of" in text
    assert "do not hold" not in text


def test_two_do_not_prove_at_once(desk):
    from souk.kernel.cache import cache

    cache().increment("office:proving", 60)
    assert "Somebody is having it looked at" in text_of(desk.post("/office/health/proof", follow=True))
