"""The least a proxy can do: aiohttp's client behind granian, and nothing of what the gateway is for. `BARE_PROXY_TO` is the house."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
_sessions: list[aiohttp.ClientSession] = []


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    if scope["type"] != "http":
        return
    if not _sessions:
        connector = aiohttp.TCPConnector(limit=0)
        _sessions.append(aiohttp.ClientSession(connector=connector, auto_decompress=False))
    headers = {
        name.decode(): value.decode() for name, value in scope["headers"] if name.decode() not in HOP_BY_HOP
    }
    async with _sessions[0].request(
        scope["method"], os.environ["BARE_PROXY_TO"] + scope["path"], headers=headers
    ) as answer:
        body = await answer.read()
        kept = [
            (name.lower().encode(), value.encode())
            for name, value in answer.headers.items()
            if name.lower() not in HOP_BY_HOP
        ]
    await send({"type": "http.response.start", "status": answer.status, "headers": kept})
    await send({"type": "http.response.body", "body": body})
