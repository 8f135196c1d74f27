"""Calls over HTTP to a house that has several replicas, some of which are away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import orjson
import pytest

from souk.contracts.cart.calls import CartHolder, Carts, GoodsOutOfReach
from souk.contracts.inventory.calls import Inventory
from souk.kernel.neighbours import calling
from souk.kernel.neighbours.calling import Remote, wires
from souk.kernel.settings import settings
from souk.vocabulary.problems import Problem, Unavailable


class Replica:
    """Knows of no stock; `heard` counts the calls. One that `dies` hangs up after it has heard. `problem` is answered instead."""

    def __init__(self, *, dies: bool = False) -> None:
        self.heard = 0
        self.problem: Problem | None = None
        replica = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                replica.heard += 1
                if dies:
                    self.close_connection = True
                    return
                problem = replica.problem
                body = b"[]" if problem is None else orjson.dumps(problem.between_houses())
                self.send_response(200 if problem is None else problem.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def replica() -> Iterator[Replica]:
    opened = Replica()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


@pytest.fixture
def dying() -> Iterator[Replica]:
    opened = Replica(dies=True)
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


def nowhere() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_replicas_are_asked_in_turn_and_those_away_passed_over(replica: Replica) -> None:
    inventory = Remote(Inventory, f"{nowhere()}, {replica.url}")
    for _ in range(4):
        assert inventory.levels(variation_ids=["var_1"]) == []
    assert replica.heard == 4


def test_a_query_is_asked_again_elsewhere_when_a_replica_dies(replica: Replica, dying: Replica) -> None:
    inventory = Remote(Inventory, f"{dying.url},{replica.url}")
    for _ in range(4):
        assert inventory.levels(variation_ids=["var_1"]) == []
    assert replica.heard == 4


def test_without_any_replica_nobody_knows() -> None:
    with pytest.raises(Unavailable):
        Remote(Inventory, f"{nowhere()},{nowhere()}").levels(variation_ids=["var_1"])


def test_what_must_not_be_done_twice_is_sent_once(dying: Replica) -> None:
    carts = Remote(Carts, f"{nowhere()},{dying.url},{dying.url}")
    for number in range(1, 4):
        with pytest.raises(Unavailable):
            carts.add_item(holder=CartHolder(token="t"), variation_id="var_1", quantity=1)
        assert dying.heard == number, (
            "a replica that nobody reached is passed over, one that has heard is not"
        )


def test_who_does_not_know_is_asked_again_and_who_says_what_cannot_be_reached_is_not(
    replica: Replica,
) -> None:
    carts = Remote(Carts, replica.url)
    replica.problem = Unavailable("the house stumbled over this call")
    with pytest.raises(Unavailable, match="did not answer in time"):
        carts.check_out(key="k", holder=CartHolder(token="t"))
    assert replica.heard == 3
    replica.problem = GoodsOutOfReach("Dune cannot be reached at the moment.", variation_ids=["var_1"])
    with pytest.raises(GoodsOutOfReach, match="Dune cannot be reached") as away:
        carts.check_out(key="k", holder=CartHolder(token="t"))
    assert (replica.heard, away.value.extra["variation_ids"]) == (4, ["var_1"])


def test_when_to_ask_again_travels_with_the_problem(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Unavailable("Soon.", retry_after=7)
    house = SimpleNamespace(check_out=lambda **_: (_ for _ in ()).throw(away))
    monkeypatch.setattr(calling, "_find", lambda *_: (Carts, house))
    body = wires(Carts)["check_out"].encode({"key": "k", "holder": CartHolder(token="t")})
    asked = {"Authorization": f"Bearer {settings().service_secret}"}
    assert orjson.loads(calling.answer_call("cart", "Carts", "check_out", body, asked)[1])["retry_after"] == 7
    with pytest.raises(Unavailable) as soon:
        calling.Rehearsal(Carts, house).check_out(key="k", holder=CartHolder(token="t"))
    assert soon.value.retry_after == 7
    replica.problem = GoodsOutOfReach("The laptop cannot be reached.", variation_ids=["var_1"], retry_after=5)
    with pytest.raises(GoodsOutOfReach) as told:
        Remote(Carts, replica.url).check_out(key="k", holder=CartHolder(token="t"))
    assert told.value.retry_after == 5
    assert told.value.extra == {"variation_ids": ["var_1"]}
    assert "retry_after" not in told.value.document()  # the world reads it in a header


def test_what_is_not_given_does_not_travel() -> None:
    """A parameter that is new is unknown to a house of the version before, which then answers all the same."""
    wire = wires(Inventory)["reserve"]
    body = wire.encode({"key": "k", "lines": []})
    assert body == b'{"key":"k","lines":[]}'
    assert wire.decode(body)["hold_seconds"] == 900
