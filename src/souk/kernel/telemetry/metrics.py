"""Metrics: what a process counts while it works, for Prometheus; nothing at all where prometheus-client is not installed.

Worker processes of one server count in files they share (`PROMETHEUS_MULTIPROC_DIR`), so that any of them can tell the sum.
What is looked up instead of counted (how much waits, since when) is in `gauges`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from souk.kernel import clock
from souk.kernel.settings import counters_folder
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Refused, Unavailable

#: Upper bounds in seconds: around a good page (10 ms), a good checkout (100 ms) and the alarm (1 s).
QUICK = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
SLOW = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600)


@dataclass(frozen=True)
class Place:
    """Whom a request was for. `route` is a template (`/api/orders/{order_id}`), never the path that was asked for."""

    house: str
    method: str
    route: str

    @property
    def is_for_machines(self) -> bool:
        """Looked at by machines all day long: not worth a span."""
        return self.route.startswith(("/health", "/metrics"))


class Counters:
    """Every instrument there is; the dashboard and the alarms speak of these."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self.registry = CollectorRegistry()
        to: Any = {"registry": self.registry}
        self.requests = Histogram(
            "souk_request_seconds",
            "Requests answered",
            ["house", "method", "route", "status"],
            buckets=QUICK,
            **to,
        )
        self.calls = Histogram(
            "souk_call_seconds", "Calls between houses; answer: ok, refused, unavailable or failed",
            ["house", "call", "answer"], buckets=QUICK, **to,
        )  # fmt: skip
        self.heard = Histogram(
            "souk_event_delay_seconds",
            "From an event being said to its effect in a house",
            ["house"],
            buckets=SLOW,
            **to,
        )
        self.unheard = Counter(
            "souk_event_failures",
            "Handlers that failed; outcome: again or parked",
            ["house", "type", "outcome"],
            **to,
        )
        self.stories = Counter(
            "souk_stories_ended", "Stories that came to an end: done, undone (and why) or parked",
            ["story", "end", "reason"], **to,
        )  # fmt: skip
        self.money = Counter(
            "souk_money", "Money by the ledger, in units of its currency", ["movement", "currency"], **to
        )
        self.failures = Counter(
            "souk_failures", "What did not answer: database, cache or broker", ["part"], **to
        )
        self.of_request: dict[tuple[Place, int], Any] = {}


_counters: Counters | None = None


def start_metrics(stories: Iterable[str] = ()) -> None:
    """Once per process that lives long, by the composition root. The ends of `stories` are counted from nought: Prometheus sees no
    increase in a counter's first value, and the first order after each start would be nobody's."""
    global _counters
    try:
        _counters = _counters or Counters()
    except ImportError:  # the extra `servers` is not installed
        _counters = None
        return
    for story in stories:
        _counters.stories.labels(story, "done", "")


def stop_metrics() -> None:
    """For tests."""
    global _counters
    _counters = None


def counted() -> Any:
    """The registry of what was counted, over all workers of this server; None where nothing is."""
    if _counters is None or not counters_folder():
        return _counters and _counters.registry
    from prometheus_client import CollectorRegistry, multiprocess

    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def answered(place: Place, status: int, seconds: float) -> None:
    """A request was answered. On the way of the hottest reads."""
    if _counters is None:
        return
    kind = status // 100
    child = _counters.of_request.get((place, kind))
    if child is None:
        child = _counters.requests.labels(place.house, place.method, place.route, f"{kind}xx")
        _counters.of_request[place, kind] = child
    child.observe(seconds)


def asked(house: str, call: str, seconds: float, failure: BaseException | None) -> None:
    """A neighbour was asked and answered, or did not."""
    if _counters is None:
        return
    if failure is None:
        answer = "ok"
    elif isinstance(failure, Refused):
        answer = "refused"
    else:
        answer = "unavailable" if isinstance(failure, Unavailable) else "failed"
    _counters.calls.labels(house, call, answer).observe(seconds)


def took_effect(house: str, said_at: Iterable[datetime]) -> None:
    """Events that were said at these times have been heard."""
    if _counters is None:
        return
    now, child = clock.now(), _counters.heard.labels(house)
    for moment in said_at:
        child.observe(max(0.0, (now - moment).total_seconds()))


def handler_failed(house: str, event_type: str, *, is_parked: bool = False) -> None:
    if _counters is not None:
        _counters.unheard.labels(house, event_type, "parked" if is_parked else "again").inc()


def story_ended(story: str, end: str, reason: str) -> None:
    """`reason`: the code of the problem that turned it back or parked it; empty for none."""
    if _counters is not None:
        _counters.stories.labels(story, end, reason).inc()


def moved(movement: str, money: Money) -> None:
    """Money came or went, as the ledger has it; after the transaction that wrote it."""
    if _counters is not None:
        _counters.money.labels(movement, money.currency).inc(float(money.amount))


def did_not_answer(part: str) -> None:
    """`part`: database, cache or broker."""
    if _counters is not None:
        _counters.failures.labels(part).inc()


def stumbled_over(failure: BaseException) -> None:
    """Counts a failure that nobody foresaw, if it is of something that we stand on."""
    part = next((_PARTS[name] for kind in type(failure).__mro__ if (name := _origin(kind)) in _PARTS), None)
    if part is not None:
        did_not_answer(part)


#: By the package that an exception's class comes from: none of them need be installed.
_PARTS = {
    "django.db": "database", "psycopg": "database", "MySQLdb": "database", "sqlite3": "database",
    "redis": "cache", "pika": "broker", "confluent_kafka": "broker", "kombu": "broker",
}  # fmt: skip


def _origin(kind: type) -> str:
    module = kind.__module__
    return "django.db" if module.startswith("django.db.utils") else module.partition(".")[0]
