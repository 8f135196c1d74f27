"""The API's documents are valid, and what the API answers is what they say: schemathesis looks for anything else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.journeys.market import Market


def test_the_openapi_document_is_valid(market: Market) -> None:
    document = market.get("/openapi.json").json()
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document["openapi"].startswith("3.1")
    assert len(document["paths"]) > 40


def test_every_event_is_in_the_asyncapi_document(market: Market) -> None:
    document = market.get("/asyncapi.json").json()
    assert document["asyncapi"] == "3.0.0"
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = {message["name"] for message in document["components"]["messages"].values()}
    assert {"souk.order.created.v1", "souk.payment.succeeded.v1", "souk.stock.changed.v1"} <= names
    for channel in document["channels"].values():
        for message in channel["messages"].values():
            assert message["$ref"].rsplit("/", 1)[1] in document["components"]["messages"]


def test_the_documents_have_pages(market: Market) -> None:
    for path, word in (
        ("/docs", b"swagger-ui"),
        ("/redoc", b"redoc"),
        ("/docs/events", b"souk.order.created.v1"),
    ):
        page = market.get(path)
        assert page.status == 200
        assert word in page.data


def test_no_request_makes_the_api_stumble_or_answer_what_it_did_not_declare(
    market: Market, tmp_path: Path
) -> None:
    """Most is refused to a shopper before it is read: chance is kept for who may do everything."""
    for role, phases in (("shopper", "examples,coverage"), ("administrator", "examples,coverage,fuzzing")):
        report = tmp_path / f"{role}.json"
        done = subprocess.run(
            [Path(sys.executable).with_name("schemathesis"), "run", f"{market.url}/openapi.json", "--max-examples", "8",
             "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
             "--phases", phases, "--generation-deterministic", "--max-failures", "20", "--no-color",
             "--exclude-path-regex", "/auth/logout",
             "--header", f"Authorization: Bearer {token(market, role)}"],
            capture_output=True, text=True, cwd=tmp_path, timeout=600,
        )  # fmt: skip
        report.write_text(json.dumps(done.stdout))
        assert done.returncode == 0, done.stdout[max(0, done.stdout.find("= FAILURES =")) :][:8000]


def token(market: Market, role: str) -> str:
    """An access token for a role, made with the market's own key."""
    code = (
        "from souk.kernel.access.identity import issue_access_token as i; from souk.kernel.ids import new_id as n;"
        f"print(i('usr_00000000000000000000000000', {[role, 'staff'] if role == 'administrator' else [role]!r}, n('tok'), 3600))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=market.environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
