"""Birthdays: told once, and worth points once a year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from souk.contracts.customers.calls import BirthdayKnown
from souk.kernel import clock
from souk.services.customers.rules.birthdays import kept_today
from souk.services.customers.use_cases import auditing, birthdays
from souk.vocabulary.problems import Invalid


def test_points_come_once_a_year_to_members_only(people):
    ada, bob = people.sign_up(), people.sign_up("bob@example.org")
    with clock.frozen_at(datetime(2026, 3, 1, tzinfo=UTC)):
        people.completed("ord_1", 60_000, user_id=ada)
        for user in (ada, bob):
            people.customers.tell_birthday(user_id=user, date_of_birth=date(1990, 3, 21))
        assert birthdays.congratulate() == 0
    with clock.frozen_at(datetime(2026, 3, 21, 9, tzinfo=UTC)):
        assert birthdays.congratulate() == 1
        assert birthdays.congratulate() == 0
    assert people.row(ada).balance == 700
    with clock.frozen_at(datetime(2027, 3, 21, tzinfo=UTC)):
        assert birthdays.congratulate() == 1
    assert auditing.violations() == []


def test_a_birthday_is_told_once(people):
    ada = people.sign_up()
    people.customers.tell_birthday(user_id=ada, date_of_birth=date(1990, 3, 21))
    assert people.customers.tell_birthday(user_id=ada, date_of_birth=date(1990, 3, 21)).date_of_birth
    with pytest.raises(BirthdayKnown):
        people.customers.tell_birthday(user_id=ada, date_of_birth=date(1990, 3, 22))


@pytest.mark.parametrize("born", [date(1800, 1, 1), date(2999, 1, 1)])
def test_a_day_that_cannot_be_is_refused(people, born):
    with pytest.raises(Invalid):
        people.customers.tell_birthday(user_id=people.sign_up(), date_of_birth=born)


def test_who_was_born_on_a_leap_day_has_a_birthday_every_year():
    assert kept_today(date(2027, 2, 28)) == ["02-28", "02-29"]
    assert kept_today(date(2028, 2, 28)) == ["02-28"]
    assert kept_today(date(2028, 2, 29)) == ["02-29"]
