"""A revoked token is worth nothing; when nobody can say, the back office stays closed and the store open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from souk.kernel.access import revocation
from souk.kernel.access.identity import issue_access_token, verify_access_token
from souk.kernel.cache import use_cache
from souk.vocabulary.problems import Unauthenticated, Unavailable
from tests.fakes.shared_cache import ForgetfulCache


@pytest.fixture
def cache() -> Iterator[ForgetfulCache]:
    forgetful = ForgetfulCache()
    use_cache(forgetful)
    yield forgetful
    use_cache(None)


@pytest.fixture
def shopper() -> str:
    return issue_access_token("usr_1", ["shopper", "shop_owner"], "tok_shopper")


@pytest.fixture
def staff() -> str:
    return issue_access_token("usr_2", ["shopper", "staff"], "tok_staff")


@pytest.fixture
def administrator() -> str:
    return issue_access_token("usr_3", ["administrator"], "tok_administrator")


def test_what_the_cache_knows_holds_for_everybody(
    cache: ForgetfulCache, shopper: str, staff: str, administrator: str
) -> None:
    revocation.retell([])
    assert verify_access_token(staff).is_staff
    assert revocation.revoke(["tok_staff", "tok_shopper"])
    for token in (staff, shopper):
        with pytest.raises(Unauthenticated):
            verify_access_token(token)
    assert verify_access_token(administrator).is_staff


def test_while_the_cache_is_away_only_the_back_office_is_closed(
    cache: ForgetfulCache, shopper: str, staff: str, administrator: str
) -> None:
    revocation.retell([])
    cache.is_away = True
    assert verify_access_token(shopper).user_id == "usr_1"
    for token in (staff, administrator):
        with pytest.raises(Unavailable):
            verify_access_token(token)
    assert revocation.revoke(["tok_staff"]) is False


def test_an_emptied_cache_says_nothing_until_it_was_told_everything(
    cache: ForgetfulCache, staff: str, administrator: str
) -> None:
    revocation.retell([])
    revocation.revoke(["tok_staff"])
    cache.empty()
    with pytest.raises(Unavailable):
        verify_access_token(administrator)
    assert revocation.is_complete() is False
    revocation.retell(["tok_staff"])
    assert verify_access_token(administrator).is_staff
    with pytest.raises(Unauthenticated):
        verify_access_token(staff)


def test_a_cache_that_lasts_needs_no_mark(staff: str) -> None:
    assert verify_access_token(staff).is_staff
