"""One document for all houses, whichever way they run; and how the street is doing."""

from __future__ import annotations

import gzip
import importlib
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from scripts import generate_doors
from souk.services.gateway.asgi import application
from souk.services.gateway.asgi.documents import kept
from tests.services.gateway.gate import House, free_port, gate, open_house, run


def test_the_table_is_what_the_houses_offer() -> None:
    assert generate_doors.DOORS.read_text() == generate_doors.written(generate_doors.doors()), (
        "run `make docs`"
    )


def test_every_endpoint_has_its_door() -> None:
    for house in kept()["houses"]:
        try:
            room = importlib.import_module(f"souk.services.{house}.api")
        except ModuleNotFoundError:
            continue
        for method, path in room.api.permissions:
            assert kept()["api"]["/api" + path][method] == house


def test_the_documents_are_those_that_one_process_shows(client: Any) -> None:
    @run
    async def scene() -> None:
        async with gate({}) as at:
            for path in ("/openapi.json", "/asyncapi.json"):
                shown = await at.get(path)
                assert shown.status == 200
                assert shown.headers["Content-Type"] == "application/json"
                apart[path] = shown.json()
            for path, word in (
                ("/docs", b"swagger-ui"),
                ("/redoc", b"<redoc"),
                ("/docs/events", b"souk.order.created.v1"),
            ):
                page = await at.get(path)
                assert page.status == 200
                assert word in page.body
                assert page.headers["Content-Security-Policy"]
                pages[path] = page.body

    apart: dict[str, Any] = {}
    pages: dict[str, bytes] = {}
    scene()
    for path, document in apart.items():
        assert document == client.get(path).json(), path
    for path, body in pages.items():
        assert body == client.get(path).content, path
    assert list(OpenAPIV31SpecValidator(apart["/openapi.json"]).iter_errors()) == []


@run
async def test_a_document_is_sent_small_and_only_when_it_is_new() -> None:
    async with gate({}) as at:
        small = await at.get("/openapi.json", Accept_Encoding="gzip")
        assert small.headers["Content-Encoding"] == "gzip"
        assert len(small.body) < len(gzip.decompress(small.body)) / 4
        again = await at.get("/openapi.json", If_None_Match=small.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        head = await at.request("HEAD", "/openapi.json")
        assert (head.status, head.body) == (200, b"")
        assert (await at.request("POST", "/openapi.json")).status == 405


@run
async def test_the_gateway_lives_whatever_the_houses_do() -> None:
    async with gate({"orders": f"http://127.0.0.1:{free_port()}"}) as at:
        for path in ("/healthz", "/health/live", "/health/ready"):
            assert (await at.get(path)).json()["status"] == "ok"


@run
async def test_readiness_names_every_house() -> None:
    house = House()
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with open_house(house) as url:
        async with gate({"orders": url, "search": url}) as at:
            fine = await at.get("/readyz")
            assert (fine.status, fine.json()["status"]) == (200, "ok")
            asked = len(house.heard)
            await at.get("/readyz")
            assert len(house.heard) == asked, "houses are asked once a second at most"
        async with gate({"orders": url, "search": nowhere}) as at:
            weak = await at.get("/readyz")
            assert (weak.status, weak.json()["status"]) == (200, "degraded")
            assert weak.json()["houses"]["search"] == {"status": "down", "essential": False}
        async with gate({"orders": nowhere, "search": url}) as at:
            down = await at.get("/readyz")
            assert (down.status, down.json()["status"]) == (503, "down")
            assert down.json()["houses"]["orders"] == {"status": "down", "essential": True}
        async with gate({"orders": f"{nowhere},{url}"}) as at:
            assert (await at.get("/readyz")).json()["status"] == "ok", "one replica is enough"


def test_one_process_says_how_it_is_doing_in_the_same_words(client: Any) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    told = client.get("/readyz").json()
    assert told["status"] == "ok"
    assert told["houses"]["orders"] == {"status": "ok", "essential": True}


def test_a_house_whose_address_is_not_told_is_a_sentence_at_the_start() -> None:
    with pytest.raises(SystemExit, match="SOUK_ORDERS_URL"):
        application()
