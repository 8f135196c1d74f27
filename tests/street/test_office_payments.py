"""Payments in the back office over the real houses: found, opened with their books, and the ledger."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from souk.kernel import clock
from souk.services.payments.models import LedgerLine, Payment
from souk.services.payments.service import PaymentsService
from souk.vocabulary.money import Money
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")

LIST = "/office/payments"
payments = PaymentsService()


def take(number: int, token: str | None = "pm_card_success", amount: int = 2080):
    return payments.take(
        key=f"checkout:{number}", order_id=f"ord_{number}", order_number=f"ORD-{number:08d}", amount=Money.of(amount),
        email="ann@example.org", return_url="http://testserver/x", method_token=token,
    )  # fmt: skip


def orders_in(text: str) -> list[int]:
    return [
        int(part.split("<")[0].removeprefix("ORD-"))
        for part in text.split('data-title="Order" class="nowrap">')[1:]
    ]


@pytest.fixture
def taken():
    """Three: taken, declined, and half given back."""
    found = [take(1), take(2, "pm_card_declined"), take(3, amount=5000)]
    payments.refund(key="r", payment_key="checkout:3", amount=Money.of(2500), reason="A scratch")
    payments.call_off(key="checkout:never")  # came before what it calls off: nobody's payment
    return found


def test_payments_are_found_the_newest_first(desk, taken):
    def found(query: str) -> list[int]:
        return orders_in(text_of(desk.get(f"{LIST}?{query}")))

    assert found("") == [3, 2, 1]
    assert found("number=00000002") == [2]
    assert found("number=nonsense!") == []
    assert found("status=captured") == [1]
    assert found("status=failed") == [2]
    assert found("status=partly_refunded") == [3]
    assert found("provider=sandbox") == [3, 2, 1]
    today = clock.now().date()
    assert found(f"since={today}") == [3, 2, 1]
    assert found(f"until={today - timedelta(days=1)}") == []
    assert desk.get(f"{LIST}?provider=nobody").status_code == 422
    rows = list(csv.reader(io.StringIO(text_of(desk.get(f"{LIST}.csv?status=partly_refunded"))[1:])))
    assert rows[0] == [
        "Begun", "Paid", "Order", "State", "Why", "Provider", "by", "Amount", "Given back",
    ]  # fmt: skip
    assert rows[1][-2:] == ["$50.00", "$25.00"]


def test_a_payment_is_opened_with_its_attempts_refunds_and_books(desk, taken, count_queries):
    path = f"{LIST}/{taken[2].payment_id}"
    assert f'href="{path}"' in text_of(desk.get(LIST))
    with count_queries("payments") as queries:
        text = text_of(desk.get(path))
    assert len(queries) == 4
    assert "$25.00 given back" in text
    assert "A scratch" in text
    assert 'href="/office/orders/ORD-00000003"' in text
    for words in ("Capture", "Promise", "Return", "Owed to buyers", "-$25.00"):
        assert words in text, words
    declined = text_of(desk.get(f"{LIST}/{taken[1].payment_id}"))
    assert "Declined" in declined
    assert "no money has moved" in declined
    open_one = take(4, None)
    assert open_one.action_url
    assert open_one.action_url not in text_of(desk.get(f"{LIST}/{open_one.payment_id}")), (
        "paying is the buyer's"
    )
    assert desk.get(f"{LIST}/pay_none").status_code == 404


def test_the_ledger_is_read_by_account_and_sums_to_nothing(desk, taken):
    rows = list(csv.reader(io.StringIO(text_of(desk.get(f"{LIST}/ledger.csv")))))[1:]
    assert len(rows) == LedgerLine.objects.count() == 8
    owed = text_of(desk.get(f"{LIST}/ledger?account=refunds_owed"))
    assert owed.count('data-title="Account"') == 2
    assert desk.get(f"{LIST}/ledger?account=none").status_code == 422
    tomorrow = (clock.now() + timedelta(days=1)).date()
    assert 'data-title="Account"' not in text_of(desk.get(f"{LIST}/ledger?since={tomorrow}"))


def test_many_payments_are_read_a_page_at_a_time(desk, count_queries):
    for number in range(1, 56):
        take(number)
    with count_queries("payments") as queries:
        first = text_of(desk.get(LIST))
    assert len(queries) == 2
    more = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert orders_in(first) + orders_in(text_of(desk.get(more))) == [*range(55, 0, -1)]
    ledger = text_of(desk.get(f"{LIST}/ledger"))
    more = ledger.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert ledger.count('data-title="Entry"') == 50
    assert text_of(desk.get(more)).count('data-title="Entry"') == 50


def test_only_who_may_read_payments_enters(taken):
    for path in (LIST, f"{LIST}/ledger", f"{LIST}/{taken[0].payment_id}"):
        assert browser_of("usr_1", given=("orders.read",)).get(path).status_code == 403
        assert browser_of("usr_1", given=("payments.read",)).get(path).status_code == 200
    assert Payment.objects.count() == 4


def test_programs_read_the_list_too(client, signed_in, taken):
    assert client.get("/api/payments", headers=signed_in("usr_1")).status_code == 403
    found = client.get("/api/payments?status=failed&limit=1", headers=signed_in("usr_1", ["staff"])).json()
    assert [one["order_number"] for one in found["items"]] == ["ORD-00000002"]
    opened = client.get(f"/api/payments/{taken[2].payment_id}", headers=signed_in("usr_1", ["staff"])).json()
    assert len(opened["ledger"]) == 6
