"""A real Chromium for tests, and what every page must be in it."""

from __future__ import annotations

import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE, DESKTOP = 390, 1440


def launch(playwright: Any) -> Any:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program is not None, "install chromium: scripts/browser does"
    return playwright.chromium.launch(executable_path=program, args=FLAGS)


def suits_everybody(window: Any, what: str) -> None:
    """On a phone and on a desk: axe finds nothing, and nothing scrolls sideways. The window keeps its size."""
    before = window.viewport_size
    for width in (PHONE, DESKTOP):
        window.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(window)
        assert found.violations_count == 0, f"{what} at {width}: {found.generate_report()}"
        wide = window.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{what} is {wide} px wide at {width}"
    window.set_viewport_size(before)
