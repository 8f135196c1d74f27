"""Written once, sent once, tried again, given up: the life of a message."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest

from souk.contracts.users.events import UserErased
from souk.kernel import clock
from souk.kernel.crashes import Crash, watched
from souk.kernel.data.database import changes
from souk.kernel.models import OutboxEvent
from souk.services.notifications import jobs
from souk.services.notifications.adapters.mailbox import Mailbox
from souk.services.notifications.handlers import on_order, on_user_erased, on_user_letter
from souk.services.notifications.models import MailboxEmail, Message
from souk.services.notifications.ports import DeliveryFailed, DeliveryRefused, use_post
from souk.services.notifications.service import NotificationsService
from souk.services.notifications.settings import settings
from souk.services.notifications.use_cases import history
from souk.services.notifications.use_cases.sending import send_due

from .conftest import AT, TOKEN, account_letter, cancelled, confirmed, refunded, shipped


def said():
    rows = OutboxEvent.objects.using("notifications").filter(type="souk.notification.sent.v1")
    return [orjson.loads(row.envelope)["data"] for row in rows]


def test_an_event_heard_twice_is_one_letter(remembering_post):
    event = account_letter()
    for _ in range(2):
        on_user_letter(event)
        send_due()
    assert len(remembering_post.emails) == 1
    assert Message.objects.get().status == "sent"


def test_hearing_is_one_insert_and_sends_nothing(remembering_post, count_queries):
    with count_queries("notifications") as queries:
        on_order(confirmed())
    assert len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) == 1
    assert remembering_post.emails == []


def test_nothing_is_written_to_nobody(remembering_post):
    on_order(confirmed(email=""))
    assert send_due() == 0


def test_a_letter_that_was_sent_is_told_and_its_secret_forgotten(remembering_post):
    on_user_letter(account_letter())
    assert TOKEN in Message.objects.get().facts
    send_due()
    row = Message.objects.get()
    assert (row.status, row.facts, row.due_at) == ("sent", "", None)
    assert said() == [{"message_id": row.message_id, "channel": "email", "template": "reset_password"}]


def test_refunds_of_a_cancellation_are_told_once(remembering_post):
    on_order(cancelled(126263))
    on_order(refunded(126263))
    with clock.shifted(1):
        on_order(refunded(126263, at=AT + dt.timedelta(days=1)))
        send_due()
    assert [email.subject.split(" ")[-3:] for email in remembering_post.emails] == [
        ["ORD-7K2M9QXD", "was", "cancelled"],
        ["$1,262.63", "·", "ORD-7K2M9QXD"],
    ]


def test_two_parcels_are_two_letters(remembering_post):
    on_order(shipped(tracking_number="TRK-1"))
    on_order(shipped(tracking_number="TRK-2"))
    assert send_due() == 2


def test_what_failed_is_tried_again_with_growing_pauses_under_the_same_id(remembering_post):
    on_order(confirmed())
    remembering_post.troubles = [DeliveryFailed("no answer"), DeliveryFailed("no answer")]
    assert send_due() == 0
    assert send_due() == 0  # not due yet
    assert len(remembering_post.troubles) == 1
    with clock.shifted(45):
        assert send_due() == 0
    with clock.shifted(45 + 90):
        assert send_due() == 1
    row = Message.objects.get()
    assert (row.status, row.attempts, row.error) == ("sent", 3, "")
    assert remembering_post.emails[0].message_id == row.message_id


def test_after_the_last_try_a_message_has_failed(remembering_post):
    on_order(confirmed())
    remembering_post.troubles = [DeliveryFailed("no answer")] * settings().tries
    for number in range(settings().tries + 1):
        with clock.shifted(number * 7 * 3600):
            assert send_due() == 0
    row = Message.objects.get()
    assert (row.status, row.attempts, row.due_at, row.facts) == ("failed", settings().tries, None, "")
    assert said() == []


def test_a_refusal_is_final_and_holds_nobody_up(remembering_post):
    on_order(confirmed(email="gone@example.org"))
    on_order(confirmed())
    remembering_post.troubles = [DeliveryRefused("no such mailbox")]
    assert send_due() == 1
    assert dict(Message.objects.values_list("to", "status")) == {
        "gone@example.org": "failed",
        "ada@example.org": "sent",
    }


def test_a_letter_whose_link_is_over_is_not_sent(remembering_post):
    on_user_letter(account_letter())
    with clock.shifted(3601):
        assert send_due() == 0
    assert Message.objects.get().status == "failed"


def test_a_message_that_cannot_be_rendered_holds_nobody_up(remembering_post):
    on_order(confirmed())
    Message.objects.update(facts="{}")
    on_user_letter(account_letter())
    assert send_due() == 1
    assert Message.objects.get(template="order_confirmed").error == "KeyError while rendering"


def test_a_death_in_the_middle_sends_again_under_the_same_id(remembering_post):
    def die(point):
        if point == "notifications.delivered":
            raise Crash

    on_order(confirmed())
    with watched(die), pytest.raises(Crash):
        send_due()
    assert send_due() == 0  # the dead one's lease
    with clock.shifted(600):
        assert send_due() == 1
    first, second = remembering_post.emails
    assert first.message_id == second.message_id
    assert len(said()) == 1


def test_in_the_mailbox_a_repetition_is_one_email():
    def die(point):
        raise Crash

    use_post(Mailbox())
    on_order(confirmed())
    with watched(die), pytest.raises(Crash):
        send_due()
    with clock.shifted(600):
        send_due()
    assert MailboxEmail.objects.count() == 1


def test_of_an_erased_person_nothing_is_kept():
    use_post(Mailbox())
    on_user_letter(account_letter("verify_email"))
    send_due()
    on_user_letter(account_letter())
    on_user_erased(UserErased(user_id="usr_1"))
    assert send_due() == 0
    assert not MailboxEmail.objects.exists()
    assert not Message.objects.exclude(to="", subject="", facts="", user_id=None).exists()


def test_neighbours_see_what_was_sent_in_pages(remembering_post):
    for number in range(5):
        on_order(confirmed(order_id=f"ord_{number}"))
    send_due()
    door, seen, cursor = NotificationsService(), [], None
    while True:
        page = door.messages(to="ada@example.org", cursor=cursor, limit=2)
        seen += [message.message_id for message in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5
    assert door.messages(to="nobody@example.org").items == []


def test_sweeping_forgets_what_is_long_over(remembering_post, monkeypatch):
    use_post(Mailbox())
    on_order(confirmed())
    send_due()
    on_order(shipped())
    with clock.shifted(86400 * settings().kept_days + 60):
        history.sweep()
        assert [row.template for row in Message.objects.all()] == ["order_shipped"]
    monkeypatch.setattr(settings(), "mailbox_size", 1)
    send_due()
    history.sweep()
    assert [row.subject for row in MailboxEmail.objects.all()] == [
        "Kiln & Loom has sent your parcel · ORD-7K2M9QXD"
    ]


def test_a_slow_mail_server_holds_up_nothing_else(real_databases, remembering_post):
    import threading

    begun, answered = threading.Event(), threading.Event()

    def slow(email):
        begun.set()
        answered.wait(5)
        remembering_post.emails.append(email)

    remembering_post.waits, remembering_post.deliver = True, slow
    with changes("notifications"):
        on_order(confirmed())
    jobs.send()
    assert begun.wait(5)
    jobs.send()  # returns at once, and starts no second one
    assert remembering_post.emails == []
    answered.set()
    with jobs._sending:
        assert len(remembering_post.emails) == 1
        assert Message.objects.get().status == "sent"
