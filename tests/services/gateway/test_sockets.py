"""WebSockets and event streams pass through as they are said."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web

from tests.services.gateway.gate import House, free_port, gate, open_house, run, table

STREET = table(realtime="/api/live/{topic} GET")


async def echo(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse(protocols=["souk.v1"])
    await socket.prepare(request)
    async for message in socket:
        if message.data == "bye":
            await socket.close(code=4001)
        elif message.type is aiohttp.WSMsgType.TEXT:
            await socket.send_str("you said " + message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await socket.send_bytes(message.data[::-1])
    return socket


@run
async def test_a_websocket_speaks_both_ways() -> None:
    house = House("realtime", echo, reads=False)
    async with open_house(house) as url, gate({"realtime": url}, STREET) as at:
        headers = {"Cookie": "a=1", "X-User-ID": "usr_1"}
        async with at.session.ws_connect(
            at.url + "/api/live/orders?since=3", protocols=["souk.v1"], headers=headers
        ) as socket:
            assert socket.protocol == "souk.v1"
            for number in range(20):
                await socket.send_str(f"hello {number}")
                assert (await socket.receive_str()) == f"you said hello {number}"
            await socket.send_bytes(b"abc")
            assert (await socket.receive_bytes()) == b"cba"
            await socket.send_str("bye")
            assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
            assert socket.close_code == 4001
        heard = house.heard[0]
        assert heard.target == "/api/live/orders?since=3"
        assert heard["cookie"] == "a=1"
        assert heard["x-user-id"] is None
        assert heard["x-forwarded-for"] == "127.0.0.1"


@run
async def test_a_websocket_may_be_quiet_for_longer_than_an_answer_may_take() -> None:
    async with (
        open_house(House("realtime", echo, reads=False)) as url,
        gate({"realtime": url}, STREET, answer_seconds=0.2, idle_seconds=0.2) as at,
        at.session.ws_connect(at.url + "/api/live/orders") as socket,
    ):
        await asyncio.sleep(0.6)
        await socket.send_str("still there")
        assert (await socket.receive_str()) == "you said still there"
        await asyncio.sleep(0.6)
        await socket.send_str("and now")
        assert (await socket.receive_str()) == "you said and now"


@run
async def test_when_the_client_leaves_the_house_hears_of_it() -> None:
    left = asyncio.Event()

    async def wait(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            pass
        left.set()
        return socket

    async with open_house(House("realtime", wait, reads=False)) as url, gate({"realtime": url}, STREET) as at:
        socket = await at.session.ws_connect(at.url + "/api/live/orders")
        await socket.close()
        async with asyncio.timeout(3):
            await left.wait()


@run
async def test_a_websocket_that_leads_nowhere_is_refused_before_it_is_open() -> None:
    async def no(request: web.Request) -> web.StreamResponse:
        return web.json_response({}, status=403)

    async with (
        open_house(House("realtime", no)) as url,
        gate({"realtime": url, "web": f"http://127.0.0.1:{free_port()}"}, STREET) as at,
    ):
        for path, status in (
            ("/api/live/orders", 403),
            ("/api/nothing", 404),
            ("/internal/calls", 404),
            ("/page", 503),
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await at.session.ws_connect(at.url + path)
            assert refused.value.status == status, path


@run
async def test_events_arrive_when_they_happen() -> None:
    async def ticking(request: web.Request) -> web.StreamResponse:
        told = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await told.prepare(request)
        for number in range(3):
            await told.write(f"data: {number}\n\n".encode())
            await asyncio.sleep(0.4)
        return told

    # A stream may be quiet for longer than another body.
    async with (
        open_house(House("realtime", ticking)) as url,
        gate({"realtime": url}, STREET, idle_seconds=0.2, answer_seconds=0.2) as at,
        at.session.get(at.url + "/api/live/orders") as answer,
    ):
        assert answer.headers["Content-Type"] == "text/event-stream"
        arrived = []
        async for piece in answer.content.iter_any():
            arrived.append((time.monotonic(), piece))
        assert b"".join(piece for _, piece in arrived) == b"data: 0\n\ndata: 1\n\ndata: 2\n\n"
        assert arrived[-1][0] - arrived[0][0] > 0.6
