"""Houses over HTTP: a pool of connections, replicas in turn, a breaker for each, and one more try where that is safe."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
from yarl import URL

from souk.kernel import clock
from souk.kernel.telemetry.logs import log
from souk.services.gateway.rules.breaker import Breaker
from souk.services.gateway.rules.problems import AnswerTooLate, AnswerUnreadable, UploadTooSlow
from souk.services.gateway.settings import GatewaySettings
from souk.vocabulary.problems import Problem, Unavailable

_log = log(__name__)

#: Shorter than the 30 s after which granian ends an idle connection, so that no request meets a closing one.
_KEEP_ALIVE_SECONDS = 15
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Upload:
    """A request's body that is carried on while it arrives. `failure`: why it could not be, if it could not."""

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self.is_begun = self.is_over = False
        self.failure: Exception | None = None

    async def carried(self, when_over: Callable[[], None]) -> AsyncIterator[bytes]:
        self.is_begun = True
        try:
            async for piece in self._pieces:
                yield piece
        except Exception as failure:
            self.failure = failure  # aiohttp would only say that something could not be sent
            raise
        self.is_over = True
        when_over()


class _NoAnswer(Exception):
    """`may_try_again`: the request may be sent once more."""

    def __init__(self, replica: Replica, problem: Problem, *, may_try_again: bool) -> None:
        super().__init__(problem.detail)
        self.replica, self.problem, self.may_try_again = replica, problem, may_try_again


@dataclass
class Outgoing:
    """A request to a house. `target`: path and query, as they were sent. `may_repeat`: being done twice is the same as once."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes | Upload | None = None
    may_repeat: bool = False


@dataclass
class Replica:
    url: str
    breaker: Breaker


@dataclass
class House:
    name: str
    replicas: list[Replica]
    in_flight: int = 0
    turns: Iterator[int] = field(default_factory=count)

    def choose(self, besides: Replica | None = None) -> Replica:
        """The next in turn that is not resting, another than `besides` if there is one. Raises Unavailable."""
        now, number = clock.stopwatch(), len(self.replicas)
        if number == 1 and not self.replicas[0].breaker.is_open:
            return self.replicas[0]
        start = next(self.turns)
        in_turn = [self.replicas[(start + step) % number] for step in range(number)]
        ready = [replica for replica in in_turn if not replica.breaker.seconds_to_wait(now)]
        if not ready:
            wait = min(replica.breaker.seconds_to_wait(now) for replica in in_turn)
            raise _resting(self.name, max(1, math.ceil(wait)))
        return next((replica for replica in ready if replica is not besides), ready[0])


class Houses:
    """Every house that the gateway reaches. `urls`: house → where its replicas live. To be opened within an event loop."""

    def __init__(self, urls: Mapping[str, list[str]], chosen: GatewaySettings) -> None:
        self._chosen = chosen
        self._houses = {
            name: House(
                name,
                [Replica(url.rstrip("/"), Breaker(chosen.failures, chosen.rest_seconds)) for url in found],
            )
            for name, found in urls.items()
        }
        self._session: aiohttp.ClientSession | None = None

    @property
    def names(self) -> list[str]:
        return list(self._houses)

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS, ttl_dns_cache=10, force_close=False
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=self._chosen.answer_seconds,
                    sock_connect=self._chosen.connect_seconds,
                    sock_read=self._chosen.answer_seconds,
                ),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                requote_redirect_url=False,
                max_field_size=64 * 1024,
                read_bufsize=64 * 1024,
            )
            # aiohttp repeats PUT and DELETE by itself; what is repeated is decided here.
            self._session._retry_connection = False
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def begin(self, name: str, request: Outgoing) -> aiohttp.ClientResponse:
        """Sends a request and answers when its answer begins; whoever gets it must read it or release it. Raises a Problem."""
        house = self._houses.get(name)
        if house is None:
            raise _resting(name, 5)
        if house.in_flight >= self._chosen.in_flight:
            raise Unavailable(f"{name} has more to do than it can; please try again.", retry_after=1)
        house.in_flight += 1
        try:
            return await self._begin(house, request)
        finally:
            house.in_flight -= 1

    async def _begin(self, house: House, request: Outgoing) -> aiohttp.ClientResponse:
        try:
            return await self._attempt(house, request)
        except _NoAnswer as first:
            if not first.may_try_again:
                raise first.problem from first
            besides = first.replica
        try:
            return await self._attempt(house, request, besides)
        except _NoAnswer as second:
            raise second.problem from second

    async def _attempt(
        self, house: House, request: Outgoing, besides: Replica | None = None
    ) -> aiohttp.ClientResponse:
        """Raises _NoAnswer for what tells something of the house, a Problem for what does not."""
        replica, upload = house.choose(besides), request.body if isinstance(request.body, Upload) else None
        replica.breaker.enter()
        try:
            answer = await self._send(replica, request)
        except Exception as failure:
            if upload is not None and upload.failure is not None:
                replica.breaker.abandoned()
                raise upload.failure from failure
            if (
                isinstance(failure, TimeoutError)
                and upload is not None
                and upload.is_begun
                and not upload.is_over
            ):
                replica.breaker.abandoned()
                raise UploadTooSlow("Please send it again.") from failure
            replica.breaker.failed(clock.stopwatch())
            _log.warning("house_did_not_answer", house=house.name, url=replica.url, why=repr(failure))
            raise _no_answer(house.name, replica, request, failure) from failure
        except BaseException:
            replica.breaker.abandoned()
            raise
        replica.breaker.succeeded()
        return answer

    async def _send(self, replica: Replica, request: Outgoing) -> aiohttp.ClientResponse:
        """Raises TimeoutError when the answer does not begin in time, counted from the end of the body."""
        if (
            request.body is None
        ):  # aiohttp's own deadline begins with the last byte sent, and costs less than a second one
            return await self._sent(replica, request, None)
        upload = request.body if isinstance(request.body, Upload) else None
        seconds = self._chosen.answer_seconds
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._chosen.upload_seconds if upload else seconds) as limit:
            data: Any = request.body
            if upload is not None:
                data = upload.carried(lambda: limit.reschedule(loop.time() + seconds))
            return await self._sent(replica, request, data)

    async def _sent(self, replica: Replica, request: Outgoing, data: Any) -> aiohttp.ClientResponse:
        return await self.session.request(
            request.method,
            URL(replica.url + request.target, encoded=True),
            headers=request.headers,
            data=data,
            allow_redirects=False,
        )

    async def connect(
        self, name: str, target: str, headers: list[tuple[str, str]], protocols: list[str]
    ) -> aiohttp.ClientWebSocketResponse:
        """A WebSocket to a house. Raises a Problem, or aiohttp's WSServerHandshakeError when the house says no."""
        house = self._houses.get(name)
        if house is None:
            raise _resting(name, 5)
        replica = house.choose()
        replica.breaker.enter()
        try:
            async with asyncio.timeout(self._chosen.answer_seconds):
                opened = await self.session.ws_connect(
                    URL(replica.url + target, encoded=True),
                    headers=headers, protocols=protocols, heartbeat=20, max_msg_size=1024 * 1024, compress=0,
                )  # fmt: skip
        except aiohttp.WSServerHandshakeError:
            replica.breaker.succeeded()
            raise
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            replica.breaker.failed(clock.stopwatch())
            raise _resting(name, 1) from failure
        except BaseException:
            replica.breaker.abandoned()
            raise
        replica.breaker.succeeded()
        return opened

    async def is_ready(self, name: str, seconds: float = 1.0) -> bool:
        """Whether one replica at least says that it is ready."""
        return any(
            await asyncio.gather(*(self._asked(replica, seconds) for replica in self._houses[name].replicas))
        )

    async def _asked(self, replica: Replica, seconds: float) -> bool:
        try:
            async with (
                asyncio.timeout(seconds),
                self.session.get(replica.url + "/health/ready", allow_redirects=False) as answer,
            ):
                return answer.status == 200
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False


def wait_between_pieces(answer: aiohttp.ClientResponse, seconds: float | None) -> None:
    """An answer that has begun may be silent that long from now on; None: as long as it likes."""
    protocol = answer.connection.protocol if answer.connection is not None else None
    if protocol is not None:  # else all of it is here
        protocol.read_timeout = seconds
        protocol.start_timeout()


def _no_answer(name: str, replica: Replica, request: Outgoing, failure: Exception) -> _NoAnswer:
    problem: Problem = _resting(name, 1)
    may_try_again = request.may_repeat
    if isinstance(failure, _NEVER_SENT):
        may_try_again = True  # whatever it is, nobody has heard of it yet
    elif isinstance(failure, TimeoutError):
        problem = AnswerTooLate(f"{name} did not answer in time.", retry_after=2)
        may_try_again = False  # who is slow is not helped by being asked twice
    elif isinstance(failure, aiohttp.ClientResponseError):
        problem = AnswerUnreadable(f"{name} answered with something unreadable.")
        may_try_again = False
    has_begun = isinstance(request.body, Upload) and request.body.is_begun
    return _NoAnswer(replica, problem, may_try_again=may_try_again and not has_begun)


def _resting(name: str, seconds: int) -> Unavailable:
    return Unavailable(f"{name} cannot be reached at the moment; please try again.", retry_after=seconds)
