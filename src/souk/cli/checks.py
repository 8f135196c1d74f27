"""Checks: each looks at one thing that a process needs and says how it stands, or what to mend.

They run at the same time, each with a deadline, in threads that nobody waits for longer.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from souk.kernel import clock
from souk.kernel.settings import database_setting, settings, share_addresses

DEADLINE_SECONDS = 3.0
#: Turns of jobs, leases and tokens are told by several clocks; further apart than this they contradict each other.
MOST_SKEW_SECONDS = 5.0


class Sick(Exception):
    """What is wrong and what to do about it, in a sentence."""


@dataclass(frozen=True)
class Check:
    """`look` answers how it stands, in a few words, or raises Sick. `setting` is where to look when it never ends."""

    name: str
    look: Callable[[], str]
    setting: str = ""


@dataclass(frozen=True)
class Finding:
    name: str
    is_well: bool
    told: str


def findings(checks: list[Check], seconds: float = DEADLINE_SECONDS) -> list[Finding]:
    """In the order of the checks."""
    found: dict[int, Finding] = {}

    def look(number: int, check: Check) -> None:
        try:
            found[number] = Finding(check.name, True, check.look())
        except Sick as sick:
            found[number] = Finding(check.name, False, str(sick))
        except Exception as failure:
            found[number] = Finding(check.name, False, f"the check itself failed: {_reason(failure)}")

    threads = [
        threading.Thread(target=look, args=pair, name=f"souk-check-{pair[0]}", daemon=True)
        for pair in enumerate(checks)
    ]
    for thread in threads:
        thread.start()
    until = clock.stopwatch() + seconds
    for thread in threads:
        thread.join(max(0.0, until - clock.stopwatch()))
    return [found.get(number) or _late(check, seconds) for number, check in enumerate(checks)]


def _late(check: Check, seconds: float) -> Finding:
    look = f"; look at {check.setting}" if check.setting else ""
    return Finding(check.name, False, f"no answer within {seconds:g} seconds{look}")


def folders() -> Iterator[Check]:
    yield Check("data folder", lambda: _writable(settings().data, "SOUK_DATA"))
    if settings().media is not None:
        yield Check("pictures", lambda: _writable(settings().media_folder, "SOUK_MEDIA"))
    keys = settings().data / "keys"
    if keys.exists():
        yield Check("kept secrets", lambda: _private(keys))


def databases(names: list[str]) -> Iterator[Check]:
    for name in names:
        yield Check(f"database of {name}", partial(_database, name), database_setting(name))


def goods_of(kinds: Sequence[str]) -> Iterator[Check]:
    """That a service of some types has a database of its own."""
    if kinds:
        setting = f"SOUK_PRODUCTS_{'_'.join(kinds).upper()}_DATABASE"
        yield Check("goods here", partial(_goods_of, kinds, setting), setting)


def _goods_of(kinds: Sequence[str], setting: str) -> str:
    from django.db import connections

    from souk.services.products.models import Product

    others = Product.objects.all()
    for kind in kinds:
        others = others.exclude(product_id__startswith=f"prd_{kind}_")
    try:
        if others.exists():
            raise Sick(f"it has goods of other services too; set {setting} to a database of its own")
    finally:
        connections["products"].close()
    return f"of {' and '.join(kinds)} only"


def neighbours(urls: dict[str, str], contracts: Callable[[str], list[type]]) -> Iterator[Check]:
    """`urls`: where each house (or share of one: `products-book`) lives that is not here, several replicas joined by commas; empty where
    nobody said so."""
    for name, url in urls.items():
        house, *kinds = name.split("-")
        setting = " and ".join(f"SOUK_{each.upper()}_URL" for each in _settings_of(house, kinds))
        for place in url.split(","):
            title = f"{name} at {place.strip()}" if url else name
            look = partial(_neighbour, house, place.strip(), contracts(house), setting, kinds)
            yield Check(title, look, setting)


def servers() -> Iterator[Check]:
    """What this installation shares: broker, cache, Celery's broker. Libraries are loaded before anybody looks at the clock."""
    chosen = settings()
    scheme = urlsplit(chosen.events).scheme
    if scheme in ("amqp", "amqps"):
        import_module("pika")
        yield Check("broker", lambda: _rabbitmq(chosen.events), "SOUK_EVENTS")
    elif scheme == "kafka":
        import_module("confluent_kafka.admin")
        yield Check("broker", lambda: _kafka(chosen.events), "SOUK_EVENTS")
    if urlsplit(chosen.cache).scheme in ("redis", "rediss"):
        import_module("souk.kernel.redis_cache")
        yield Check("cache", lambda: _redis(chosen.cache), "SOUK_CACHE")
    if chosen.jobs:
        import_module("kombu")
        yield Check("jobs' broker", lambda: _celery(chosen.jobs), "SOUK_JOBS")


def mail(url: str) -> Iterator[Check]:
    """Where letters go."""
    if not url.startswith("mailbox"):
        yield Check("mail server", lambda: _mail_server(url), "SOUK_NOTIFICATIONS_EMAIL_URL")


def _writable(folder: Path, setting: str) -> str:
    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return str(folder)
    except OSError as failure:
        mend = f"change who owns it, or set {setting} to another folder"
        raise Sick(f"{folder} cannot be written ({failure.strerror}); {mend}") from failure


def _private(folder: Path) -> str:
    open_to_others = [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077]
    if open_to_others:
        raise Sick(f"others on this machine can read {open_to_others[0]}; run: chmod -R go= {folder}")
    return "readable by this user alone"


def _database(name: str) -> str:
    from django.db import connections

    from souk.kernel.data.migrating import count_missing, others_in

    connection, setting = connections[name], database_setting(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        skew = _skew(connection)
        if abs(skew) > MOST_SKEW_SECONDS:
            raise Sick(f"its clock is {skew:+.0f} seconds from ours; let both machines ask a time server")
        others, missing = others_in(name), count_missing(name)
    except Sick:
        raise
    except Exception as failure:
        raise Sick(_cannot_be_used(_reason(failure), setting)) from failure
    finally:
        connection.close()
    if others:
        raise Sick(others)
    if missing:
        raise Sick(f"{missing} migrations are missing; run: souk migrate")
    return f"{connection.vendor}, up to date" + (f", clock {skew:+.1f} s" if abs(skew) >= 0.5 else "")


def _cannot_be_used(why: str, setting: str) -> str:
    """PostgreSQL and MariaDB each have their words for a database that nobody has made yet."""
    mend = f"look at {setting}"
    if ("does not exist" in why and "database" in why) or "Unknown database" in why:
        mend = f"make it with: souk migrate --create, or {mend}"
    return f"it cannot be used ({why}); {mend}"


def _skew(connection: Any) -> float:
    """How far the database's clock is ahead of ours, in seconds; a file has no clock of its own."""
    asking = {
        "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
        "mysql": "SELECT unix_timestamp(now(6))",
    }
    question = asking.get(connection.vendor)
    if question is None:
        return 0.0
    with connection.cursor() as cursor:
        before = clock.now().timestamp()
        cursor.execute(question)
        told = float(cursor.fetchone()[0])
        return told - (before + clock.now().timestamp()) / 2


def _settings_of(house: str, kinds: list[str]) -> list[str]:
    return [f"{house}_{kind}" for kind in kinds] or [house]


def kinds_told(house: str, known: Iterable[str]) -> list[str]:
    """What is wrong with the types whose services the settings name, each in a sentence."""
    unknown = sorted(share_addresses(house).keys() - set(known))
    names = ", ".join(sorted(known))
    return [f"SOUK_{house.upper()}_{kind.upper()}_URL names no type; there are {names}" for kind in unknown]


def _neighbour(name: str, url: str, contracts: list[type], setting: str, kinds: Sequence[str] = ()) -> str:
    import urllib3

    from souk import __version__

    if not url:
        raise Sick(f"nobody said where it lives; set {setting}, or SOUK_NEIGHBOURS for all, or host it here")
    http = urllib3.PoolManager(retries=False, timeout=DEADLINE_SECONDS - 0.5)
    try:
        alive = http.request("GET", f"{url.rstrip('/')}/health/live")
        version = alive.json().get("version")
    except (urllib3.exceptions.HTTPError, ValueError, AttributeError) as failure:
        raise Sick(
            f"no house answers there ({_reason(failure)}); is it running, and is {setting} right?"
        ) from failure
    if alive.status != 200:
        raise Sick(f"it is not well ({alive.status} from /health/live); look at its log")
    if contracts:
        door = f"{url.rstrip('/')}/internal/calls/{name}/{contracts[0].__name__}/is-anybody-there"
        bearer = {"Authorization": f"Bearer {settings().service_secret}"}
        answer = http.request("POST", door, body=b"{}", headers=bearer)
        _read_door(name, setting, answer.status, answer.data.decode(errors="replace"))
    keeps = alive.json().get("keeps", {}).get(name, [])
    if missing := sorted(set(kinds) - set(keeps)):
        raise Sick(f"it does not keep {' and '.join(missing)} by itself; {setting} must lead to who does")
    if keeps and not kinds:
        raise Sick(f"it keeps only {', '.join(keeps)}; {setting} must lead to who keeps the rest of {name}")
    if version != __version__:
        raise Sick(f"it is of version {version or 'unknown'} and we of {__version__}; finish the upgrade")
    return f"answers, version {version}"


def _read_door(name: str, setting: str, status: int, body: str) -> None:
    if status == 401:
        raise Sick("it does not know our SOUK_SERVICE_TOKEN; give all processes the same")
    if "does not live here" in body:
        raise Sick(f"another house answers there; {setting} must lead to {name}")


def _rabbitmq(url: str) -> str:
    import pika
    from pika.exceptions import AMQPError, ProbableAccessDeniedError, ProbableAuthenticationError

    from souk.kernel.events.rabbitmq_address import read_address

    parameters, _ = read_address(url)
    parameters.socket_timeout = parameters.stack_timeout = parameters.blocked_connection_timeout = 2.5
    parameters.connection_attempts = 1
    try:
        pika.BlockingConnection(parameters).close()
    except (ProbableAuthenticationError, ProbableAccessDeniedError) as refused:
        raise Sick(
            "RabbitMQ does not let us in; look at user, password and vhost in SOUK_EVENTS"
        ) from refused
    except (AMQPError, OSError) as failure:
        raise Sick(f"RabbitMQ does not answer ({_reason(failure)}); look at SOUK_EVENTS") from failure
    return "RabbitMQ answers"


def _kafka(url: str) -> str:
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    from souk.kernel.events.kafka_address import read_address

    theirs, _ = read_address(url)
    try:
        client = AdminClient({"socket.timeout.ms": 2500, "log_level": 0, **theirs})
        found = client.list_topics(timeout=DEADLINE_SECONDS - 0.5)
    except KafkaException as failure:
        why = failure.args[0].str() if failure.args else _reason(failure)
        raise Sick(f"Kafka does not answer ({why}); look at SOUK_EVENTS") from failure
    return f"Kafka answers, {len(found.brokers)} of it"


def _redis(url: str) -> str:
    import redis

    from souk.kernel.access import revocation

    try:
        server = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
        server.ping()
        policy = server.info("memory").get("maxmemory_policy", "noeviction")
    except (redis.RedisError, OSError, ValueError) as failure:
        raise Sick(f"Redis does not answer ({_reason(failure)}); look at SOUK_CACHE") from failure
    if policy != "noeviction":
        raise Sick(
            f"Redis may forget revoked tokens one by one; set maxmemory-policy noeviction, not {policy}"
        )
    if revocation.is_complete() is False:
        raise Sick("Redis was emptied and not told yet what is revoked; does anybody run the jobs of users?")
    return "Redis answers"


def _celery(url: str) -> str:
    from kombu import Connection

    try:
        with Connection(url, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.1, timeout=2.5)
    except Exception as failure:
        raise Sick(f"it does not answer ({_reason(failure)}); look at SOUK_JOBS") from failure
    return "answers"


def _mail_server(url: str) -> str:
    from souk.services.notifications.adapters.smtp import Smtp
    from souk.services.notifications.ports import DeliveryFailed

    try:
        Smtp(url).knock(DEADLINE_SECONDS - 0.5)
    except DeliveryFailed as failure:
        raise Sick(f"{failure}; look at SOUK_NOTIFICATIONS_EMAIL_URL") from failure
    return "takes letters"


def _reason(failure: BaseException) -> str:
    """In one line; drivers tell long stories."""
    lines = str(failure).strip().splitlines()
    return (lines[0] if lines else type(failure).__name__)[:160]
