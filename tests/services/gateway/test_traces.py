"""A trace goes through the gateway: kept as a span of its own where somebody keeps spans, passed on where nobody does."""

from __future__ import annotations

from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from souk.kernel.telemetry import tracing
from tests.services.gateway.gate import House, gate, open_house, run

PARENT = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


@run
async def test_where_nobody_keeps_spans_the_trace_is_passed_on() -> None:
    house = House()
    async with open_house(house) as url, gate({"products": url}) as at:
        await at.get("/api/categories", traceparent=PARENT, tracestate="vendor=1")
        await at.get("/api/categories", traceparent="nonsense")
        await at.get("/api/categories")
        assert [heard["traceparent"] for heard in house.heard] == [PARENT, None, None]
        assert house.heard[0]["tracestate"] == "vendor=1"


def test_where_somebody_does_the_house_goes_on_from_our_span() -> None:
    kept = InMemorySpanExporter()
    tracing.keep_spans(SimpleSpanProcessor(kept))

    @run
    async def scene() -> None:
        house = House()
        async with open_house(house) as url, gate({"orders": url}) as at:
            await at.get("/api/orders/ord_1", traceparent=PARENT)
            await at.get("/healthz")
            told.append(house.heard[0]["traceparent"] or "")

    told: list[str] = []
    try:
        scene()
    finally:
        tracing.keep_spans(None)
    (span,) = kept.get_finished_spans()
    assert span.name == "GET /api/orders/{order_id}"
    assert span.resource.attributes["service.name"] == "gateway"
    assert span.attributes["http.response.status_code"] == 200
    assert told == [f"00-{'a' * 32}-{span.context.span_id:016x}-01"]
