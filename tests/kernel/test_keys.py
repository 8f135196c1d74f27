"""The keys that tokens are verified with, where another process publishes them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.access import keys as key_module
from souk.kernel.access.keys import PublishedKeys, jwks, signing_key
from souk.kernel.settings import settings
from souk.vocabulary.problems import Unauthenticated, Unavailable


class Publisher:
    """Answers `document`, and counts how often it was asked."""

    def __init__(self) -> None:
        self.document, self.status, self.asked = json.dumps(jwks()), 200, 0
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked += 1
                self.send_response(publisher.status)
                self.end_headers()
                self.wfile.write(publisher.document.encode())

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/.well-known/jwks.json"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    opened = Publisher()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


def test_keys_are_asked_for_once(publisher: Publisher) -> None:
    keys = PublishedKeys([publisher.url])
    for _ in range(3):
        assert keys.key(signing_key()[0])
    assert publisher.asked == 1


def test_invented_key_ids_do_not_make_anybody_work(publisher: Publisher) -> None:
    keys = PublishedKeys([publisher.url])
    for number in range(20):
        with pytest.raises(KeyError):
            keys.key(f"invented-{number}")
    assert publisher.asked == 1


def test_a_new_key_is_found_once_the_floor_has_passed(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, publisher.document = publisher.document, '{"keys": []}'
    keys = PublishedKeys([publisher.url])
    with pytest.raises(KeyError):
        keys.key(signing_key()[0])
    publisher.document = full
    with pytest.raises(KeyError):
        keys.key(signing_key()[0])
    later = clock.stopwatch() + PublishedKeys.FLOOR_SECONDS + 1
    monkeypatch.setattr(clock, "stopwatch", lambda: later)
    assert keys.key(signing_key()[0])


def test_while_nothing_was_ever_heard_nobody_can_say(publisher: Publisher) -> None:
    publisher.document = "nonsense"
    keys = PublishedKeys([publisher.url])
    for _ in range(3):
        with pytest.raises(Unavailable):
            keys.key("any")
    assert publisher.asked == 1, "it is not asked again at once"


def test_known_keys_outlive_their_house(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = PublishedKeys([publisher.url])
    keys.key(signing_key()[0])
    publisher.document = "nonsense"
    later = clock.stopwatch() + PublishedKeys.FLOOR_SECONDS + 1
    monkeypatch.setattr(clock, "stopwatch", lambda: later)
    with pytest.raises(KeyError):
        keys.key("another")
    assert keys.key(signing_key()[0])


def test_another_replica_is_asked_when_one_is_away(publisher: Publisher) -> None:
    assert PublishedKeys(["http://127.0.0.1:1/nobody", publisher.url]).key(signing_key()[0])


def test_a_key_that_is_published_no_more_is_forgotten(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, name = PublishedKeys([publisher.url]), signing_key()[0]
    assert keys.key(name)
    publisher.document = '{"keys": []}'
    assert keys.key(name), "it is known for a while"
    later = clock.stopwatch() + PublishedKeys.KEPT_SECONDS + 1
    monkeypatch.setattr(clock, "stopwatch", lambda: later)
    with pytest.raises(KeyError):
        keys.key(name)


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """`turn("new,old")` is a new start of users with these secrets."""

    def chosen(secrets: str) -> None:
        monkeypatch.setattr(settings(), "token_keys", SecretStr(secrets))
        forget()

    yield chosen
    monkeypatch.undo()
    forget()


def forget() -> None:
    key_module._own_keys.cache_clear()
    key_module._own_public_keys.cache_clear()


OLD, NEW = "o" * 40, "n" * 40


def token() -> str:
    return identity.issue_access_token("usr_1", ["shopper"], "tok_1")


def test_a_token_of_the_old_key_is_good_until_the_key_is_taken_away(turn: Callable[[str], None]) -> None:
    turn(OLD)
    old = token()
    turn(f"{NEW}, {OLD}")
    assert identity.read_access_token(old).user_id == "usr_1"
    assert identity.read_access_token(token()).user_id == "usr_1"
    assert len(jwks()["keys"]) == 2
    turn(NEW)
    with pytest.raises(Unauthenticated):
        identity.read_access_token(old)


def test_a_key_can_be_published_before_it_signs(turn: Callable[[str], None]) -> None:
    turn(OLD)
    first = signing_key()[0]
    turn(f"{OLD},{NEW}")
    assert signing_key()[0] == first
    assert len(jwks()["keys"]) == 2
