"""What must be sent is sent once: the audit of notifications finds what was forgotten."""

from __future__ import annotations

import pytest

from souk.kernel import clock
from souk.services.notifications.models import Message
from souk.services.notifications.use_cases import auditing


def message(message_id: str, **facts: object) -> None:
    Message(
        **{
            "message_id": message_id, "key": message_id, "template": "order_confirmed", "to": "ann@example.org", "about": "ord_1",
            "subject": "", "facts": "", "created_at": clock.now(), "due_at": clock.now(), **facts,
        }
    ).save()  # fmt: skip


def test_letters_of_confirmation_are_counted_by_order(databases):
    message("msg_1")
    message("msg_2", about="ord_2")
    message("msg_3", about="ord_2")
    message("msg_4", template="order_shipped")
    assert auditing.facts() == {"confirmations": {"ord_1": 1, "ord_2": 2}}


@pytest.mark.parametrize(
    ("facts", "violations"),
    [
        ({}, []),
        ({"due_at": clock.in_seconds(-3 * 3600)}, ["message msg_1 is due and was not sent"]),
        ({"due_at": None}, ["message msg_1 waits for ever"]),
        ({"due_at": None, "status": "sent"}, ["message msg_1 was sent nobody knows when"]),
        ({"due_at": None, "status": "sent", "sent_at": clock.now()}, []),
        ({"due_at": None, "status": "failed"}, []),
    ],
)
def test_a_message_that_was_forgotten_is_found(databases, facts, violations):
    message("msg_1", **facts)
    assert auditing.violations() == violations
