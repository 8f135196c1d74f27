"""The doctor with real servers: well ones, ones that refuse us, and ones that are set up dangerously."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db.utils import ConnectionHandler

from souk.cli import checks
from souk.cli.checks import Finding
from souk.kernel import clock
from souk.kernel.access import revocation
from souk.kernel.cache import use_cache
from souk.kernel.data.databases import database_at
from souk.kernel.redis_cache import RedisCache
from souk.kernel.settings import settings
from tests.servers.own_redis import OwnRedis
from tests.servers.where import address


def of(setting: str, url: str, monkeypatch: pytest.MonkeyPatch) -> Finding:
    with monkeypatch.context() as only:
        only.setattr(settings(), setting, url)
        (finding,) = checks.findings(list(checks.servers()), 10)
    return finding


def test_rabbitmq(monkeypatch: pytest.MonkeyPatch) -> None:
    url = address("rabbitmq")
    place = urlsplit(url).netloc.rpartition("@")[2]
    assert of("events", url, monkeypatch).is_well
    assert of("jobs", url, monkeypatch).is_well
    for wrong in (f"amqp://souk:guess@{place}/", f"{url.rstrip('/')}/nobodys-vhost"):
        assert "user, password and vhost" in of("events", wrong, monkeypatch).told


def test_kafka(monkeypatch: pytest.MonkeyPatch) -> None:
    assert of("events", address("kafka"), monkeypatch).is_well
    assert "Kafka does not answer" in of("events", "kafka://127.0.0.1:1", monkeypatch).told


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    with OwnRedis(tmp_path) as own:
        use_cache(RedisCache(own.url))
        yield own
        use_cache(None)


def test_redis(redis: OwnRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not told yet" in of("cache", redis.url, monkeypatch).told
    revocation.retell([])
    assert of("cache", redis.url, monkeypatch).is_well
    RedisCache(redis.url)._redis.config_set("maxmemory-policy", "volatile-ttl")
    assert "noeviction, not volatile-ttl" in of("cache", redis.url, monkeypatch).told


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_the_clock_of_a_database(name: str) -> None:
    database = "postgres" if name == "postgresql" else "information_schema"
    connection = ConnectionHandler({"default": database_at(f"{address(name)}/{database}", settings())})[
        "default"
    ]
    try:
        assert abs(checks._skew(connection)) < checks.MOST_SKEW_SECONDS
        with clock.shifted(60):
            assert -65 < checks._skew(connection) < -55
    finally:
        connection.close()
