"""Structured logs; every line of a request carries its id, and that of its trace, in whatever process it is written."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar

import structlog

from souk.kernel.settings import settings
from souk.kernel.telemetry.tracing import trace_id

_request_id: ContextVar[str] = ContextVar("request_id", default="")

#: Keys whose values never reach a log.
_SECRET = ("password", "token", "authorization", "secret", "card", "cookie")


def request_id() -> str:
    """The id of the request or delivery at hand; empty outside of one."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


def log(name: str) -> structlog.stdlib.BoundLogger:
    """A logger: `log(__name__).info("order_placed", order_id=…)`."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


def start_logging() -> None:
    """Once per process, by the composition root."""
    chosen = settings()
    level = getattr(logging, chosen.log_level.upper(), logging.WARNING)
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if chosen.log_format == "json"
        # What stood in variables when something failed is people's data, and stays out of the log.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    shared: list[structlog.types.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_ids,
        _without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("django.request").setLevel(logging.ERROR)
    # A broker that is away is told once, by the transport.
    logging.getLogger("pika").setLevel(logging.CRITICAL)


def _with_ids(_: object, __: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
    if asked := request_id():
        line["request_id"] = asked
    if traced := trace_id():
        line["trace_id"] = traced
    return line


def _without_secrets(_: object, __: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
    for key in line:
        if any(word in key.lower() for word in _SECRET):
            line[key] = "…"
    return line
