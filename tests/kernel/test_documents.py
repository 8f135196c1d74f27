"""A document comes back as it was put in, whatever database kept it."""

from __future__ import annotations

import pytest

from souk.kernel import clock
from souk.services.notifications.models import MailboxEmail

pytestmark = pytest.mark.usefixtures("databases")


def test_a_documents_keys_keep_their_order() -> None:
    headers = {"Subject": "Ä", "A": {"longer": 1, "b": None}, "B": [1, "two"]}
    MailboxEmail.objects.create(
        message_id="msg_1",
        to="a@b.example",
        subject="",
        text="",
        html="",
        headers=headers,
        arrived_at=clock.now(),
    )
    kept = MailboxEmail.objects.get().headers
    assert kept == headers
    assert list(kept) == ["Subject", "A", "B"]
    assert list(kept["A"]) == ["longer", "b"]
