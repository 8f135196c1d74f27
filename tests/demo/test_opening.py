"""What `souk seed` shows while the demo market is opened."""

from __future__ import annotations

from typing import Any

import pytest

from souk.cli import opening
from souk.cli.screen import progress_of, screen


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
