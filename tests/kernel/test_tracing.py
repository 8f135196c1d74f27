"""One trace goes through a request, what it asks, what it says, who hears it, and what they begin."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.events import inbox
from souk.kernel.events.inbox import Envelope, hears_many, receive
from souk.kernel.models import OutboxEvent, StoryRow
from souk.kernel.telemetry import tracing
from souk.kernel.work.stories import Step, all_stories
from souk.vocabulary.problems import Refused
from tests.journeys.market import checkout_body
from tests.journeys.stall import lay_out
from tests.kernel.test_inbox import Rang
from tests.kernel.test_stories import Tale, World

pytestmark = pytest.mark.usefixtures("databases")

OUTSIDE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def kept() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    tracing.keep_spans(SimpleSpanProcessor(exporter))
    yield exporter
    tracing.keep_spans(None)


class Tree:
    """Spans as `service: name`, with what is within them."""

    def __init__(self, spans: tuple[ReadableSpan, ...]) -> None:
        self.spans = spans
        self._by_id = {span.context.span_id: span for span in spans}

    def path(self, span: ReadableSpan) -> list[str]:
        parent = self._by_id.get(span.parent.span_id) if span.parent else None
        return [
            *(self.path(parent) if parent else []),
            f"{span.resource.attributes['service.name']}: {span.name}",
        ]

    def paths(self) -> list[str]:
        return [" > ".join(self.path(span)) for span in self.spans]

    def one(self, name: str) -> ReadableSpan:
        (found,) = [span for span in self.spans if span.name == name]
        return found


def spans_of(exporter: InMemorySpanExporter) -> Tree:
    return Tree(exporter.get_finished_spans())


def test_a_checkout_is_one_trace_from_the_page_to_what_follows(
    client: Any, deliver: Callable[[], int], kept: InMemorySpanExporter
) -> None:
    variations = lay_out([{"slug": "lamp", "stock": 3}])
    deliver()
    cart = client.post(
        "/api/cart/items",
        {"variation_id": variations["lamp"], "quantity": 1},
        content_type="application/json",
    )
    deliver()
    for story in all_stories():  # what followed from opening the market
        story.run_due()
    kept.clear()
    answer = client.post(
        "/api/checkout", checkout_body(), content_type="application/json",
        headers={"X-Cart-Token": cart["X-Cart-Token"], "Idempotency-Key": "one", "traceparent": OUTSIDE},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    deliver()
    assert sum(story.run_due() for story in all_stories()) >= 0
    deliver()

    tree = spans_of(kept)
    request = tree.one("POST /api/checkout")
    assert {f"{span.context.trace_id:032x}" for span in tree.spans} == {OUTSIDE[3:35]}, "one trace"
    assert request.attributes["http.response.status_code"] == 201
    assert f"{request.parent.span_id:016x}" == OUTSIDE[36:52]
    story = "orders: POST /api/checkout > orders: checkout"
    paths = tree.paths()
    for path in (
        f"{story} > orders: reserve_stock > orders: Inventory.reserve",
        f"{story} > orders: take_money > orders: Payments.take",
        f"{story} > orders: confirm_order > orders: say order.confirmed",
        f"{story} > orders: confirm_order > orders: say order.confirmed > notifications: hear order.confirmed",
    ):
        assert path in paths, "\n".join(paths)


def test_who_hears_several_at_once_is_linked_to_each(
    kept: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(inbox._handlers, "cart", {})
    monkeypatch.setitem(tracing_known(), Rang.wire_type(), Rang)

    def on_rings(events: list[Rang]) -> None: ...

    on_rings.__module__ = "souk.services.cart.handlers"
    hears_many(Rang)(on_rings)
    for number in (1, 2):
        with tracing.span(f"ring {number}", house="products"), changes("products") as change:
            change.say(Rang(bell=f"b{number}", times=number))
    said = OutboxEvent.objects.using("products").filter(type=Rang.wire_type()).order_by("id")
    receive("cart", [Envelope(row.envelope) for row in said])
    tree = spans_of(kept)
    hearing = tree.one("hear bell.rang")
    assert hearing.parent is None
    said_by = [span.context.span_id for span in tree.spans if span.name == "say bell.rang"]
    assert [link.context.span_id for link in hearing.links] == said_by
    assert len(said_by) == 2


def tracing_known() -> dict[str, Any]:
    from souk.vocabulary.events import Event

    return Event.known


def test_a_story_that_goes_on_later_is_linked_to_the_request_that_began_it(
    kept: InMemorySpanExporter,
) -> None:
    world = World()
    world.paid = False
    story = world.story()
    with tracing.span("POST /api/checkout", house="orders"):
        story.begin("k", Tale())
    world.paid = True
    StoryRow.objects.using("orders").update(due_at=clock.now())
    story.run_due()
    first, later = [span for span in kept.get_finished_spans() if span.name == "tale"]
    assert first.context.trace_id != later.context.trace_id
    assert later.parent is None
    assert [link.context.trace_id for link in later.links] == [first.context.trace_id]


def test_a_planned_story_is_part_of_what_planned_it(kept: InMemorySpanExporter) -> None:
    story = World().story()
    with tracing.span("hear shipment.created", house="orders"), changes("orders"):
        story.plan("k", Tale())
    story.run_due()
    tree = spans_of(kept)
    assert "orders: hear shipment.created > orders: tale > orders: reserve" in tree.paths()


def test_a_refusal_is_an_answer_and_a_failure_is_an_error(kept: InMemorySpanExporter) -> None:
    world = World()
    with pytest.raises(Refused), tracing.span("asked", house="orders"):
        raise Refused("no")
    with pytest.raises(ValueError, match="ada@"), tracing.span("broke", house="orders"):
        raise ValueError("ada@example.com")
    story = world.story()
    object.__setattr__(story, "steps", [Step(_stumbling), *story.steps[1:]])
    story.begin("k", Tale())
    tree = spans_of(kept)
    assert tree.one("asked").status.is_unset
    assert tree.one("asked").attributes["souk.problem"] == "refused"
    assert not tree.one("broke").status.is_ok
    assert tree.one("broke").attributes["error.type"] == "ValueError"
    assert "ada@example.com" not in tree.one("broke").to_json()
    assert tree.one("_stumbling").attributes["error.type"] == "ZeroDivisionError"


def _stumbling(tale: Tale, key: str) -> Tale:
    raise ZeroDivisionError


def test_without_anybody_keeping_spans_the_trace_still_travels(client: Any) -> None:
    with tracing.span("x", house="orders", parent=OUTSIDE), changes("orders") as change:
        change.say(Rang(bell="b", times=1))
        assert tracing.trace_id() == OUTSIDE[3:35]
    assert tracing.traceparent() == ""
    (row,) = OutboxEvent.objects.using("orders").filter(type=Rang.wire_type())
    assert orjson.loads(row.envelope)["traceparent"] == OUTSIDE


@pytest.mark.parametrize(
    "nonsense", ["", "00-0-0-0", f"00-{'0' * 32}-{'1' * 16}-01", OUTSIDE + "\n", "x" * 5000]
)
def test_a_broken_traceparent_is_nobodys(client: Any, nonsense: str, kept: InMemorySpanExporter) -> None:
    assert client.get("/api/products/none", headers={"traceparent": nonsense}).status_code == 404
    assert spans_of(kept).one("GET /api/products/{product}").parent is None
    tracing.keep_spans(None)
    with tracing.span("x", parent=nonsense):
        assert tracing.trace_id() == ""


def test_paths_and_what_is_in_them_stay_out_of_traces(client: Any, kept: InMemorySpanExporter) -> None:
    client.get("/api/products/a-secret-name?token=abc")
    client.get("/health/live")
    assert "a-secret-name" not in str([span.to_json() for span in kept.get_finished_spans()])
    assert [span.name for span in kept.get_finished_spans()] == ["GET /api/products/{product}"]


def test_everything_runs_without_opentelemetry_and_prometheus() -> None:
    code = """
import sys
for missing in ("opentelemetry", "opentelemetry.sdk", "prometheus_client"):
    sys.modules[missing] = None
from souk.process import compose
compose()
from souk.kernel.telemetry import tracing
assert tracing.otel is None
with tracing.span("x", house="orders", parent="%s"):
    tracing.rename("y"), tracing.note(z=1), tracing.failed("w")
    assert tracing.trace_id() == "%s"
assert "pip install" in tracing.start_tracing()
""" % (OUTSIDE, OUTSIDE[3:35])  # noqa: UP031
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60,
        env={**__import__("os").environ, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
