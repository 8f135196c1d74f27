"""The doctor names what is wrong in plain words, whatever it is, and in a few seconds."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from souk import __version__
from souk.cli import checks
from souk.cli.checks import Check, Finding
from souk.kernel.data import migrating
from souk.kernel.events import kafka_address
from souk.kernel.events.rabbitmq_address import read_address
from souk.kernel.settings import settings
from souk.process import contracts_of


def of(found: Iterator[Check]) -> Finding:
    (finding,) = checks.findings(list(found))
    return finding


class FarHouse:
    """A house in another process, as healthy as it is told to be."""

    def __init__(self) -> None:
        self.status, self.version = 200, __version__
        self.keeps: dict[str, list[str]] = {}
        self.door: tuple[int, dict[str, str]] = (404, {"detail": "Users has no call is-anybody-there"})
        far = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kept = {"keeps": far.keeps} if far.keeps else {}
                self._answer(far.status, {"status": "ok", "version": far.version, **kept})

            def do_POST(self) -> None:
                known = self.headers["Authorization"] == f"Bearer {settings().service_secret}"
                self._answer(*(far.door if known else (401, {})))

            def _answer(self, status: int, body: Any) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def far() -> Iterator[FarHouse]:
    house = FarHouse()
    yield house
    house.server.shutdown()
    house.server.server_close()


def look(far: FarHouse) -> Finding:
    return of(checks.neighbours({"users": far.url}, contracts_of))


def test_a_neighbour_that_answers_is_well(far: FarHouse) -> None:
    finding = look(far)
    assert finding.is_well, finding.told
    assert __version__ in finding.told


@pytest.mark.parametrize(
    ("name", "keeps", "told"),
    [
        ("products-book", [], "does not keep book by itself; SOUK_PRODUCTS_BOOK_URL"),
        ("products-book", ["laptop"], "does not keep book by itself"),
        ("products", ["book"], "keeps only book; SOUK_PRODUCTS_URL"),
        ("products-book", ["book"], ""),
        ("products", [], ""),
    ],
)
def test_an_address_of_a_type_leads_to_who_keeps_it(
    far: FarHouse, name: str, keeps: list[str], told: str
) -> None:
    far.keeps = {"products": keeps} if keeps else {}
    finding = of(checks.neighbours({name: far.url}, contracts_of))
    assert finding.is_well == (not told), finding.told
    assert told in finding.told


def test_a_type_that_nobody_knows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUK_PRODUCTS_BUK_URL", "http://books:1")
    monkeypatch.setenv("SOUK_PRODUCTS_BOOK_URL", "http://books:1")
    assert checks.kinds_told("products", ["book", "general"]) == [
        "SOUK_PRODUCTS_BUK_URL names no type; there are book, general"
    ]


def test_a_types_service_on_the_common_database_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from souk.services.products.models import Product

    there = ["prd_book_1"]
    asked = SimpleNamespace(
        exclude=lambda product_id__startswith: SimpleNamespace(
            exists=lambda: any(not one.startswith(product_id__startswith) for one in there)
        )
    )
    monkeypatch.setattr(Product.objects, "all", lambda: asked)
    assert of(checks.goods_of(["book"])).is_well
    there.append("prd_1")
    finding = of(checks.goods_of(["book"]))
    assert not finding.is_well
    assert "SOUK_PRODUCTS_BOOK_DATABASE" in finding.told


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["serve", "products", "--types", "banana"], "nobody knows banana; there are book"),
        (["migrate", "--types", "book,banana"], "nobody knows banana"),
        (["migrate", "--types", "book,laptop"], "SOUK_PRODUCTS_BOOK_LAPTOP_DATABASE"),
    ],
)
def test_types_that_cannot_be_are_refused_with_what_to_do(
    tmp_path: Path, command: list[str], told: str
) -> None:
    environment = os.environ | {
        "SOUK_DATA": str(tmp_path), "SOUK_PRODUCTS_BOOK_DATABASE": "sqlite:///x.db", "COLUMNS": "300",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "souk.cli", *command], env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())


def test_what_of_the_brokers_address_is_ours_is_not_the_librarys() -> None:
    url = "amqp://souk:x@broker:5672/%2F?prefix=hc.&queues=quorum&heartbeat=5"
    parameters, options = read_address(url)
    assert (parameters.host, parameters.port, parameters.virtual_host, parameters.heartbeat) == (
        "broker",
        5672,
        "/",
        5,
    )
    assert options == {"prefix": "hc.", "queues": "quorum", "heartbeat": "5"}


def test_kafka_is_asked_with_the_account_and_the_options_that_the_market_has() -> None:
    url = "kafka://so%40uk:p@one:9092,two:9092?partitions=3&security.protocol=SASL_SSL&sasl.mechanism=PLAIN"
    theirs, ours = kafka_address.read_address(url)
    assert theirs == {
        "bootstrap.servers": "one:9092,two:9092",
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "PLAIN",
        "sasl.username": "so@uk",
        "sasl.password": "p",
    }
    assert ours == {"partitions": "3"}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("kafka://127.0.0.1:1?security.protocol=carrier_pigeon", "carrier_pigeon"),
        ("kafka://127.0.0.1:1", "SOUK_EVENTS"),
    ],
)
def test_the_doctor_tells_kafka_the_same_as_the_market_does(
    url: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "events", url)
    finding = of(checks.servers())
    assert not finding.is_well
    assert told in finding.told
    assert "KafkaError{" not in finding.told


def test_another_version_is_named(far: FarHouse) -> None:
    far.version = "0.0.9"
    assert "of version 0.0.9" in look(far).told


def test_another_token_is_named(far: FarHouse) -> None:
    far.door = 401, {}
    assert "SOUK_SERVICE_TOKEN" in look(far).told


def test_another_house_at_the_address_is_named(far: FarHouse) -> None:
    far.door = 404, {"detail": "users does not live here"}
    assert "SOUK_USERS_URL must lead to users" in look(far).told


def test_a_neighbour_that_is_down_or_nowhere_is_named(far: FarHouse) -> None:
    far.status = 503
    assert "503" in look(far).told
    assert (
        "SOUK_USERS_URL right?" in of(checks.neighbours({"users": "http://127.0.0.1:1"}, contracts_of)).told
    )
    assert "SOUK_NEIGHBOURS" in of(checks.neighbours({"users": ""}, contracts_of)).told


def test_each_replica_of_a_neighbour_is_looked_at(far: FarHouse) -> None:
    both = f"{far.url}, http://127.0.0.1:1"
    found = checks.findings(list(checks.neighbours({"users": both}, contracts_of)))
    assert [finding.is_well for finding in found] == [True, False]


@pytest.mark.parametrize(
    ("setting", "url", "named"),
    [
        ("events", "amqp://souk:souk@127.0.0.1:1/", "SOUK_EVENTS"),
        ("cache", "redis://127.0.0.1:1", "SOUK_CACHE"),
        ("jobs", "redis://127.0.0.1:1", "SOUK_JOBS"),
        ("jobs", "amqp://souk:souk@127.0.0.1:1/", "SOUK_JOBS"),
    ],
)
def test_a_server_that_is_away_is_named_by_its_setting(
    setting: str, url: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), setting, url)
    finding = of(checks.servers())
    assert not finding.is_well
    assert named in finding.told
    assert "souk:souk" not in finding.told


def test_a_mail_server_that_is_away_is_named() -> None:
    finding = of(checks.mail("smtp://127.0.0.1:1"))
    assert "SOUK_NOTIFICATIONS_EMAIL_URL" in finding.told
    assert list(checks.mail("mailbox:")) == []


def test_servers_that_never_answer_cost_one_deadline_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr(settings(), "events", f"amqp://souk:souk@127.0.0.1:{port}/")
        monkeypatch.setattr(settings(), "cache", f"redis://127.0.0.1:{port}")
        monkeypatch.setattr(settings(), "jobs", f"amqp://souk:souk@127.0.0.1:{port}/")
        began = time.monotonic()
        urls = {"users": f"http://127.0.0.1:{port}"}
        found = checks.findings(
            [
                *checks.servers(),
                *checks.mail(f"smtp://127.0.0.1:{port}"),
                *checks.neighbours(urls, contracts_of),
            ]
        )
        assert time.monotonic() - began < checks.DEADLINE_SECONDS + 1.5
    assert len(found) == 5
    assert not any(finding.is_well for finding in found)


def test_a_folder_that_cannot_be_written_and_secrets_that_others_read_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings(), "data", Path("/proc/souk"))
    assert "SOUK_DATA" in of(checks.folders()).told
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "secret").touch(mode=0o644)
    monkeypatch.setattr(settings(), "data", tmp_path)
    finding = checks.findings(list(checks.folders()))[1]
    assert "chmod -R go=" in finding.told
    (tmp_path / "keys" / "secret").chmod(0o600)
    assert checks.findings(list(checks.folders()))[1].is_well


def test_a_database_that_was_not_migrated_is_named(migrated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert of(checks.databases(["shops"])).is_well
    monkeypatch.setattr(migrating, "count_missing", lambda _: 1)
    assert "souk migrate" in of(checks.databases(["shops"])).told


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (
            'FATAL:  database "orders" does not exist',
            "make it with: souk migrate --create, or look at SOUK_X",
        ),
        ("(1049, \"Unknown database 'orders'\")", "make it with: souk migrate --create, or look at SOUK_X"),
        ("Connection refused", "); look at SOUK_X"),
    ],
)
def test_a_database_that_nobody_made_is_told_from_one_that_is_away(why: str, told: str) -> None:
    assert told in checks._cannot_be_used(why, "SOUK_X")


def test_clocks_that_disagree_are_named(migrated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_skew", lambda _: -42.4)
    assert "-42 seconds from ours" in of(checks.databases(["shops"])).told


def test_a_check_that_breaks_is_no_end_of_the_others() -> None:
    found = checks.findings([Check("one", lambda: str(1 // 0)), Check("two", lambda: "fine")])
    assert [finding.is_well for finding in found] == [False, True]
