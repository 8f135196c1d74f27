"""The sandbox's page: every card does what the page says it does, and no number leaves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from souk.kernel import clock
from souk.services.payments.models import Payment, SandboxCharge
from souk.services.payments.use_cases.sandbox_days import deliver_due_webhooks

GOOD, BAD = "4242 4242 4242 4242", "4000 0000 0000 0002"
CONFIRM, LATE = "4000 0025 0000 3155", "4000 0000 0000 0077"
TWICE, TIMEOUT = "4000 0000 0000 0226", "4000 0000 0000 0119"


@pytest.fixture
def page(take) -> str:
    return take(None).action_url


def pay(client: Client, page: str, number: str, expiry: str = "12/34", cvc: str = "123"):
    return client.post(page, {"number": number, "expiry": expiry, "cvc": cvc})


def status() -> str:
    return Payment.objects.get().status


def test_a_payment_without_a_token_has_a_page(take, client):
    payment = take(None)
    assert payment.status == "pending"
    assert payment.action_url.startswith("http://testserver/sandbox/pay/sbx_")
    assert take(None) == payment
    text = client.get(payment.action_url).content.decode()
    assert "20.80 USD" in text
    assert "Order ORD-2345" in text
    for number in (GOOD, BAD, CONFIRM, LATE, TWICE, TIMEOUT):
        assert number in text


def test_paying_leads_back_and_the_way_back_knows_already(page, client, said):
    answer = pay(client, page, GOOD)
    assert answer.status_code == 302
    assert re.fullmatch(r"/payments/return/att_[a-z0-9]+", answer["Location"])
    assert status() == "pending"
    answer = client.get(answer["Location"])
    assert answer["Location"] == "/checkout/confirmation?order=ORD-2345"
    assert status() == "captured"
    deliver_due_webhooks(hurry=True)  # the webhook comes after the browser
    assert said() == [("succeeded", 2080)]


def test_a_webhook_before_the_browser_is_as_good(page, client, said):
    back = pay(client, page, GOOD)["Location"]
    deliver_due_webhooks()
    assert status() == "captured"
    assert client.get(back).status_code == 302
    assert said() == [("succeeded", 2080)]


def test_a_declined_card_may_be_followed_by_a_better_one(page, client, payments, said):
    answer = pay(client, page, BAD)
    assert answer.status_code == 402
    assert "The card was declined." in answer.content.decode()
    deliver_due_webhooks()
    failed = payments.payment(key="checkout:1:take_money")
    assert (failed.status, failed.action_url) == ("failed", page)
    assert payments.retry(key="again", payment_key=failed.key).action_url == page
    pay(client, page, GOOD)
    deliver_due_webhooks()
    assert said() == [("failed", 2080), ("succeeded", 2080)]


def test_a_failure_that_is_told_after_the_success_changes_nothing(page, client, said):
    from souk.services.payments.models import SandboxWebhook

    pay(client, page, BAD)
    back = pay(client, page, GOOD)["Location"]
    client.get(back)
    assert SandboxWebhook.objects.filter(due_at__isnull=False).count() == 2
    deliver_due_webhooks()
    assert status() == "captured"
    assert said() == [("succeeded", 2080)]


def test_a_card_that_asks_for_confirmation_leads_there_first(page, client):
    answer = pay(client, page, CONFIRM)
    assert answer["Location"].startswith("/sandbox/confirm/")
    text = client.get(answer["Location"]).content.decode()
    assert "Approve" in text
    assert client.get(page)["Location"] == answer["Location"]
    back = client.post(answer["Location"], {"answer": "approve"})["Location"]
    client.get(back)
    assert status() == "captured"


def test_a_refused_confirmation_leads_to_the_cards_again(page, client):
    question = pay(client, page, CONFIRM)["Location"]
    answer = client.post(question, {"answer": "refuse"})
    assert answer["Location"] == page.removeprefix("http://testserver")
    assert "not confirmed" in client.get(page).content.decode()
    deliver_due_webhooks()
    assert status() == "failed"


def test_a_confirmation_is_given_once(page, client, said):
    question = pay(client, page, CONFIRM)["Location"]
    client.post(question, {"answer": "approve"})
    assert client.post(question, {"answer": "refuse"}).status_code == 302
    deliver_due_webhooks(hurry=True)
    assert said() == [("succeeded", 2080)]


def test_a_late_card_leads_back_while_it_thinks(page, client):
    client.get(pay(client, page, LATE)["Location"])
    assert status() == "pending"
    deliver_due_webhooks(hurry=True)
    assert status() == "captured"


def test_a_card_that_answers_twice_is_charged_once(page, client, said):
    pay(client, page, TWICE)
    assert deliver_due_webhooks(hurry=True) == 2
    assert said() == [("succeeded", 2080)]


def test_an_unanswered_card_shows_a_way_back_that_finds_out(page, client):
    answer = pay(client, page, TIMEOUT)
    assert answer.status_code == 200
    text = answer.content.decode()
    back = re.search(r'href="(/payments/return/[^"]+)"', text)
    assert back
    client.get(back[1])
    assert status() == "captured"


def test_a_paid_page_takes_no_second_card(page, client):
    pay(client, page, GOOD)
    assert pay(client, page, GOOD).status_code == 302
    assert client.get(page).status_code == 302
    assert SandboxCharge.objects.get().status == "captured"


@pytest.mark.parametrize(
    ("number", "expiry", "cvc"),
    [
        ("", "12/34", "123"),
        ("4242 4242 4242 4241", "12/34", "123"),
        ("４２４２４２４２４２４２４２４２", "12/34", "123"),
        ("4242x4242", "12/34", "123"),
        (GOOD, "13/34", "123"),
        (GOOD, "", "123"),
        (GOOD, "01/20", "123"),
        (GOOD, "12/34", "12"),
        (GOOD, "12/34", "abc"),
        ("4242\x004242", "12/34", "123"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_happens(page, client, number, expiry, cvc):
    answer = pay(client, page, number, expiry, cvc)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert SandboxCharge.objects.get().status == "open"


def test_a_real_card_is_not_taken(page, client):
    answer = pay(client, page, "5555 5555 5555 4444")
    assert answer.status_code == 402
    assert "only its own test cards" in answer.content.decode()


def test_a_page_is_not_open_for_ever(page, client, payments):
    with clock.shifted(4000):
        assert pay(client, page, GOOD).status_code == 302
        assert SandboxCharge.objects.get().status == "open"
        again = payments.retry(key="again", payment_key="checkout:1:take_money")
        assert again.action_url not in (None, page)
        assert Payment.objects.get().status == "pending"
        client.get(pay(client, again.action_url, GOOD)["Location"])
    assert status() == "captured"


def test_no_card_number_is_kept_or_shown_or_logged(page, client, capfd):
    shown = []
    for number in (BAD, "5555 5555 5555 4444", "4242 4242 4242 4241", TWICE):
        shown.append(pay(client, page, number, cvc="937").content.decode())
    deliver_due_webhooks(hurry=True)
    kept = ""
    with connections["payments"].cursor() as cursor:
        for table in connections["payments"].introspection.table_names():
            cursor.execute(f"SELECT * FROM {connections['payments'].ops.quote_name(table)}")
            kept += repr(cursor.fetchall())
    said = "".join(capfd.readouterr())
    for secret in (
        "5555555555554444",
        "5555 5555 5555 4444",
        "4242 4242 4242 4241",
        "4242424242424241",
        "'937'",
        '"937"',
    ):
        assert secret not in kept
        assert secret not in said
        assert all(secret not in text for text in shown)
    assert SandboxCharge.objects.get().last4 == "0226"


def test_the_page_may_not_be_forged_stored_or_framed(take):
    page = take(None).action_url
    strict = Client(enforce_csrf_checks=True)
    assert pay(strict, page, GOOD).status_code == 403
    answer = strict.get(page)
    assert answer["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert SandboxCharge.objects.get().status == "open"


def test_a_stored_address_that_leads_elsewhere_is_not_followed(page, client):
    SandboxCharge.objects.update(return_url="https://evil.example/")
    assert pay(client, page, GOOD)["Location"] == "/"


@pytest.mark.parametrize(
    "path",
    ["/sandbox/pay/sbx_nothing", "/sandbox/confirm/sbx_nothing", "/payments/return/att_nothing"],
)
def test_unknown_pages_are_not_found(client, path):
    assert client.get(path).status_code == 404


def test_other_methods_are_refused(page, client):
    assert client.delete(page).status_code == 405
    assert client.post("/payments/return/att_x").status_code == 405


def test_templates_hold_no_scripts_or_styles():
    """The store's security policy would not run them."""
    folder = Path(__file__).parents[3] / "src/souk/services/payments/templates/payments"
    for template in folder.glob("*.html"):
        text = template.read_text()
        assert "<script" not in text
        assert "style=" not in text
