"""The keys that tokens are verified with, where another process publishes them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from souk.kernel import clock
from souk.kernel.keys import PublishedKeys, jwks, signing_key
from souk.vocabulary.problems import Unavailable


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
