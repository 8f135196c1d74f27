"""The development mailbox and the API."""

from __future__ import annotations

import pytest

from souk.kernel import clock
from souk.kernel.settings import settings as process_settings
from souk.services.notifications.adapters.mailbox import Mailbox
from souk.services.notifications.handlers import on_order, on_user_letter
from souk.services.notifications.models import MailboxEmail
from souk.services.notifications.ports import use_post
from souk.services.notifications.settings import settings
from souk.services.notifications.use_cases.sending import send_due

from .conftest import TOKEN, account_letter, confirmed


@pytest.fixture
def letters():
    use_post(Mailbox())
    on_user_letter(account_letter())
    with clock.shifted(1):
        on_order(confirmed())
        send_due()
    return list(MailboxEmail.objects.order_by("message_id"))


def test_an_empty_mailbox_says_so(client):
    answer = client.get("/dev/mailbox")
    assert answer.status_code == 200
    assert "No email has arrived yet" in answer.content.decode()


def test_there_is_no_mailbox_in_production(client, letters, monkeypatch):
    monkeypatch.setattr(process_settings(), "environment", "production")
    for path in ("", ".css", f"/{letters[0].message_id}", f"/{letters[0].message_id}/body"):
        assert client.get(f"/dev/mailbox{path}").status_code == 404


def test_the_mailbox_shows_the_newest_first(client, letters):
    page = client.get("/dev/mailbox").content.decode()
    assert page.index("Thank you for your order") < page.index("Choose a new password")
    assert TOKEN not in page


def test_a_letter_is_shown_framed_and_as_text(client, letters):
    page = client.get(f"/dev/mailbox/{letters[0].message_id}")
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert f'src="/dev/mailbox/{letters[0].message_id}/body"' in text
    assert "allow-scripts" not in text
    assert "allow-same-origin" not in text
    assert f"/reset?token={TOKEN}" in text


def test_the_frame_lets_nothing_run(client, letters):
    row = letters[0]
    row.html = row.html.replace("</body>", "<script>alert(1)</script></body>")
    row.save()
    answer = client.get(f"/dev/mailbox/{row.message_id}/body")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in answer.content.decode()


@pytest.mark.parametrize("path", ["", ".css", "/{id}", "/{id}/body"])
def test_on_a_real_market_there_is_no_mailbox(client, letters, monkeypatch, path):
    address = "/dev/mailbox" + path.format(id=letters[0].message_id)
    assert client.get(address).status_code == 200
    assert client.get(address, REMOTE_ADDR="8.8.8.8").status_code == 404
    assert client.get(address, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.post(address).status_code == 405
    monkeypatch.setattr(type(settings()), "is_mailbox", False)
    assert client.get(address).status_code == 404


def test_a_letter_that_is_not_there_is_not_found(client):
    assert client.get("/dev/mailbox/msg_nothing").status_code == 404
    assert client.get("/dev/mailbox/msg_nothing/body").status_code == 404


def test_a_full_mailbox_comes_in_pages(client):
    use_post(Mailbox())
    for number in range(60):
        on_order(confirmed(order_id=f"ord_{number}"))
    send_due()
    page = client.get("/dev/mailbox").content.decode()
    assert page.count("mailbox__subject") == 50
    before = page.split("?before=")[1].split('"')[0]
    assert client.get(f"/dev/mailbox?before={before}").content.decode().count("mailbox__subject") == 10


def test_who_may_see_what_was_sent(client, letters, signed_in):
    path = "/api/notifications?to=ada@example.org"
    assert client.get(path).status_code == 401
    assert client.get(path, headers=signed_in("usr_1")).status_code == 403
    answer = client.get(path, headers=signed_in("usr_2", ["staff"]))
    assert [entry["template"] for entry in answer.json()["items"]] == ["order_confirmed", "reset_password"]
    assert TOKEN not in answer.content.decode()
    mine = client.get("/api/notifications/mine", headers=signed_in("usr_1")).json()
    assert [entry["template"] for entry in mine["items"]] == ["reset_password"]
    assert client.get("/api/notifications/mine", headers=signed_in("usr_9")).json() == {
        "items": [],
        "next": None,
    }
    assert client.get("/api/notifications", headers=signed_in("usr_2", ["staff"])).status_code in (400, 422)
    assert client.get(path + "&cursor=x", headers=signed_in("usr_2", ["staff"])).status_code == 400
