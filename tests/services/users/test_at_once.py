"""A guess that is right, while another one's wrong is being counted."""

from __future__ import annotations

from souk.contracts.users.calls import AccountLocked
from souk.kernel.data.database import changes
from souk.services.users.models import WrongPasswords
from souk.services.users.settings import settings
from souk.services.users.use_cases import locks
from tests.kernel.in_between import while_uncommitted

EMAIL, ADDRESS = "ada@example.org", "203.0.113.7"


def sign_in() -> None:
    with changes("users"):
        locks.forget_wrong(EMAIL, ADDRESS)


def test_the_wrong_password_that_locks_is_not_forgotten_by_a_right_one_at_the_same_moment(
    real_databases: None,
) -> None:
    for _ in range(settings().wrong_passwords - 1):
        locks.note_wrong(EMAIL, ADDRESS, None)
    refused = while_uncommitted("users", lambda: locks.note_wrong(EMAIL, ADDRESS, None), sign_in)
    assert isinstance(refused, AccountLocked)
    assert WrongPasswords.objects.get().locked_at is not None


def test_wrong_passwords_are_forgotten_after_the_right_one(real_databases: None) -> None:
    locks.note_wrong(EMAIL, ADDRESS, None)
    sign_in()
    assert not WrongPasswords.objects.exists()
