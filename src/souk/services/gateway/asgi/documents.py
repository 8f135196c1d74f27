"""What the gateway answers itself: the documents of the API and the events, their pages, and how the street is doing."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from souk import __version__
from souk.kernel import clock
from souk.kernel.operations.gauges import page
from souk.kernel.operations.watching import METRICS_TYPE, may_watch
from souk.kernel.settings import settings as process_settings
from souk.services.gateway.adapters.houses import Houses
from souk.services.gateway.rules import asyncapi, openapi, readiness, showing
from souk.vocabulary.problems import Unauthenticated

_KEPT = Path(__file__).parents[1] / "doors.json"
_READY_SECONDS = 1.0


@lru_cache(maxsize=1)
def kept() -> dict[str, Any]:
    """What `make docs` wrote down of the houses: their doors, their part of the API's document, and what they hear."""
    found: dict[str, Any] = orjson.loads(_KEPT.read_bytes())
    return found


class Documents:
    """Made once, when the process starts; an ASGI application for the paths in `paths`."""

    def __init__(self, written: dict[str, Any], houses: Houses) -> None:
        self._houses = houses
        self._asked_at, self._asked, self._lock = -_READY_SECONDS, {}, asyncio.Lock()
        described = openapi.complete(written["openapi"], process_settings().base_url)
        events = asyncapi.document(__version__, written["heard_by"])
        shown = {"events": showing.events(written["heard_by"])}
        routes = [
            Route("/openapi.json", _Fixed(orjson.dumps(described), "application/json"), methods=["GET"]),
            Route("/asyncapi.json", _Fixed(orjson.dumps(events), "application/json"), methods=["GET"]),
            Route(
                "/docs",
                _Fixed(_page("swagger", {}), "text/html; charset=utf-8", showing.POLICY),
                methods=["GET"],
            ),
            Route(
                "/redoc",
                _Fixed(_page("redoc", {}), "text/html; charset=utf-8", showing.POLICY),
                methods=["GET"],
            ),
            Route(
                "/docs/events",
                _Fixed(_page("events", shown), "text/html; charset=utf-8", showing.STRICT),
                methods=["GET"],
            ),
            Route("/healthz", self.live, methods=["GET"]),
            Route("/readyz", self.ready, methods=["GET"]),
            # As every process of the street has them, for probes: of this process alone.
            Route("/health/live", self.live, methods=["GET"]),
            Route("/health/ready", self.live, methods=["GET"]),
            Route("/metrics", self.counted, methods=["GET"]),
        ]
        self._router = Router(routes)
        self.paths = frozenset(route.path for route in routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)

    async def live(self, request: Request) -> Response:
        """The gateway itself needs nobody to be ready."""
        return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})

    async def counted(self, request: Request) -> Response:
        """For Prometheus; not for the public."""
        told = request.headers
        is_direct = not {"x-forwarded-for", "forwarded", "via"} & set(told)
        address = request.client.host if request.client and is_direct else ""
        if not may_watch(told.get("authorization", ""), address):
            raise Unauthenticated("This page is for those who watch over the market.")
        return Response(await asyncio.to_thread(page), media_type=METRICS_TYPE)

    async def ready(self, request: Request) -> Response:
        """The state of every house, asked at most once a second; 503 if one is down that nobody can buy without."""
        async with self._lock:
            if clock.stopwatch() - self._asked_at >= _READY_SECONDS:
                names = self._houses.names
                answers = await asyncio.gather(*(self._houses.is_ready(name) for name in names))
                self._asked, self._asked_at = dict(zip(names, answers, strict=True)), clock.stopwatch()
        document = readiness.document(self._asked)
        status = 503 if document["status"] == "down" else 200
        return JSONResponse(document, status, headers={"Cache-Control": "no-store"})


class _Fixed:
    """A document that does not change while the process lives, compressed beforehand."""

    def __init__(self, body: bytes, content_type: str, policy: str = "") -> None:
        self._body, self._small = body, gzip.compress(body, mtime=0)
        self._etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        self._headers = {
            "Content-Type": content_type,
            "ETag": self._etag,
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        } | ({"Content-Security-Policy": policy} if policy else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if self._etag in request.headers.get("if-none-match", ""):
            answer = Response(status_code=304, headers=self._headers)
        elif "gzip" in request.headers.get("accept-encoding", ""):
            answer = Response(self._small, headers={**self._headers, "Content-Encoding": "gzip"})
        else:
            answer = Response(self._body, headers=self._headers)
        await answer(scope, receive, send)


def _page(name: str, context: dict[str, Any]) -> bytes:
    from django.template.loader import render_to_string

    return render_to_string(f"gateway/{name}.html", context).encode()
