"""The routing table, tricks in paths, breakers and headers: rules that ask nobody."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from souk.services.gateway.asgi.documents import kept
from souk.services.gateway.rules import doors, headers, paths, readiness
from souk.services.gateway.rules.breaker import LONGEST_REST, Breaker

STREET = doors.read(kept())
SEGMENTS = st.sampled_from(
    [
        "api",
        "products",
        "orders",
        "lookup",
        "users",
        "me",
        "shops",
        "mine",
        "inventory",
        "x",
        "",
        "track",
        "receipts",
        "cart",
    ]
)


@given(st.lists(SEGMENTS, min_size=1, max_size=5).filter(any))
@settings(max_examples=300, deadline=None)
def test_the_table_knows_the_paths_that_one_process_knows(segments: list[str]) -> None:
    """Django's own routing is asked what it would do."""
    from django.test import Client
    from django.urls import Resolver404, resolve

    path = "/api/" + "/".join(segments)
    door = STREET.find(path)
    try:
        match = resolve(path)
    except Resolver404:
        assert door is None, path
        return
    assert door is not None, path
    assert door.template == "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route)
    assert door.allowed == Client().options(path).headers["Allow"]


@settings(deadline=None)
@given(st.text(alphabet="/.%2eEfF5cC\\ab0", max_size=12))
def test_what_is_no_trick_reads_the_same_however_often_it_is_decoded(text: str) -> None:
    from posixpath import normpath
    from urllib.parse import unquote

    raw = "/" + text
    if not paths.is_trick(raw.encode()):
        decoded = unquote(raw)
        assert normpath(decoded) == (decoded.rstrip("/") or "/")
        assert decoded.count("/") == raw.count("/")
        assert "\\" not in decoded


@settings(deadline=None)
@given(st.text(alphabet="/abc.-_~", min_size=1, max_size=20))
def test_ordinary_paths_are_no_tricks(text: str) -> None:
    raw = re.sub(r"/+", "/", "/" + text)
    dotted = any(set(segment) == {"."} and len(segment) < 3 for segment in raw.split("/"))
    assert paths.is_trick(raw.encode()) == dotted


class Breaking(RuleBasedStateMachine):
    """A breaker beside what is known of it from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.breaker, self.now, self.failures, self.opened_at, self.trying = (
            Breaker(3, 2.0),
            0.0,
            0,
            None,
            False,
        )

    @rule(seconds=st.floats(0.01, 40))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: not self.breaker.seconds_to_wait(self.now))
    @rule(how=st.sampled_from(["succeeded", "failed", "abandoned"]))
    def a_request(self, how: str) -> None:
        was_open = self.breaker.is_open
        self.breaker.enter()
        if was_open:
            assert self.breaker.seconds_to_wait(self.now) > 0, "one trial at a time"
        if how == "failed":
            self.failures += 1
            self.breaker.failed(self.now)
            assert self.breaker.is_open == (was_open or self.failures >= 3)
        elif how == "succeeded":
            self.failures = 0
            self.breaker.succeeded()
            assert not self.breaker.is_open
        else:
            self.breaker.abandoned()
            assert self.breaker.is_open == was_open

    @rule()
    def a_late_failure(self) -> None:
        """Of a request that was under way when the breaker opened: it does not prolong the rest."""
        if self.breaker.is_open and self.breaker.seconds_to_wait(self.now):
            before = self.breaker.seconds_to_wait(self.now)
            self.breaker.failed(self.now)
            self.failures += 1
            assert self.breaker.seconds_to_wait(self.now) == before

    @invariant()
    def nobody_waits_for_ever(self) -> None:
        assert 0 <= self.breaker.seconds_to_wait(self.now) <= LONGEST_REST


TestBreaking = Breaking.TestCase


@settings(deadline=None)
@given(st.binary(max_size=30), st.binary(max_size=30))
def test_no_header_of_ours_comes_from_outside(name: bytes, value: bytes) -> None:
    given_headers = headers.by_name(
        [
            (b"host", b"shop"),
            (b"x-user-" + name.lower(), value),
            (b"x-customer-" + name.lower(), value),
            (b"x-shop-" + name.lower(), value),
            (b"x-souk-" + name.lower(), value),
        ]
    )
    caller = headers.caller_of(given_headers, peer="1.2.3.4", scheme="http", proxies=0, request_id="r")
    told = headers.to_house(given_headers, caller)
    assert {key for key, _ in told} == {
        "host", "x-request-id", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host",
    }  # fmt: skip


def test_what_http_2_splits_is_joined_again() -> None:
    given_headers = headers.by_name([(b"host", b"shop"), (b"cookie", b"a=1"), (b"cookie", b"b=2")])
    caller = headers.caller_of(given_headers, peer="1.2.3.4", scheme="http", proxies=0, request_id="r")
    assert [value for key, value in headers.to_house(given_headers, caller) if key == "cookie"] == [
        "a=1; b=2"
    ]


def test_buying_goes_on_without_the_houses_it_does_not_need() -> None:
    assert readiness.document({"orders": True, "search": True})["status"] == "ok"
    assert (
        readiness.document({"orders": True, "search": False, "notifications": False})["status"] == "degraded"
    )
    assert readiness.document({"orders": False, "search": True})["status"] == "down"


def test_two_houses_cannot_answer_the_same() -> None:
    import pytest

    with pytest.raises(ValueError, match="answered by cart and by orders"):
        doors.write([("cart", "GET", "/things"), ("orders", "GET", "/things")], [])
