"""Traces: one thread through requests, calls, events and stories, in W3C's words, kept by OpenTelemetry where it is wanted.

    with span("reserve_stock", house="inventory"): ...

Without OpenTelemetry, or without an address to send to, a span costs a function call and keeps nothing; the `traceparent` that
came with a request or an event still travels on, and its id is in the log. Each house is a service of its own in the traces,
however many of them share a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Literal

from souk import __version__
from souk.kernel.settings import traces_endpoint
from souk.vocabulary.problems import Refused

try:
    from opentelemetry import context as otel_context
    from opentelemetry import trace as otel
except ImportError:  # the extra `servers` is not installed
    otel = None  # type: ignore[assignment]

HEADER = "traceparent"
Kind = Literal["internal", "server", "client", "producer", "consumer"]

_WELL_FORMED = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

#: What came with the request or event at hand, where nobody keeps spans.
_passing: ContextVar[str] = ContextVar("traceparent", default="")
_processor: Any = None
_tracers: dict[str, Any] = {}


_NOTHING: AbstractContextManager[None] = nullcontext()


def span(
    name: str,
    *,
    house: str = "",
    kind: Kind = "internal",
    parent: str = "",
    links: Iterable[str] = (),
) -> AbstractContextManager[None]:
    """A span of `house` within the one at hand, or, given `parent` (a traceparent), within that; without `house` it is of the one
    that the span at hand is of. `links`: traceparents of others that it follows from. A problem of the family `Refused` is an answer; anything else that leaves the span makes it an error."""
    if _processor is not None:
        return _Kept(name, house, kind, parent, links)
    if parent:
        return _Passing(parent)
    return _NOTHING


def is_on() -> bool:
    return _processor is not None


def rename(name: str) -> None:
    """Names the span at hand, once it is known what it is."""
    if _processor is not None:
        otel.get_current_span().update_name(name)


def note(**facts: str | int | float | bool) -> None:
    """Keeps facts with the span at hand; never what is private."""
    if _processor is not None:
        otel.get_current_span().set_attributes(facts)


def failed(how: str) -> None:
    """Makes the span at hand an error. `how`: a word for the kind of failure; what it said may be private and is in the log."""
    if _processor is not None:
        here = otel.get_current_span()
        here.set_attribute("error.type", how)
        here.set_status(otel.StatusCode.ERROR)


def traceparent() -> str:
    """The span at hand as it travels in a header or an event; empty outside of a trace."""
    if _processor is None:
        return _passing.get()
    here = otel.get_current_span().get_span_context()
    if not here.is_valid:
        return ""
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}"


def trace_id() -> str:
    """The id of the trace at hand, which joins the log's lines; empty outside of one."""
    return traceparent()[3:35]


def start_tracing() -> str:
    """Once per process, by the composition root. Sends to `OTEL_EXPORTER_OTLP_ENDPOINT` over HTTP if that is set; OpenTelemetry's
    other settings (`OTEL_TRACES_SAMPLER`, `OTEL_RESOURCE_ATTRIBUTES` …) count too. Returns what hinders it, if anything does."""
    if not traces_endpoint():
        return ""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: pip install 'souk[servers]'"
    keep_spans(BatchSpanProcessor(OTLPSpanExporter()))
    return ""


def keep_spans(processor: Any) -> None:
    """From now on every span goes to an OpenTelemetry span processor; None: to nobody. By tests, and by `start_tracing`."""
    global _processor
    _processor = processor
    _tracers.clear()


def _tracer(house: str) -> Any:
    """Of a provider of its own, because a service's name belongs to the provider."""
    if house not in _tracers:
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider

        resource = Resource.create({SERVICE_NAME: house, "service.namespace": "souk"})
        provider = TracerProvider(resource=resource, shutdown_on_exit=not _tracers)  # one flushes for all
        provider.add_span_processor(_processor)
        _tracers[house] = provider.get_tracer("souk", __version__)
    return _tracers[house]


def _house_at_hand() -> str:
    resource = getattr(otel.get_current_span(), "resource", None)
    return str(resource.attributes["service.name"]) if resource else "souk"


class _Passing(AbstractContextManager[None]):
    def __init__(self, parent: str) -> None:
        self._parent = parent

    def __enter__(self) -> None:
        self._token: Token[str] = _passing.set(self._parent if _WELL_FORMED.fullmatch(self._parent) else "")

    def __exit__(self, *_: object) -> None:
        _passing.reset(self._token)


class _Kept(AbstractContextManager[None]):
    def __init__(self, name: str, house: str, kind: Kind, parent: str, links: Iterable[str]) -> None:
        within = _context(parent)
        self._span = _tracer(house or _house_at_hand()).start_span(
            name,
            context=within
            and otel.set_span_in_context(otel.NonRecordingSpan(within), otel_context.Context()),
            kind=otel.SpanKind[kind.upper()],
            links=[otel.Link(other) for link in links if (other := _context(link))],
        )

    def __enter__(self) -> None:
        self._token = otel_context.attach(otel.set_span_in_context(self._span))

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, where: TracebackType | None
    ) -> None:
        if isinstance(raised, Refused):
            note(**{"souk.problem": raised.code})
        elif isinstance(raised, Exception):
            failed(type(raised).__name__)
        otel_context.detach(self._token)
        self._span.end()


def _context(text: str) -> Any:
    """A traceparent as OpenTelemetry has it; None for anything else."""
    if not _WELL_FORMED.fullmatch(text):
        return None
    _, trace, parent, flags = text.split("-")
    return otel.SpanContext(
        trace_id=int(trace, 16),
        span_id=int(parent, 16),
        is_remote=True,
        trace_flags=otel.TraceFlags(int(flags, 16)),
    )
