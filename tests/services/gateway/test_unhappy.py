"""Houses that are down, slow, broken or lying, and clients that go away."""

from __future__ import annotations

import asyncio
import contextlib
import time

import psutil
from aiohttp import web

from tests.services.gateway.gate import HEADER_SECONDS, House, free_port, gate, open_house, raw_house, run

HTTP_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


async def head_of(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


@run
async def test_a_house_that_is_down_is_503_for_its_paths_and_nobody_elses() -> None:
    async with (
        open_house(House("products")) as up,
        gate({"orders": f"http://127.0.0.1:{free_port()}", "products": up}) as at,
    ):
        for method, path in (("GET", "/api/orders/ord_1"), ("POST", "/api/checkout")):
            down = await at.request(method, path)
            assert (down.status, down.json()["code"]) == (503, "unavailable")
            assert int(down.headers["Retry-After"]) >= 1
            assert down.headers["Content-Type"] == "application/problem+json"
            assert down.headers["X-Request-ID"]
        assert (await at.get("/api/categories")).status == 200
        assert (await at.get("/api/nothing")).status == 404
        page = await at.get("/cart", Accept="text/html")
        assert (page.status, page.headers["Content-Type"]) == (503, "text/html; charset=utf-8")


@run
async def test_after_failures_in_a_row_a_house_is_left_in_peace_and_tried_again() -> None:
    port, house = free_port(), House("orders")
    async with gate({"orders": f"http://127.0.0.1:{port}"}, failures=3, rest_seconds=0.3) as at:
        for _ in range(3):
            assert (await at.get("/api/orders")).status == 503
        runner = web.AppRunner(_app(house), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        resting = await at.get("/api/orders")
        assert (resting.status, resting.headers["Retry-After"]) == (503, "1")
        assert house.heard == []
        await asyncio.sleep(0.7)
        assert (await at.get("/api/orders")).status == 200
        assert (await at.get("/api/orders")).status == 200
        await runner.cleanup()


def _app(house: House) -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", house.handle)
    return app


@run
async def test_when_one_replica_dies_the_other_answers_everything() -> None:
    async with (
        open_house(House("two")) as two,
        gate({"orders": f"http://127.0.0.1:{free_port()},{two}"}, failures=100) as at,
    ):
        for _ in range(6):
            assert (await at.get("/api/orders")).status == 200
            # Nothing was sent to the dead one, so even what must not be done twice goes to the other.
            assert (await at.request("POST", "/api/checkout", data=b"{}")).status == 200


@run
async def test_what_may_be_repeated_is_repeated_once_when_a_house_hangs_up() -> None:
    talks: list[bytes] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(await head_of(reader))

    async with raw_house(hang_up) as url, gate({"orders": url, "users": url}) as at:
        assert (await at.get("/api/orders")).status == 503
        assert len(talks) == 2
        for method, path in (
            ("POST", "/api/checkout"),
            ("DELETE", "/api/users/me/picture"),
            ("PUT", "/api/users/usr_1/roles"),
        ):
            talks.clear()
            answered = await at.request(method, path, data=b"{}", headers={"Idempotency-Key": "k"})
            assert answered.status == 503
            assert len(talks) == 1, f"{method} was sent twice"


@run
async def test_a_connection_that_the_house_closed_meanwhile_costs_a_reader_nothing() -> None:
    count = 0

    async def one_answer_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        await head_of(reader)
        count += 1
        writer.write(HTTP_OK + b"Content-Length: 2\r\n\r\nok")  # and closes, though it said nothing of it

    async with raw_house(one_answer_each) as url, gate({"orders": url}) as at:
        for _ in range(5):
            assert (await at.get("/api/orders")).status == 200
        assert count == 5


@run
async def test_garbage_is_not_passed_on() -> None:
    for garbage in (b"hello?\r\n\r\n", b"\x00\x01\x02" * 100 + b"\r\n\r\n", b"HTTP/1.1 999999 what\r\n\r\n"):

        async def mumble(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: bytes = garbage
        ) -> None:
            await head_of(reader)
            writer.write(said)
            await writer.drain()

        async with raw_house(mumble) as url, gate({"orders": url}) as at:
            answered = await at.get("/api/orders")
            assert (answered.status, answered.json()["code"]) == (502, "answer-unreadable"), garbage


@run
async def test_a_house_that_hangs_is_left_after_its_time() -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with raw_house(hang) as url, gate({"orders": url}, answer_seconds=0.3) as at:
        began = time.monotonic()
        answered = await at.get("/api/orders")
        assert (answered.status, answered.json()["code"]) == (504, "answer-too-late")
        assert 0.25 < time.monotonic() - began < 1.5
        assert "Retry-After" in answered.headers


@run
async def test_a_house_that_hangs_does_not_hold_the_others_up() -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with (
        raw_house(hang) as slow,
        open_house(House()) as quick,
        gate({"orders": slow, "products": quick}, answer_seconds=1, in_flight=20) as at,
    ):
        waiting = [asyncio.create_task(at.get("/api/orders")) for _ in range(40)]
        await asyncio.sleep(0.2)
        began = time.monotonic()
        assert (await at.get("/api/categories")).status == 200
        assert time.monotonic() - began < 0.3
        statuses = [one.status for one in await asyncio.gather(*waiting)]
        assert sorted(statuses) == [503] * 20 + [504] * 20, "those that would only queue are told at once"


@run
async def test_a_short_answer_that_breaks_off_is_no_answer() -> None:
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(HTTP_OK + b"Content-Length: 100\r\n\r\nhalf")
        await writer.drain()

    async with raw_house(break_off) as url, gate({"orders": url}) as at:
        answered = await at.get("/api/orders")
        assert (answered.status, answered.json()["code"]) == (502, "answer-unreadable")


@run
async def test_an_answer_may_take_its_time_between_pieces_but_not_for_ever() -> None:
    """How long a house may be silent is one thing before its answer begins, another after that."""
    pause = 0.3

    async def in_pieces(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nabc")
        await asyncio.sleep(pause)
        writer.write(b"def")
        await asyncio.sleep(5)

    async with raw_house(in_pieces) as url, gate({"orders": url}, answer_seconds=0.15, idle_seconds=2) as at:
        assert (await at.get("/api/orders")).body == b"abcdef"
    async with raw_house(in_pieces) as url, gate({"orders": url}, answer_seconds=2, idle_seconds=0.15) as at:
        assert (await at.get("/api/orders")).status == 502


@run
async def test_a_long_answer_that_breaks_off_is_not_taken_for_a_whole_one() -> None:
    for framing in (b"Content-Length: 10000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n20000\r\n"):

        async def break_off(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, framing: bytes = framing
        ) -> None:
            await head_of(reader)
            writer.write(HTTP_OK + framing + b"x" * 0x20000 + (b"\r\n" if b"chunked" in framing else b""))
            await writer.drain()

        async with raw_house(break_off) as url, gate({"orders": url}) as at:
            got = await at.raw(b"GET /api/orders HTTP/1.1\r\nHost: shop\r\n\r\n", seconds=2)
            assert got.startswith(b"HTTP/1.1 200")
            assert not got.endswith(b"0\r\n\r\n")
            assert got.count(b"x") < 10_000_000


@run
async def test_a_hundred_megabytes_pass_through_without_being_kept() -> None:
    size, piece = 100 * 1024 * 1024, b"x" * 65536

    async def flood(request: web.Request) -> web.StreamResponse:
        told = web.StreamResponse(headers={"Content-Length": str(size)})
        await told.prepare(request)
        for _ in range(size // len(piece)):
            await told.write(piece)
        return told

    async with open_house(House("orders", flood)) as url, gate({"orders": url}) as at:
        before, most, got = psutil.Process().memory_info().rss, 0, 0
        async with at.session.get(at.url + "/api/orders") as answer:
            await asyncio.sleep(0.5)  # a slow reader is not read ahead for
            async for part in answer.content.iter_any():
                got += len(part)
                most = max(most, psutil.Process().memory_info().rss - before)
        assert got == size
        assert most < 40 * 1024 * 1024, f"{most / 1e6:.0f} MB"


@run
async def test_a_large_upload_passes_in_pieces_and_a_larger_one_is_refused_at_once() -> None:
    house = House("products")
    async with open_house(house) as url, gate({"products": url}) as at:
        fits = await at.request("POST", "/api/products/lamp/images", data=b"x" * (8 * 1024 * 1024))
        assert fits.status == 200
        assert len(house.heard[0].body) == 8 * 1024 * 1024
        assert house.heard[0]["content-length"] == str(8 * 1024 * 1024)
        told = await at.raw(
            b"POST /api/products/lamp/images HTTP/1.1\r\nHost: shop\r\nContent-Length: 100000000\r\n\r\n",
            seconds=1,
        )
        assert told.split(b" ")[1] == b"413"
        assert len(house.heard) == 1


@run
async def test_a_body_without_a_length_gets_one_or_is_refused() -> None:
    async def pieces(count: int):
        for _ in range(count):
            yield b"y" * 100_000

    house = House("products")
    async with open_house(house) as url, gate({"products": url}) as at:
        assert (await at.request("POST", "/api/categories", data=pieces(2))).status == 200
        assert house.heard[0]["content-length"] == "200000"
        assert house.heard[0]["transfer-encoding"] is None
        refused = await at.request("POST", "/api/categories", data=pieces(20))
        assert (refused.status, refused.json()["code"]) == (411, "length-required")
        assert len(house.heard) == 1


@run
async def test_who_sends_too_slowly_is_not_waited_for() -> None:
    house = House("products")
    async with open_house(house) as url, gate({"products": url}, idle_seconds=0.3) as at:
        for length in (b"50", b"500000"):
            told = await at.raw(
                b"POST /api/categories HTTP/1.1\r\nHost: shop\r\nContent-Length: %s\r\n\r\nx" % length,
                seconds=2,
            )
            assert told.split(b" ")[1] == b"408", told
        assert house.heard == []
        assert (await at.get("/api/categories")).status == 200, "it was not the house's fault"


@run
async def test_who_goes_away_in_mid_upload_leaves_half_a_request_that_no_house_takes_for_a_whole() -> None:
    ended: list[bytes] = []

    async def read_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await head_of(reader)
            ended.append(await reader.readexactly(500_000))
        except asyncio.IncompleteReadError as half:
            ended.append(half.partial)

    async with raw_house(read_on) as url, gate({"products": url}, failures=1) as at:
        _, writer = await asyncio.open_connection("127.0.0.1", at.port)
        writer.write(
            b"POST /api/categories HTTP/1.1\r\nHost: shop\r\nContent-Length: 500000\r\n\r\n" + b"x" * 300_000
        )
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.close()
        for _ in range(100):
            if ended:
                break
            await asyncio.sleep(0.02)
        assert len(ended) == 1
        assert len(ended[0]) < 500_000


@run
async def test_who_goes_away_in_mid_answer_ends_the_reading_of_it() -> None:
    stopped = asyncio.Event()

    async def for_ever(request: web.Request) -> web.StreamResponse:
        told = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await told.prepare(request)
        try:
            while True:
                await told.write(b"data: tick\n\n")
                await asyncio.sleep(0.02)
        except (ConnectionError, asyncio.CancelledError):
            stopped.set()
            raise

    async with open_house(House("orders", for_ever)) as url, gate({"orders": url}) as at:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.3), at.session.get(at.url + "/api/orders") as answer:
                async for _ in answer.content.iter_any():
                    pass
        async with asyncio.timeout(3):
            await stopped.wait()


@run
async def test_a_client_that_never_finishes_its_headers_is_none_of_the_others_trouble() -> None:
    async with open_house(House("products")) as url, gate({"products": url}) as at:
        slow = [await asyncio.open_connection("127.0.0.1", at.port) for _ in range(200)]
        for _, writer in slow:
            writer.write(b"GET /api/categories HTTP/1.1\r\nHost: shop\r\nX-Slow: ")
        began = time.monotonic()
        assert (await at.get("/api/categories")).status == 200
        assert time.monotonic() - began < 0.5
        async with asyncio.timeout(HEADER_SECONDS + 2):
            for reader, writer in slow:
                await reader.read()  # the gateway hangs up
                writer.close()
