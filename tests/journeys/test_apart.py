"""Two houses in two processes: the same contract, over HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from tests.journeys.market import ROOT, _free_port

ASK = """
import json, sys
from souk.process import compose
compose()
from souk.contracts.inventory.calls import Inventory, OutOfStock, Receipt, StockLine
from souk.kernel.neighbours.asking import ask
from souk.kernel.neighbours.calling import Remote
from souk.kernel.neighbours.asking import provided
assert isinstance(provided()[Inventory], Remote)
inventory = ask(Inventory)
said = {}
inventory.receive(key="r", receipts=[Receipt(variation_id="var_1", sku="S", quantity=3)])
inventory.receive(key="r", receipts=[Receipt(variation_id="var_1", sku="S", quantity=3)])
said["available"] = inventory.levels(variation_ids=["var_1"])[0].available
first = inventory.reserve(key="k", lines=[StockLine(variation_id="var_1", quantity=2)])
said["same"] = first.lines == inventory.reserve(key="k", lines=[StockLine(variation_id="var_1", quantity=2)]).lines
try:
    inventory.reserve(key="k2", lines=[StockLine(variation_id="var_1", quantity=2)])
except OutOfStock as refused:
    said["shortage"] = refused.extra["shortages"][0]["available"]
print(json.dumps(said))
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    with inventory_elsewhere(tmp_path) as environment:
        yield environment


@contextmanager
def inventory_elsewhere(tmp_path: Path, **settings: str) -> Iterator[dict[str, str]]:
    """inventory in a process of its own; yields the environment of a process that hosts orders and asks it."""
    port = _free_port()
    shared = {
        **os.environ,
        "SOUK_SERVICE_TOKEN": "between houses",
        "SOUK_LOG_LEVEL": "ERROR",
        "SOUK_DEMO": "false",
        **settings,
    }
    theirs = shared | {
        "SOUK_DATA": str(tmp_path / "theirs"),
        "SOUK_PORT": str(port),
        "SOUK_NEIGHBOURS": "http://127.0.0.1:9",
    }
    subprocess.run(
        [sys.executable, "-m", "souk.cli", "migrate"],
        cwd=ROOT,
        env=theirs | {"SOUK_HOST": "inventory"},
        check=True,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "souk.cli", "serve", "inventory", "--work"], cwd=ROOT, env=theirs, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                if urllib3.request("GET", f"{url}/health/ready", retries=False, timeout=1).status == 200:
                    break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
        yield shared | {"SOUK_HOST": "orders", "SOUK_DATA": str(tmp_path / "ours"), "SOUK_INVENTORY_URL": url}
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_neighbour_in_another_process_is_asked_as_if_it_were_here(elsewhere: dict[str, str]) -> None:
    assert json.loads(run(ASK, elsewhere)) == {"available": 3, "same": True, "shortage": 1}


def test_a_neighbour_that_is_down_is_unavailable_within_its_deadline(elsewhere: dict[str, str]) -> None:
    code = """
import time
from souk.process import compose
compose()
from souk.contracts.inventory.calls import Inventory
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.problems import Unavailable
began = time.monotonic()
try:
    ask(Inventory).levels(variation_ids=["var_1"])
except Unavailable as problem:
    print(problem.status, time.monotonic() - began < 3)
"""
    down = elsewhere | {"SOUK_INVENTORY_URL": f"http://127.0.0.1:{_free_port()}"}
    assert run(code, down) == "503 True"


def test_without_the_service_token_the_internal_door_stays_shut(elsewhere: dict[str, str]) -> None:
    url = elsewhere["SOUK_INVENTORY_URL"] + "/internal/calls/inventory/Inventory/levels"
    answer = urllib3.request(
        "POST", url, body=b'{"variation_ids": []}', headers={"Authorization": "Bearer guess"}
    )
    assert answer.status == 401


@pytest.mark.parametrize(
    "command", [["serve", "orders"], ["work", "orders"], ["serve", "orders", "payments"]]
)
def test_a_house_whose_neighbour_is_nowhere_says_so_at_start(tmp_path: Path, command: list[str]) -> None:
    done = souk(*command, data=tmp_path)
    assert done.returncode != 0
    assert "orders asks inventory: host it here or set SOUK_INVENTORY_URL" in " ".join(done.stderr.split())


def test_a_house_that_is_not_on_the_street_is_not_served(tmp_path: Path) -> None:
    done = souk("serve", "gifts", data=tmp_path)
    assert done.returncode == 2
    assert "there is no house" in done.stderr


def test_work_ends_when_it_is_told_to(tmp_path: Path) -> None:
    assert souk("migrate", data=tmp_path, SOUK_HOST="users").returncode == 0
    environment = os.environ | {"SOUK_DATA": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "souk.cli", "work", "users"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "Working for users.\n"
    process.terminate()
    assert process.wait(30) == 0


def test_a_stop_is_heeded_while_a_house_is_still_loading(tmp_path: Path) -> None:
    assert souk("migrate", data=tmp_path, SOUK_HOST="users").returncode == 0
    environment = os.environ | {"SOUK_DATA": str(tmp_path), "SOUK_PORT": str(_free_port())}
    for seconds in (0.1, 0.4, 0.8):
        process = subprocess.Popen(
            [sys.executable, "-m", "souk.cli", "serve", "users"], cwd=ROOT, env=environment
        )
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not children.read_text():  # its worker
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(seconds)
        process.terminate()
        assert process.wait(8) == 0, "after ten seconds it is killed"


def souk(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "souk.cli", *arguments],
        cwd=ROOT,
        env=os.environ | {"SOUK_DATA": str(data)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
