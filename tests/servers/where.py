"""Where the real servers are: `make servers` writes it down, or the environment says (`SOUK_RABBITMQ`, `SOUK_KAFKA`, …)."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = Path(os.environ.get("SOUK_SERVERS_DIR", ROOT / ".servers")) / "env"


def address(name: str) -> str:
    """The URL of a server that answers. Fails the test, never skips it, when there is none."""
    variable = f"SOUK_{name.upper()}"
    lines = WRITTEN.read_text().splitlines() if WRITTEN.exists() else []
    written = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    url = os.environ.get(variable) or written.get(variable)
    if not url or not answers(url):
        pytest.fail(f"{name} does not answer: run `make servers` ({variable}={url or 'not set'})")
    return url


def answers(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0
