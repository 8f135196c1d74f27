"""What every request passes: who is asking, how often, where to, and how it ended."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import orjson
from starlette.types import Message, Receive, Scope, Send

from souk.kernel import clock
from souk.kernel.ids import new_request_id
from souk.kernel.settings import settings as process_settings
from souk.kernel.shares import is_split, share_named_by
from souk.kernel.telemetry import metrics, tracing
from souk.kernel.telemetry.logs import log, set_request_id
from souk.kernel.telemetry.metrics import Place
from souk.kernel.web.answers import MethodNotAllowed, NoSuchAddress, ServerStumbled
from souk.services.gateway.adapters.houses import Houses
from souk.services.gateway.asgi import sockets
from souk.services.gateway.asgi.callers import Callers
from souk.services.gateway.asgi.carrying import Broken, ClientGone, incoming, outgoing
from souk.services.gateway.asgi.counting import Counting
from souk.services.gateway.asgi.documents import Documents
from souk.services.gateway.rules import answering, headers, paths
from souk.services.gateway.rules.doors import Door, Doors
from souk.services.gateway.rules.headers import Ambiguous, Caller, Raw
from souk.services.gateway.rules.limits import client_key
from souk.services.gateway.rules.problems import AddressUnclear
from souk.services.gateway.settings import GatewaySettings
from souk.vocabulary.problems import BadRequest, Problem, TooManyRequests

_log = log(__name__)

_SLOW_SECONDS = 1.0
#: Not counted against anybody's limit: a page brings many of them, and probes are machines.
_FOR_MACHINES = ("/health/", "/healthz", "/readyz", "/metrics")
_UNCOUNTED = ("/static/", "/media/", *_FOR_MACHINES)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Front:
    """The ASGI application."""

    def __init__(
        self,
        doors: Doors,
        houses: Houses,
        documents: Documents,
        chosen: GatewaySettings,
        proxies: int = 0,
    ) -> None:
        self._doors, self._houses, self._documents = doors, houses, documents
        self._idle_seconds = chosen.idle_seconds
        self._places: dict[tuple[str, str], Place] = {}
        self._callers, self._counting = Callers(), Counting(chosen.requests_per_minute)
        self._proxies, self._log_all = proxies, process_settings().log_requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = clock.stopwatch()
        visit = _Visit(scope, send)
        set_request_id(visit.request_id)
        door = self._doors.find(scope["path"])
        try:
            with _span_of(visit, scope, door):
                await self._answered(visit, door, scope, receive)
                if tracing.is_on():
                    tracing.note(**{"http.response.status_code": visit.status})
                    if visit.status >= 500:
                        tracing.failed(str(visit.status))
        finally:
            took = clock.stopwatch() - began
            metrics.answered(self._place(scope, door), visit.status or 500, took)
            if self._log_all or took > _SLOW_SECONDS or visit.status >= 500:
                _log.warning(
                    "request",
                    method=scope["method"], path=scope["path"], status=visit.status, ms=round(took * 1000),
                )  # fmt: skip

    async def _answered(self, visit: _Visit, door: Door | None, scope: Scope, receive: Receive) -> None:
        """Whatever happens, something is said, unless half of an answer was."""
        try:
            await self._answer(visit, door, scope, receive)
        except Problem as problem:
            await visit.say(problem)
        except ClientGone:
            visit.status = 499
        except Broken:
            _log.warning("answer_broke_off", method=scope["method"], path=scope["path"])
            raise  # the server ends the connection, so that nobody takes half an answer for a whole one
        except Exception:
            _log.exception("gateway_stumbled", method=scope["method"], path=scope["path"])
            if visit.has_begun:
                raise
            await visit.say(ServerStumbled("We have noted it; trying again may help."))

    async def _answer(self, visit: _Visit, door: Door | None, scope: Scope, receive: Receive) -> None:
        path, method = scope["path"], scope["method"]
        caller = self._caller(visit, scope)
        if paths.is_trick(scope["raw_path"]):
            raise AddressUnclear("Send it without empty or dot segments and hidden slashes.")
        await self._count(visit, caller, path)
        if path in self._documents.paths:
            await self._documents(scope, receive, visit.send)
            return
        if door is None:
            raise NoSuchAddress("The API's addresses are listed at /docs.")
        house = door.house(method)
        if method not in _METHODS or (house is None and method != "OPTIONS"):
            visit.ours.append((b"allow", door.allowed.encode()))
            raise MethodNotAllowed(f"Allowed here: {door.allowed}.")
        if house is None:
            visit.ours.append((b"allow", door.allowed.encode()))
            await visit.send({"type": "http.response.start", "status": 204, "headers": []})
            await visit.send({"type": "http.response.body", "body": b""})
            return
        request = await outgoing(scope, visit.given, receive, caller, self._idle_seconds)
        answer = await self._houses.begin(_share_for(house, path), request)
        try:
            await incoming(answer, receive, visit.send, self._idle_seconds)
        except BaseException:
            answer.close()
            raise

    def _place(self, scope: Scope, door: Door | None) -> Place:
        """For counting: the route that a request was for, in few words."""
        key = scope["method"], door.template if door else "none"
        found = self._places.get(key)
        if found is None:
            method = key[0] if key[0] in _METHODS else "other"
            found = self._places.setdefault(key, Place("gateway", method, key[1]))
        return found

    def _caller(self, visit: _Visit, scope: Scope) -> Caller:
        peer = scope.get("client") or ("", 0)
        try:
            return headers.caller_of(
                visit.given, peer=peer[0], scheme=scope["scheme"],
                proxies=self._proxies, request_id=visit.request_id,
            )  # fmt: skip
        except Ambiguous as wrong:
            raise BadRequest(f"The request must have the header {wrong} once.") from wrong

    async def _count(self, visit: _Visit, caller: Caller, path: str) -> None:
        """Counts the request, and finds out who is asking. A bad token counts against its sender's address."""
        caller.trace = tracing.traceparent()
        authorization = b""
        if path.startswith("/api/"):
            try:
                authorization = headers.one(visit.given, b"authorization")
            except Ambiguous as wrong:
                raise BadRequest("The request must have the header authorization once.") from wrong
        who = self._callers.remembered(authorization) if authorization else None
        if not path.startswith(_UNCOUNTED):
            client = who.user_id if who and who.user_id else client_key(caller.address)
            verdict = self._counting.take(client)
            if verdict is not None:
                visit.ours += verdict.headers
                if not verdict.is_allowed:
                    raise TooManyRequests("Please slow down.", retry_after=verdict.reset_seconds)
        if authorization and who is None:
            who = await self._callers.identify(authorization)
        if who is not None and who.user_id:
            caller.user_id, caller.roles = who.user_id, ",".join(sorted(who.roles))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The same checks; what is refused is refused before the connection is opened."""
        scope = {**scope, "method": "GET"}
        visit = _Visit(scope, sockets.refusing(scope, send))
        set_request_id(visit.request_id)
        try:
            caller = self._caller(visit, scope)
            if paths.is_trick(scope["raw_path"]):
                raise AddressUnclear("Send it without empty or dot segments and hidden slashes.")
            await self._count(visit, caller, scope["path"])
            door = self._doors.find(scope["path"])
            house = door.house("GET") if door else None
            if house is None or scope["path"] in self._documents.paths:
                raise NoSuchAddress("The API's addresses are listed at /docs.")
            told = headers.to_house(visit.given, caller)
            await sockets.carry(self._houses, house, scope, told, receive, send)
        except Problem as problem:
            await visit.say(problem)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._counting.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self._counting.stop()
                await self._houses.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _share_for(house: str, path: str) -> str:
    """Of a house that is split, the share whose things an address is about; the house itself where it does not say."""
    things = f"/api/{house}/"
    if not is_split(house) or not path.startswith(things):
        return house
    named = share_named_by(house, path[len(things) :].partition("/")[0])
    return named.name if named is not None else house


def _span_of(visit: _Visit, scope: Scope, door: Door | None) -> AbstractContextManager[None]:
    parent = headers.all_of(visit.given, b"traceparent")
    if not tracing.is_on():
        return tracing.span("", parent=parent)
    if scope["path"].startswith(_FOR_MACHINES):
        return nullcontext()
    route = door.template if door else "none"
    return tracing.span(f"{scope['method']} {route}", house="gateway", kind="server", parent=parent)


class _Visit:
    """One request: its headers, and what was sent back. `ours`: headers that the gateway adds to the answer."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._path, self._send = scope["path"], send
        self.given = headers.by_name(scope["headers"])
        self.request_id = headers.request_id(self.given) or new_request_id()
        self.ours: list[Raw] = [(b"x-request-id", self.request_id.encode())]
        self.status = 0

    @property
    def has_begun(self) -> bool:
        return self.status != 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *self.ours]
        await self._send(message)

    async def say(self, problem: Problem) -> None:
        """A problem as the answer: a document for programs, a page for people."""
        wants = headers.all_of(self.given, b"accept")
        is_page = "text/html" in wants and not self._path.startswith("/api/")
        content_type, body = answering.page(problem) if is_page else answering.document(problem, orjson.dumps)
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": problem.status,
            "headers": answering.headers(problem, content_type, len(body)),
        }
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})
