"""The way of a request to its house and of the answer back, in pieces where they are large."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
from starlette.types import Message, Receive, Scope, Send

from souk.kernel.telemetry.logs import log
from souk.services.gateway.adapters.houses import Outgoing, Upload, wait_between_pieces
from souk.services.gateway.rules import headers
from souk.services.gateway.rules.headers import Caller, Given
from souk.services.gateway.rules.problems import AnswerUnreadable, LengthRequired, UploadTooSlow
from souk.vocabulary.problems import BadRequest, TooLarge

_log = log(__name__)

#: As `kernel/web/front.py` has it for every house.
LARGEST_BODY = 10 * 1024 * 1024
#: What does not say its length is gathered first, because WSGI cannot read it otherwise.
LARGEST_UNMEASURED = 1024 * 1024
#: What is smaller travels in one piece.
_SMALL = 64 * 1024
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Broken(Exception):
    """The answer broke off in the middle; so must the client's connection."""


async def outgoing(
    scope: Scope, given: Given, receive: Receive, caller: Caller, idle_seconds: float
) -> Outgoing:
    """The request as its house gets it. Raises a Problem for a body that is too large, or ClientGone."""
    method, raw, query = scope["method"], scope["raw_path"], scope["query_string"]
    target = (raw + b"?" + query if query else raw).decode("latin-1")
    told = headers.to_house(given, caller)
    length = _length(given)
    body: bytes | Upload | None = None
    if length is None:
        has_body = headers.one(given, b"transfer-encoding") or (
            scope["http_version"] == "2" and method not in _REPEATABLE
        )
        if has_body:
            body = await _gathered(receive, idle_seconds, LARGEST_UNMEASURED) or None
    elif length > LARGEST_BODY:
        raise TooLarge(f"A body may have at most {LARGEST_BODY // 1024 // 1024} MB.")
    elif length > _SMALL:
        body = Upload(_pieces(receive, idle_seconds))
    elif length:
        body = await _gathered(receive, idle_seconds, length)
    return Outgoing(method, target, told, body, may_repeat=method in _REPEATABLE)


def _length(given: Given) -> int | None:
    told = headers.one(given, b"content-length")
    if not told:
        return None
    if not told.isdigit():
        raise BadRequest("Content-Length is a number.")
    return int(told)


async def _pieces(receive: Receive, idle_seconds: float) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(idle_seconds):
                message = await receive()
        except TimeoutError:
            raise UploadTooSlow("Please send it again.") from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        if piece := message.get("body"):
            yield piece
        if not message.get("more_body"):
            return


async def _gathered(receive: Receive, idle_seconds: float, most: int) -> bytes:
    parts, size = [], 0
    async for piece in _pieces(receive, idle_seconds):
        parts.append(piece)
        size += len(piece)
        if size > most:
            raise LengthRequired(
                f"A body of more than {most // 1024} kB must say its length beforehand (Content-Length)."
            )
    return b"".join(parts)


async def incoming(answer: aiohttp.ClientResponse, receive: Receive, send: Send, idle_seconds: float) -> None:
    """Carries a house's answer to the client. Raises AnswerUnreadable while the client has seen nothing of it, Broken after that,
    ClientGone when nobody waits for the rest."""
    start: Message = {
        "type": "http.response.start",
        "status": answer.status,
        "headers": headers.to_client(answer.raw_headers),
    }
    length = answer.content_length
    is_empty = answer.method == "HEAD" or answer.status in (204, 304)
    if is_empty or (length is not None and length <= _SMALL):
        try:
            body = b"" if is_empty else await _read(answer, idle_seconds)
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            answer.close()
            _log.warning("house_broke_off", path=answer.url.path, why=repr(failure))
            raise AnswerUnreadable("Its answer broke off; please try again.") from failure
        answer.release()
        await send(start)
        await send({"type": "http.response.body", "body": body})
        return
    is_stream = answer.content_type == "text/event-stream"
    await _streamed(answer, start, receive, send, None if is_stream else idle_seconds)


async def _read(answer: aiohttp.ClientResponse, idle_seconds: float) -> bytes:
    wait_between_pieces(answer, idle_seconds)
    return await answer.read()


async def _streamed(
    answer: aiohttp.ClientResponse, start: Message, receive: Receive, send: Send, idle_seconds: float | None
) -> None:
    wait_between_pieces(answer, idle_seconds)
    await send(start)
    gone = asyncio.create_task(_until_gone(receive))
    gone.add_done_callback(lambda _: answer.close())  # ends the reading below
    try:
        while True:
            piece = await answer.content.readany()
            if not piece:
                break
            async with asyncio.timeout(idle_seconds):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
    except (aiohttp.ClientError, OSError, TimeoutError) as failure:
        if gone.done():
            raise ClientGone from failure
        answer.close()
        raise Broken(repr(failure)) from failure
    finally:
        gone.cancel()
    if answer.content.at_eof() and not answer.closed:
        answer.release()
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
