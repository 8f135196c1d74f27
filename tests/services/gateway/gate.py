"""A gateway and the houses behind it, in one event loop on loopback: `async with gate(orders=house) as at: await at.get("/api/orders")`."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from souk.services.gateway.adapters.houses import Houses
from souk.services.gateway.asgi.documents import Documents, kept
from souk.services.gateway.asgi.front import Front
from souk.services.gateway.rules import doors
from souk.services.gateway.settings import GatewaySettings

#: How long a client may take to send its headers; `--http1-header-read-timeout` in real life.
HEADER_SECONDS = 1


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Lets a coroutine be a test; it has ten seconds."""

    def within_a_loop() -> None:
        asyncio.run(asyncio.wait_for(test(), 20))

    within_a_loop.__name__, within_a_loop.__doc__ = test.__name__, test.__doc__
    return within_a_loop


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Heard:
    """A request as a house heard it."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name]
        assert len(found) < 2, found
        return found[0] if found else None


@dataclass
class House:
    """Keeps what it heard, and answers what it is told to."""

    name: str = "house"
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None
    heard: list[Heard] = field(default_factory=list)
    url: str = ""
    reads: bool = True

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read() if self.reads else b""
        headers = [(key.decode(), value.decode("latin-1")) for key, value in request.raw_headers]
        self.heard.append(Heard(request.method, request.raw_path, headers, body))
        if self.answer is not None:
            return await self.answer(request)
        return web.json_response({"house": self.name, "path": request.path})


@contextlib.asynccontextmanager
async def open_house(house: House) -> AsyncIterator[str]:
    runner = web.AppRunner(_everything(house), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    house.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield house.url
    finally:
        await runner.cleanup()


def _everything(house: House) -> web.Application:
    app = web.Application(client_max_size=200 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", house.handle)
    return app


@contextlib.asynccontextmanager
async def raw_house(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """A house that speaks no HTTP of its own: `talk` has the connection."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@dataclass
class Gate:
    port: int
    front: Front
    houses: Houses
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def request(self, method: str, path: str, **options: Any) -> Answer:
        from yarl import URL

        options.setdefault("allow_redirects", False)
        async with self.session.request(method, URL(self.url + path, encoded=True), **options) as got:
            return Answer(got.status, got.headers, await got.read())

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    async def raw(self, text: bytes, seconds: float = 5) -> bytes:
        """What is answered to bytes on a connection of their own, until it is closed or silent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(text)
        got = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(seconds):
                while piece := await reader.read(65536):
                    got += piece
        writer.close()
        return got


@dataclass
class Answer:
    status: int
    headers: Any
    body: bytes

    def json(self) -> Any:
        import json

        return json.loads(self.body)


def table(**paths: str) -> dict[str, Any]:
    """A small street: `table(orders="/api/orders GET POST")`."""
    endpoints = []
    for house, told in paths.items():
        path, *methods = told.split()
        endpoints += [(house, method, path.removeprefix("/api")) for method in methods]
    return {**doors.write(endpoints, []), "heard_by": {}, "openapi": kept()["openapi"], "houses": [*paths]}


@contextlib.asynccontextmanager
async def gate(
    urls: dict[str, str], written: dict[str, Any] | None = None, proxies: int = 0, **chosen: Any
) -> AsyncIterator[Gate]:
    """`urls`: house → where its replicas are, joined by commas. `written`: the table; without one, the real street's."""
    known = written or kept()
    settings = GatewaySettings(**chosen)
    houses = Houses({name: url.split(",") for name, url in urls.items()}, settings)
    front = Front(doors.read(known), houses, Documents(known, houses), settings, proxies)
    port = free_port()
    server = Server(
        front, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False, backpressure=1000,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
    )  # fmt: skip
    serving = asyncio.create_task(server.serve())
    session = aiohttp.ClientSession(
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=["Accept-Encoding", "Accept"],
    )
    await _until_open(port)
    try:
        yield Gate(port, front, houses, session)
    finally:
        await session.close()
        server.stop()
        await asyncio.wait_for(serving, 5)


async def _until_open(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return
    raise RuntimeError("the gateway did not open")
