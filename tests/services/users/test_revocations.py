"""A sign-out is never lost, whether the cache is away, comes back, is emptied, or the process dies in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.cache import use_cache
from souk.services.users.models import SessionToken
from souk.services.users.service import SessionsService
from souk.services.users.use_cases import roles, sessions_end
from souk.vocabulary.problems import Unauthenticated, Unavailable
from tests.fakes.shared_cache import ForgetfulCache

from .conftest import PASSWORD

door = SessionsService()


@pytest.fixture
def cache() -> Iterator[ForgetfulCache]:
    forgetful = ForgetfulCache()
    use_cache(forgetful)
    sessions_end.tell_revocations()
    yield forgetful
    use_cache(None)


def enter():
    return door.login(email="ada@example.org", password=PASSWORD, address="192.0.2.1")


def standing(access_token: str) -> str:
    try:
        identity.verify_access_token(access_token)
        return "good"
    except Unauthenticated:
        return "revoked"
    except Unavailable:
        return "nobody knows"


def test_a_sign_out_while_the_cache_is_away_holds_when_it_is_back(ada, cache):
    tokens = enter()
    cache.is_away = True
    door.logout(access_token=tokens.access_token)
    assert SessionToken.objects.get().session.ended_at is not None
    cache.is_away = False
    assert standing(tokens.access_token) == "good"
    sessions_end.tell_revocations()
    assert standing(tokens.access_token) == "revoked"


def test_staff_can_sign_out_while_the_cache_is_away(ada, cache):
    roles.give(key="k", user_id=ada.user_id, role="staff")
    tokens = enter()
    cache.is_away = True
    assert standing(tokens.access_token) == "nobody knows"
    door.logout(access_token=tokens.access_token)
    cache.is_away = False
    sessions_end.tell_revocations()
    assert standing(tokens.access_token) == "revoked"


def test_an_emptied_cache_is_told_everything_again(ada, cache):
    roles.give(key="k", user_id=ada.user_id, role="staff")
    gone, stays = enter(), enter()
    door.logout(access_token=gone.access_token)
    sessions_end.tell_revocations()
    cache.empty()
    assert (standing(gone.access_token), standing(stays.access_token)) == ("nobody knows", "nobody knows")
    sessions_end.tell_revocations()
    assert (standing(gone.access_token), standing(stays.access_token)) == ("revoked", "good")


def test_what_the_cache_lost_before_the_commit_is_told_after_it(ada, cache):
    tokens = enter()
    door.logout(access_token=tokens.access_token)
    cache.empty()
    cache.put_all([("revocations-are-complete", b"1", 60)])  # by somebody who could not see our row yet
    assert standing(tokens.access_token) == "good"
    sessions_end.tell_revocations()
    assert standing(tokens.access_token) == "revoked"


def test_a_quiet_market_tells_nothing(ada, cache, count_queries):
    tokens = enter()
    door.logout(access_token=tokens.access_token)
    sessions_end.tell_revocations()
    with count_queries("users") as queries:
        sessions_end.tell_revocations()
    assert len(queries) == 1


def test_what_no_token_can_outlive_is_told_no_more(ada, cache):
    tokens = enter()
    door.logout(access_token=tokens.access_token)
    with clock.shifted(601):
        cache.empty()
        sessions_end.tell_revocations()
        assert not [key for key in cache.kept if key.startswith("revoked:")]


def test_a_shared_turn_gives_no_access_token_a_longer_life(ada, cache):
    tokens = enter()
    first = door.refresh(refresh_token=tokens.refresh_token)
    with clock.shifted(50):
        again = door.refresh(refresh_token=tokens.refresh_token, shared_seconds=60)
    lives = [identity.read_access_token(one.access_token).expires_at for one in (first, again)]
    assert lives[1] <= lives[0] + 1
    assert again.expires_in_seconds <= 551


def test_the_next_refresh_token_is_unreadable_without_the_one_before(ada, cache):
    tokens = enter()
    following = door.refresh(refresh_token=tokens.refresh_token)
    rows = [str(value) for row in SessionToken.objects.values() for value in row.values()]
    assert not any(following.refresh_token in value or tokens.refresh_token in value for value in rows)
