"""A day at the sandbox: its hosted page is shown and used, its post is carried."""

from __future__ import annotations

import urllib3

from souk.services.payments.ports import HostedCharge, SignedWebhook, till
from souk.services.payments.settings import settings
from souk.services.payments.use_cases import webhooks
from souk.vocabulary.problems import Problem

POST_SECONDS = 3.0


def show_page(charge_id: str) -> HostedCharge:
    """Raises NoSuchSession."""
    return till().show(charge_id)


def pay_by_card(charge_id: str, card_number: str) -> HostedCharge:
    """Raises NoSuchSession. The card's number goes to the sandbox and nowhere else."""
    return till().pay(charge_id, card_number)


def confirm(charge_id: str, *, approved: bool) -> HostedCharge:
    """Raises NoSuchSession."""
    return till().confirm(charge_id, approved=approved)


def deliver_due_webhooks(*, hurry: bool = False, limit: int = 100) -> int:
    """Posts the sandbox's webhooks that are due (with `hurry` all that wait); returns how many were taken."""
    delivered = 0
    for webhook in till().due_webhooks(limit, hurry=hurry):
        if _post(webhook):
            till().webhook_taken(webhook)
            delivered += 1
        else:
            till().webhook_not_taken(webhook)
    return delivered


def _post(webhook: SignedWebhook) -> bool:
    url = settings().sandbox_webhook_url
    if url:
        return _post_over_http(url, webhook)
    try:
        webhooks.receive("sandbox", webhook.headers, webhook.body)
    except Problem:
        return False
    return True


def _post_over_http(url: str, webhook: SignedWebhook) -> bool:
    try:
        answer = urllib3.request(
            "POST",
            f"{url.rstrip('/')}/api/payments/webhooks/sandbox",
            body=webhook.body,
            headers=webhook.headers,
            timeout=POST_SECONDS,
            retries=False,
            redirect=False,
        )
    except urllib3.exceptions.HTTPError:
        return False
    return bool(answer.status < 300)
