"""Webhooks: believed when signed and fresh, and once."""

from __future__ import annotations

import http.server
import threading
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from souk.kernel import clock
from souk.services.payments.models import Payment, ReceivedWebhook, SandboxWebhook
from souk.services.payments.ports import till
from souk.services.payments.settings import settings
from souk.services.payments.use_cases import sandbox_days, webhooks
from souk.services.payments.use_cases.sandbox_days import deliver_due_webhooks

PATH = "/api/payments/webhooks/sandbox"


@pytest.fixture
def webhook(take):
    """A real one, signed and not yet posted, that says that a late card succeeded."""
    take("pm_card_late")
    (signed,) = till().due_webhooks(10, hurry=True)
    return signed


def post(client, headers, body, path=PATH):
    return client.post(path, body, content_type="application/json", headers=headers)


def test_a_signed_webhook_takes_effect_once(client, webhook, said, count_queries):
    assert post(client, webhook.headers, webhook.body).status_code == 204
    with count_queries("payments") as queries:
        assert post(client, webhook.headers, webhook.body).status_code == 204
    assert len(queries) <= 6
    assert said() == [("succeeded", 2080)]
    assert ReceivedWebhook.objects.count() == 1


def _with(webhook, **changes):
    return {**webhook.headers, **{name.replace("_", "-"): value for name, value in changes.items()}}


@pytest.mark.parametrize(
    "forge",
    [
        lambda w: ({}, w.body),
        lambda w: (_with(w, webhook_signature="v1,AAAA"), w.body),
        lambda w: (_with(w, webhook_signature="v1"), w.body),
        lambda w: (_with(w, webhook_signature=""), w.body),
        lambda w: (_with(w, webhook_signature=w.headers["webhook-signature"][:-4]), w.body),
        lambda w: (_with(w, webhook_signature=w.headers["webhook-signature"].replace("v1,", "v2,")), w.body),
        lambda w: (_with(w, webhook_id="msg_other"), w.body),
        lambda w: (_with(w, webhook_timestamp="1"), w.body),
        lambda w: (_with(w, webhook_timestamp="9" * 12), w.body),
        lambda w: (_with(w, webhook_timestamp="soon"), w.body),
        lambda w: (_with(w, webhook_timestamp="-5"), w.body),
        lambda w: (_with(w, webhook_timestamp="NaN"), w.body),
        lambda w: (w.headers, w.body.replace(b"captured", b"Captured")),
        lambda w: (w.headers, orjson.dumps(orjson.loads(w.body), option=orjson.OPT_INDENT_2)),
        lambda w: (w.headers, b""),
        lambda w: (w.headers, b"\xff\xfe"),
        lambda w: (w.headers, w.body + b"\x00"),
    ],
)
def test_a_forged_webhook_changes_nothing(client, webhook, forge):
    headers, body = forge(webhook)
    answer = post(client, headers, body)
    assert answer.status_code == 401
    assert answer.json()["code"] == "bad-signature"
    assert Payment.objects.get().status == "pending"
    assert not ReceivedWebhook.objects.exists()


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_or_future_webhook_is_refused(client, webhook, seconds):
    signed = datetime.fromtimestamp(int(webhook.headers["webhook-timestamp"]), UTC)
    with clock.frozen_at(signed + timedelta(seconds=seconds)):
        assert post(client, webhook.headers, webhook.body).status_code == 401


def test_one_of_several_signatures_is_enough(client, webhook):
    rotated = _with(webhook, webhook_signature=f"v1,AAAA {webhook.headers['webhook-signature']}")
    assert post(client, rotated, webhook.body).status_code == 204


def test_an_unknown_provider_is_not_found(client, webhook):
    assert post(client, webhook.headers, webhook.body, "/api/payments/webhooks/nobody").status_code == 404


def _signed(body: bytes):
    from souk.services.payments.adapters.sandbox_post import _secret
    from souk.services.payments.rules.signatures import sign

    return sign(_secret(), "msg_1", body, clock.now())


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b'{"type":"charge.captured","data":{}}', b"not json"]
)
def test_a_signed_webhook_that_makes_no_sense_is_refused(client, body):
    assert post(client, _signed(body), body).status_code == 400


def test_a_webhook_about_a_charge_that_is_not_ours_is_not_found(client, webhook):
    body = webhook.body.replace(b'"key":"att_', b'"key":"xxx_')
    assert post(client, _signed(body), body).status_code == 404


def test_a_capture_of_another_amount_is_not_believed(client, webhook):
    body = webhook.body.replace(b"20.80", b"0.01")
    assert post(client, _signed(body), body).status_code == 409
    assert Payment.objects.get().status == "pending"


def test_a_webhook_that_was_not_taken_is_posted_again(take, monkeypatch):
    take("pm_card_late")
    with monkeypatch.context() as patched:
        patched.setattr(sandbox_days, "_post", lambda webhook: False)
        assert deliver_due_webhooks(hurry=True) == 0
    assert SandboxWebhook.objects.get().tries == 1
    assert deliver_due_webhooks() == 0
    with clock.shifted(60):
        assert deliver_due_webhooks() == 1
    assert Payment.objects.get().status == "captured"


def test_old_webhooks_are_forgotten(client, webhook):
    post(client, webhook.headers, webhook.body)
    webhooks.forget_old()
    assert ReceivedWebhook.objects.count() == 1
    with clock.shifted(31 * 86_400):
        webhooks.forget_old()
    assert not ReceivedWebhook.objects.exists()


class _Shop(http.server.BaseHTTPRequestHandler):
    """Where the sandbox posts to: hands what arrives to the test."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def shop(monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    server.got, server.answer = [], 204
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(settings(), "sandbox_webhook_url", f"http://127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    server.server_close()


def test_with_a_url_webhooks_travel_over_http(shop, take, client):
    take("pm_card_late")
    assert deliver_due_webhooks(hurry=True) == 1
    ((path, headers, body),) = shop.got
    assert path == PATH
    assert Payment.objects.get().status == "pending"
    travelled = {name: value for name, value in headers.items() if name.lower().startswith("webhook-")}
    assert post(client, travelled, body).status_code == 204
    assert Payment.objects.get().status == "captured"


def test_a_shop_that_stumbles_or_is_away_is_posted_to_again(shop, take):
    take("pm_card_late")
    shop.answer = 503
    assert deliver_due_webhooks(hurry=True) == 0
    shop.shutdown()
    shop.server_close()
    assert deliver_due_webhooks(hurry=True) == 0
    assert SandboxWebhook.objects.get().tries == 2
