"""The REST door: who may see and move money, and what bad input is told."""

from __future__ import annotations

import pytest

from souk.services.payments.models import Payment
from souk.vocabulary.money import Money


@pytest.fixture
def staff(signed_in):
    return signed_in("usr_staff", ["staff"])


@pytest.fixture
def paid(take) -> str:
    return take("pm_card_success").payment_id


def refund(client, payment_id, headers, body=None, key="k1"):
    body = {"amount": {"amount": "0.80", "currency": "USD"}, "reason": "A cup"} if body is None else body
    given = headers | ({"Idempotency-Key": key} if key else {})
    return client.post(
        f"/api/payments/{payment_id}/refunds", body, content_type="application/json", headers=given
    )


def test_anyone_sees_the_ways_to_pay(client):
    answer = client.get("/api/payments/methods").json()
    assert answer["next"] is None
    assert answer["items"][0]["tokens"]["pm_card_success"] == "The payment succeeds."


def test_staff_sees_a_payment_with_its_attempts_and_refunds(client, staff, paid):
    told = client.get(f"/api/payments/{paid}", headers=staff).json()
    assert told["payment"]["amount"] == {"amount": "20.80", "currency": "USD"}
    assert [attempt["status"] for attempt in told["attempts"]] == ["captured"]
    assert told["refunds"] == []


def test_staff_gives_money_back_once_per_key(client, staff, paid):
    first = refund(client, paid, staff)
    assert first.status_code == 201
    assert first.json()["payment"]["refunded"]["amount"] == "0.80"
    assert first.json()["refunds"][0] | {"refund_id": "", "created_at": "", "done_at": ""} == {
        "refund_id": "", "kind": "asked", "amount": {"amount": "0.80", "currency": "USD"}, "reason": "A cup",
        "status": "done", "created_at": "", "done_at": "",
    }  # fmt: skip
    again = refund(client, paid, staff)
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert Payment.objects.get().refunded == 80


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"amount": "1.00"}, 422),
        ({"amount": {"amount": 1.5, "currency": "USD"}}, 422),
        ({"amount": {"amount": "0.001", "currency": "USD"}}, 422),
        ({"amount": {"amount": "-1.00", "currency": "USD"}}, 422),
        ({"amount": {"amount": "0.00", "currency": "USD"}}, 422),
        ({"amount": {"amount": "1.00", "currency": "EUR"}}, 422),
        ({"amount": {"amount": "NaN", "currency": "USD"}}, 422),
        ({"amount": {"amount": "1.00", "currency": "USD"}, "reason": "x" * 501}, 422),
        ({"amount": {"amount": "1.00", "currency": "USD"}, "to": "me"}, 422),
        ({"amount": {"minor": 100, "currency": "USD"}, "reason": "\x00"}, 400),
        ({"amount": {"amount": "20.81", "currency": "USD"}}, 409),
    ],
)
def test_a_wrong_refund_gives_nothing_back(client, staff, paid, body, status):
    answer = refund(client, paid, staff, body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert Payment.objects.get().refunded == 0


def test_a_refund_needs_its_key(client, staff, paid):
    assert refund(client, paid, staff, key=None).status_code == 400


@pytest.mark.parametrize("payment_id", ["pay_nothing", "x" * 60, "%00", "%F0%9F%92%B8"])
def test_what_is_not_there_is_not_found(client, staff, payment_id):
    assert client.get(f"/api/payments/{payment_id}", headers=staff).status_code == 404
    assert refund(client, payment_id, staff).status_code == 404


def test_a_tombstone_is_not_shown(client, staff, payments):
    payments.call_off(key="k")
    assert client.get(f"/api/payments/{Payment.objects.get().payment_id}", headers=staff).status_code == 404


@pytest.mark.parametrize("roles", [None, ["shopper"], ["shop_owner"]])
def test_only_staff_sees_or_moves_money(client, signed_in, paid, roles):
    headers = signed_in("usr_1", roles) if roles else {}
    refused = 403 if roles else 401
    assert client.get(f"/api/payments/{paid}", headers=headers).status_code == refused
    assert client.get("/api/payments/ledger", headers=headers).status_code == refused
    assert refund(client, paid, headers).status_code == refused
    assert Payment.objects.get().refunded == 0


def test_the_ledger_is_read_page_by_page(client, staff, take, payments):
    for number in range(3):
        take("pm_card_success", key=f"k{number}")
    payments.refund(key="r", payment_key="k0", amount=Money.of(80), reason="")
    seen, cursor = [], ""
    while True:
        path = f"/api/payments/ledger?limit=4{cursor and '&cursor=' + cursor}"
        page = client.get(path, headers=staff).json()
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == 3 * 2 + 2 * 2
    assert seen[0]["entry"].startswith("return:ref_")
    total = sum(Money.model_validate(line["amount"]).minor for line in seen)
    assert total == 0


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=WzFd0", "limit=0", "limit=201", "limit=x", "page=2", "cursor=WzFlOTld"]
)
def test_a_wrong_page_of_the_ledger_is_refused(client, staff, query):
    assert client.get(f"/api/payments/ledger?{query}", headers=staff).status_code == 400


def test_who_gives_money_back_and_may_not_see_payments_is_told_that_it_is_done_and_nothing_of_it(
    client, signed_in, paid
):
    clerk = signed_in("usr_clerk", given=["orders.refund"])
    answers = [refund(client, paid, clerk) for _ in range(2)]  # the same key is answered the same
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert Payment.objects.get().refunded == 80
    both = signed_in("usr_clerk", given=["orders.refund", "payments.read"])
    assert refund(client, paid, both, key="k2").json()["payment"]["refunded"]["amount"] == "1.60"
