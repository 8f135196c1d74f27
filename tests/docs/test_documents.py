"""The documents say what is true: commands run, links lead somewhere, names exist, and what is generated is up to date."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from souk.kernel.settings import Settings
from souk.services.products.rules.known_types import product_types
from souk.street import STREET
from tests.docs import documents
from tests.docs.documents import GENERATED, ROOT, SHELVES, WRITTEN, named
from tests.journeys.market import Market

README = ROOT / "README.md"
OFFER = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\nrope-bag,Rope Bag,RB-1,19.50,3\n"
#: Settings that are no field of a settings class.
OTHERS = {
    "SOUK_ACCEPT_SNAPSHOTS",
    "SOUK_HOST",
    "SOUK_PRODUCTS_BOOK_LAPTOP_DATABASE",
}  # the last: of types that share one


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with Market(tmp_path_factory.mktemp("readme"), [{"slug": "lamp", "stock": 10}]) as opened:
        yield opened


@pytest.fixture(scope="module")
def tried() -> set[str]:
    """The commands that ran: a document that names one again is right again."""
    return set()


def run(market: Market, command: list[str], where: Path) -> str:
    done = subprocess.run(
        command, cwd=where, env=market.environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{shlex.join(command)}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def purchased_twice(market: Market, where: Path) -> None:
    (script,) = documents.scripts(README)
    script = script.replace("http://127.0.0.1:8000", market.url)
    *_, purchase = script.strip().split("\n\n")
    answers = run(market, ["bash", "-euo", "pipefail", "-c", f"{script}\necho\n{purchase}"], where)
    first, again = [json.loads(line) for line in answers.splitlines() if line]
    assert first["status"] in ("confirmed", "processing"), "the carrier may be quick"
    assert first["payment"]["status"] == "captured"
    assert first["order_id"] == again["order_id"]


def test_the_purchase_of_the_readme_is_one_order_however_often_it_is_sent(
    market: Market, tmp_path: Path
) -> None:
    purchased_twice(market, tmp_path)


def test_the_same_purchase_survives_rehearsal(tmp_path: Path) -> None:
    """Every call between houses encoded, validated, and delivered twice where its promise says that it may be."""
    with Market(tmp_path, [{"slug": "lamp", "stock": 10}], SOUK_CALLS="rehearsal") as rehearsing:
        purchased_twice(rehearsing, tmp_path)
        fine, report = rehearsing.audit_until_quiet(20)
        assert fine, report


#: Commands that go on until they are told to stop (`tests/journeys` starts them), and one that needs a market of several processes.
TRIED_ELSEWHERE = ("run", "serve", "work", "beat", "jobs", "move-type")


def options_of(command: str) -> list[str]:
    """What a command of `souk` understands."""
    from typer.main import get_command

    from souk.cli import app

    parameters = get_command(app).commands[command].params  # type: ignore[attr-defined]
    return [option for parameter in parameters for option in parameter.opts if option.startswith("-")]


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_every_command_runs(
    path: Path, request: pytest.FixtureRequest, tried: set[str], tmp_path: Path
) -> None:
    (tmp_path / "products_export.csv").write_text(OFFER)
    for command in dict.fromkeys(documents.commands(path)):
        if command in tried:
            continue
        tried.add(command)
        words = [
            word for word in shlex.split(command.replace("…", "gifts")) if not re.match(r"SOUK_\w+=", word)
        ]
        if not words:  # settings alone
            continue
        if words[0] == "make":
            subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, check=True, capture_output=True)
        elif words[0] in ("souk", ".venv/bin/souk") and words[1] in TRIED_ELSEWHERE:
            for option_or_house in words[2:]:
                known = (*options_of(words[1]), *(house.name for house in STREET), *product_types())
                assert option_or_house in known, command
        elif words[0] in ("souk", ".venv/bin/souk"):
            souk = [sys.executable, "-m", "souk.cli", *words[1:]]
            run(request.getfixturevalue("market"), souk, tmp_path)
        elif words[0] == ".venv/bin/pytest":
            assert (ROOT / words[-1]).exists(), command
        else:
            assert words[0].startswith(".venv/bin/"), f"{command!r} is of a kind that nobody tries"
            assert Path(sys.executable).with_name(Path(words[0]).name).exists(), command


def test_what_was_imported_is_on_sale(market: Market, tmp_path: Path) -> None:
    (tmp_path / "products_export.csv").write_text(OFFER)
    (line,) = [command for command in documents.commands(README) if " import " in command]
    souk = [sys.executable, "-m", "souk.cli", *shlex.split(line)[1:]]
    run(market, souk, tmp_path)
    assert "1 as they were" in run(market, souk, tmp_path)
    assert json.loads(market.get("/api/products/rope-bag").data)["title"] == "Rope Bag"


@pytest.mark.parametrize("path", [*WRITTEN, *sorted(GENERATED.glob("*.md"))], ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    for link in documents.links(path):
        assert (path.parent / link.partition("#")[0]).exists(), link


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_files_that_are_named_exist(path: Path) -> None:
    for name in documents.paths(path):
        assert any((shelf / name).exists() or (shelf / f"{name}.py").exists() for shelf in SHELVES), name


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_settings_that_are_named_exist(path: Path) -> None:
    known = {f"SOUK_{field.upper()}" for field in Settings.model_fields} | OTHERS | documents.of_deployment()
    for house in STREET:
        parts = [
            "",
            *(f"_{part.upper()}" for part in (*house.stores, *(product_types() if house.kind else ()))),
        ]
        known |= {f"SOUK_{house.name.upper()}{part}_{what}" for part in parts for what in ("DATABASE", "URL")}
        if find_spec(f"souk.services.{house.name}.settings"):
            for kind in vars(importlib.import_module(f"souk.services.{house.name}.settings")).values():
                prefix = getattr(kind, "model_config", {}).get("env_prefix", "")
                known |= {f"{prefix}{field.upper()}" for field in getattr(kind, "model_fields", {})}
    assert set(documents.settings(path)) <= known


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=named)
def test_a_decision_is_short_and_says_its_price(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 12
    assert re.match(rf"# {int(path.name[:4])}\. ", text)
    for word in ("**Context.**", "**Choice.**", "**Price.**"):
        assert word in text, word


def test_the_backup_of_the_document_forgets_no_house() -> None:
    (loop,) = re.findall(r"^for house in (.+); do$", (ROOT / "docs" / "operations.md").read_text(), re.M)
    assert loop.split() == [house.name for house in STREET if house.has_database]


def test_what_is_generated_is_up_to_date(tmp_path: Path) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SOUK_")}
    for folder in ("one", "two"):
        command = [sys.executable, "scripts/generate_docs.py", str(tmp_path / folder)]
        subprocess.run(command, cwd=ROOT, env=own, check=True, capture_output=True, timeout=120)
    one, two, kept = (
        {path.name: path.read_text() for path in place.iterdir()}
        for place in (tmp_path / "one", tmp_path / "two", GENERATED)
    )
    kept[".env.example"] = (ROOT / ".env.example").read_text()
    assert one == two, "the same code gave two different documents"
    stale = sorted(name for name in {*one, *kept} if one.get(name) != kept.get(name))
    assert not stale, f"run `make docs`: {', '.join(stale)}"
