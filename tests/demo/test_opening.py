"""The demo market is opened: what `souk seed` shows meanwhile, and that what was begun is gone on with at the next start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from souk.cli import opening
from souk.cli.screen import progress_of, screen
from souk.kernel.settings import settings


def test_a_past_that_a_market_does_not_get_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of several processes has none: `0/?` stood there as long as all the rest took."""
    monkeypatch.setattr(opening, "composed", lambda: ["web"])
    with screen.capture() as said:
        opening._open_history()
    assert said.get().strip() == ""


def test_a_past_that_it_gets_is_shown_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_history(houses: list[str], progress: Any) -> None:
        progress("the last weeks", 3, 40)

    monkeypatch.setattr("souk.demo.history.open_history", open_history)
    monkeypatch.setattr(opening, "composed", lambda: ["orders"])
    with screen.capture() as said:
        opening._open_history()
    assert "The last weeks" in said.get()
    assert "3/40" in said.get()


def test_how_much_there_is_to_do_may_become_more() -> None:
    with screen.capture() as said, progress_of("Goods") as show:
        show(1, 2)
        show(2, 5)
    assert "2/5" in said.get()


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
