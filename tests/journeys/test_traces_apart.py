"""Two houses in two processes, each sending its spans to a collector: one trace."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from gzip import decompress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.journeys.test_apart import inventory_elsewhere, run

ASK = """
from souk.process import compose
compose()
from souk.contracts.inventory.calls import Inventory
from souk.kernel.telemetry import tracing
from souk.kernel.neighbours.asking import ask
with tracing.span("look", house="orders"):
    ask(Inventory).levels(variation_ids=["var_1"])
"""


class Collector(ThreadingHTTPServer):
    """As much of an OpenTelemetry collector as there is to see: what is sent, it keeps."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.spans: list[tuple[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def wait_for(self, service: str, name: str, seconds: float = 20) -> Any:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for house, span in list(self.spans):
                if (house, span.name) == (service, name):
                    return span
            time.sleep(0.1)
        raise AssertionError(f"no {name} of {service} among {[(h, s.name) for h, s in self.spans]}")


class _Door(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = decompress(body)
        sent = ExportTraceServiceRequest.FromString(body)
        for of_service in sent.resource_spans:
            facts = {fact.key: fact.value.string_value for fact in of_service.resource.attributes}
            for scope in of_service.scope_spans:
                self.server.spans += [(facts["service.name"], span) for span in scope.spans]  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_call_between_processes_is_one_trace(collector: Collector, tmp_path: Any) -> None:
    sending = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
    with inventory_elsewhere(tmp_path, **sending) as environment:
        run(ASK, environment)
        ours = collector.wait_for("orders", "look")
        asked = collector.wait_for("orders", "Inventory.levels")
        answered = collector.wait_for("inventory", "POST /internal/calls/inventory/Inventory/levels")
    assert ours.trace_id == asked.trace_id == answered.trace_id
    assert asked.parent_span_id == ours.span_id
    assert answered.parent_span_id == asked.span_id
