"""What a failure leaves in the log: where it happened, and nothing of what was in hand."""

from __future__ import annotations

import subprocess
import sys

import pytest

_FAILS = """
import logging, os
os.environ["SOUK_LOG_FORMAT"], os.environ["SOUK_LOG_LEVEL"] = "{format}", "ERROR"
from souk.kernel.telemetry.logs import log, start_logging
start_logging()
def deed():
    typed = "ada@" + "example.org"
    raise ValueError("no")
for tell in (logging.getLogger("django.request").exception, log("souk").exception):
    try:
        deed()
    except ValueError:
        tell("it_failed")
"""


@pytest.mark.parametrize("format", ["json", "console"])
def test_a_traceback_in_the_log_has_no_variables(format):
    ran = subprocess.run(
        [sys.executable, "-c", _FAILS.replace("{format}", format)], capture_output=True, text=True, check=True
    )
    assert ran.stderr.count("ValueError") >= (1 if format == "json" else 2)
    assert "ada@example.org" not in ran.stderr
    assert "locals" not in ran.stderr
