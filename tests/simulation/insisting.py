"""Whoever works at the market asks again until there is an answer."""

from __future__ import annotations

from collections.abc import Callable

from souk.vocabulary.problems import Problem
from tests.simulation.stage import Dead, Stage
from tests.simulation.street import Street

TRIES = 12


def insist(stage: Stage, street: Street, who: str, what: str, do: Callable[[], object]) -> None:
    """The same with the same key. 503 is no answer: it says to come again, as while a story that died is nobody's yet."""
    for _ in range(TRIES):
        try:
            street.call(f"{who} {what}", do)
        except Dead:
            pass
        except Problem as refusal:
            if refusal.status != 503:
                stage.note(f"{what}: {refusal}")
                return
        else:
            stage.note(f"{what}: done")
            return
        stage.wait(1 + 5 * stage.random.random())
