"""The image runs as nobody, says whether it is well, and takes nothing along that it does not need."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from souk.kernel.operations.watching import show_on
from tests.deploy.written import DEPLOY, ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
SCRIPTS = sorted(DEPLOY.rglob("*.sh"))


def last_stage() -> str:
    return DOCKERFILE.rpartition("\nFROM ")[2]


def test_it_runs_as_a_user_that_kubernetes_can_tell_from_root() -> None:
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", last_stage(), re.M)


def test_its_user_and_its_group_have_a_name() -> None:
    """Celery takes a group that it does not find for root's, and says so at length."""
    user, group = re.findall(r"^USER (\d+):(\d+)$", last_stage(), re.M)[0]
    assert f"groupadd --gid {group} souk" in last_stage()
    assert f"--uid {user} --gid souk" in last_stage()


def looked_at(port: int) -> int:
    """The exit code of the image's health check, for whatever listens at a port."""
    words = json.loads(last_stage().partition("HEALTHCHECK")[2].partition("CMD ")[2].partition("\n")[0])
    assert words[0] == "python"
    done = subprocess.run(
        [sys.executable, *words[1:]], env={"SOUK_PORT": str(port)}, capture_output=True, timeout=30
    )
    return done.returncode


@pytest.mark.parametrize(("is_alive", "code"), [(True, 0), (False, 1)])
def test_it_says_whether_it_is_well(is_alive: bool, code: int) -> None:
    server = show_on("127.0.0.1", 0, lambda: is_alive)
    assert server is not None
    assert looked_at(server.server_address[1]) == code
    server.shutdown()
    server.server_close()
    assert looked_at(server.server_address[1]) == 1


def test_asking_whether_it_is_well_loads_no_http_library() -> None:
    """Thirty containers ask four times a minute: with one that is a quarter of a core, all day, and more while they start."""
    check = last_stage().partition("HEALTHCHECK")[2]
    assert "import os, socket;" in check
    assert "urllib" not in check
    assert "http.client" not in check


def test_one_entrance_for_every_role() -> None:
    assert 'ENTRYPOINT ["souk"]' in last_stage()


def test_libraries_are_those_of_the_lock_and_nothing_for_development() -> None:
    for line in re.findall(r"uv sync.*", DOCKERFILE):
        assert "--frozen --no-dev --extra servers --extra mysql" in line


def test_no_compiler_in_what_is_shipped() -> None:
    assert "gcc" not in last_stage()
    assert "COPY --from=build" in last_stage()


def test_only_what_it_is_built_from_is_sent_to_the_builder() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        name for line in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.M) for name in line.split()
    }
    assert copied == sent


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing_in_a_script(path: Path) -> None:
    checker = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run([checker, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
