"""Letters in the back office over the real houses: found by address, kind and state, and never read."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.services.notifications.models import Message
from souk.services.notifications.use_cases.sending import send_due
from tests.street.office import browser_of, people, text_of

pytestmark = pytest.mark.usefixtures("databases")

LIST = "/office/letters"


def a_letter(number: int, **fields: object) -> Message:
    known: dict[str, object] = {
        "message_id": new_id("msg"), "key": f"k{number}", "template": "order_confirmed", "to": f"buyer{number}@example.org",
        "subject": f"Thank you for your order {number}", "facts": "", "status": "sent", "attempts": 1, "created_at": clock.now(),
        "sent_at": clock.now(),
    }  # fmt: skip
    return Message(**known | fields)


def addresses_in(text: str) -> list[str]:
    return [part.split("<")[0] for part in text.split('<td data-title="To">')[1:]]


@pytest.fixture
def letters():
    with clock.shifted(-30 * 86_400):
        old = a_letter(1, template="birthday", subject="Happy birthday")
    failed = a_letter(
        2, status="failed", sent_at=None, attempts=3, error="the mail server refused the recipient (550)"
    )
    waiting = a_letter(3, template="low_stock", status="waiting", sent_at=None, attempts=0)
    Message.objects.bulk_create([old, failed, waiting])


def test_letters_are_found_the_newest_first(desk, letters):
    def found(query: str) -> list[str]:
        return [
            one.split("@")[0].removeprefix("buyer")
            for one in addresses_in(text_of(desk.get(f"{LIST}?{query}")))
        ]

    assert found("") == ["3", "2", "1"]
    assert found("to=buyer2@example.org") == ["2"]
    assert found("to=buyer") == ["3", "2", "1"]
    assert found("to=uyer") == []
    assert found("kind=birthday") == ["1"]
    assert found("status=waiting") == ["3"]
    assert found("status=failed") == ["2"]
    day = (clock.now() - timedelta(days=30)).date()
    assert found(f"since={day}&until={day}") == ["1"]
    assert desk.get(f"{LIST}?kind=mailbox").status_code == 422


def test_staff_see_why_a_letter_came_back(desk, letters):
    text = text_of(desk.get(f"{LIST}?status=failed"))
    assert "Not delivered" in text
    assert "the mail server refused the recipient (550)" in text
    assert "3 times" in text
    rows = list(csv.reader(io.StringIO(text_of(desk.get(f"{LIST}.csv?status=failed")))))
    assert rows[0][1:] == ["To", "Subject", "Kind", "State", "Tried", "Why", "Sent"]
    assert rows[1][1:4] == ["buyer2@example.org", "Thank you for your order 2", "Order confirmed"]


def test_no_letter_gives_staff_the_key_to_an_account(desk, ada, deliver):
    people.send_letter(user_id=ada.user_id, kind="verify_email")
    deliver()
    message = Message.objects.get(template="verify_email")
    token = message.facts.split('"token":"')[1].split('"')[0]
    assert token
    send_due()
    for path in (LIST, f"{LIST}.csv", f"{LIST}?to=ada@example.org"):
        text = text_of(desk.get(path))
        assert "Confirm your email" in text
        assert token not in text
        assert "/verify" not in text


def test_many_letters_are_read_a_page_at_a_time_each_by_one_query(desk, count_queries):
    Message.objects.bulk_create([a_letter(number) for number in range(70)])
    with count_queries("notifications") as queries:
        first = text_of(desk.get(LIST))
    assert len(queries) == 1
    more = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    seen = addresses_in(first) + addresses_in(text_of(desk.get(more)))
    assert seen == [f"buyer{number}@example.org" for number in range(69, -1, -1)]


def test_who_was_erased_is_not_named(desk):
    from souk.services.notifications.use_cases.writing import forget

    a_letter(1, user_id="usr_gone").save()
    forget("usr_gone")
    assert addresses_in(text_of(desk.get(LIST))) == [""]


def test_only_who_may_read_letters_enters(grace):
    assert browser_of("usr_1", given=("users.read",)).get(LIST).status_code == 403
    assert browser_of("usr_1", given=("letters.read",)).get(LIST).status_code == 200
