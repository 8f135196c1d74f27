"""WebSockets, carried both ways until one side has had enough."""

from __future__ import annotations

import asyncio

import aiohttp
from starlette.types import Message, Receive, Scope, Send

from souk.services.gateway.adapters.houses import Houses

#: Of the handshake; aiohttp makes its own.
_HANDSHAKE = frozenset(
    {"sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol"}
)
#: RFC 6455 §7.4.1.
_GOING_AWAY, _NOT_SENT = 1001, (1005, 1006)


def refusing(scope: Scope, send: Send) -> Send:
    """Turns an ordinary answer into the refusal of a handshake, or a plain refusal where the server knows no better."""
    can_say_why = "websocket.http.response" in scope.get("extensions", {})

    async def refuse(message: Message) -> None:
        if can_say_why:
            await send({**message, "type": message["type"].replace("http.", "websocket.http.", 1)})
        elif message["type"] == "http.response.start":
            await send({"type": "websocket.close", "code": 1008})

    return refuse


async def carry(
    houses: Houses, house: str, scope: Scope, told: list[tuple[str, str]], receive: Receive, send: Send
) -> None:
    """`told`: the headers for the house. Raises a Problem when the house cannot be reached; its own refusal is passed on."""
    query = scope["query_string"]
    target = (scope["raw_path"] + b"?" + query if query else scope["raw_path"]).decode("latin-1")
    told = [(name, value) for name, value in told if name not in _HANDSHAKE]
    if (await receive())["type"] != "websocket.connect":
        return
    try:
        opened = await houses.connect(house, target, told, list(scope.get("subprotocols", [])))
    except aiohttp.WSServerHandshakeError as refusal:
        refuse = refusing(scope, send)
        await refuse({"type": "http.response.start", "status": refusal.status if refusal.status >= 400 else 502, "headers": []})  # fmt: skip
        await refuse({"type": "http.response.body", "body": b""})
        return
    async with opened:
        await send({"type": "websocket.accept", "subprotocol": opened.protocol, "headers": []})
        there = asyncio.create_task(_to_house(receive, opened))
        back = asyncio.create_task(_to_client(opened, send))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        has_left = there.done()
        there.cancel()
        back.cancel()
        await asyncio.gather(there, back, return_exceptions=True)
    if not has_left:
        await send({"type": "websocket.close", "code": _fit(opened.close_code)})


async def _to_house(receive: Receive, opened: aiohttp.ClientWebSocketResponse) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            await opened.close(code=_fit(message.get("code")))
            return
        if message.get("text") is not None:
            await opened.send_str(message["text"])
        elif message.get("bytes") is not None:
            await opened.send_bytes(message["bytes"])


async def _to_client(opened: aiohttp.ClientWebSocketResponse, send: Send) -> None:
    async for message in opened:
        if message.type is aiohttp.WSMsgType.TEXT:
            await send({"type": "websocket.send", "text": message.data})
        elif message.type is aiohttp.WSMsgType.BINARY:
            await send({"type": "websocket.send", "bytes": message.data})


def _fit(code: int | None) -> int:
    """A code that may be sent: some only say that none came."""
    return _GOING_AWAY if code in (None, *_NOT_SENT) else int(code)
