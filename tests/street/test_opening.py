"""The first start: what was begun is gone on with at the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from souk.cli import opening
from souk.kernel.settings import settings


class Stopped(BaseException):
    """Ctrl-C, or the power."""


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What became of the demo market each time it was opened; it has its first shop as soon as it is begun."""
    opened: list[str] = []

    def open_it() -> None:
        opened.append("stopped" if not opened else "whole")
        if opened == ["stopped"]:
            raise Stopped

    here = settings().model_copy(update={"data": tmp_path, "demo": True})
    monkeypatch.setattr(opening, "settings", lambda: here)
    for name in ("composed", "_bring_databases_up_to_date", "gather"):
        monkeypatch.setattr(opening, name, lambda: None)
    monkeypatch.setattr(opening, "_is_empty", lambda: not opened)
    monkeypatch.setattr(opening, "_open_demo_market", open_it)
    return opened


def test_a_demo_market_that_was_half_open_is_opened_whole(demo: list[str]) -> None:
    with pytest.raises(Stopped):
        opening.prepare()
    opening.prepare()
    opening.prepare()
    assert demo == ["stopped", "whole"]
