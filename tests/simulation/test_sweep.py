"""The short form of `make sweep`: one death at every third point of the plain tale, and at some of every other."""

from __future__ import annotations

import pytest

from tests.simulation.sweep import TALES, Tale, tell

PLAIN, EVERY = 3, 40  # of the plain tale's points, and of the others'


@pytest.mark.parametrize("tale", TALES, ids=lambda tale: tale.name)
def test_the_order_ends_as_it_must_wherever_the_process_dies(tale: Tale) -> None:
    plain = tell(tale)
    assert not plain.wrong
    step = PLAIN if tale is TALES[0] else EVERY
    for at in range(0, len(plain.points), step):
        outcome = tell(tale, at)
        assert not outcome.wrong, f"dying at {at} “{plain.points[at]}”\n" + "\n".join(outcome.history[-30:])


@pytest.mark.parametrize("times", [2, 3])
def test_dying_again_in_the_recovery_changes_nothing(times: int) -> None:
    points = tell(TALES[0]).points
    for at in range(0, len(points), 3 * EVERY):
        outcome = tell(TALES[0], at, times)
        assert not outcome.wrong, f"dying {times} times at {at} “{points[at]}”"


def test_every_kind_of_point_is_met() -> None:
    """Commits, publishing, acknowledging, the provider, letters: what the sweep is about."""
    points = set(tell(TALES[1]).points)
    for kind in (
        "orders: before commit", "orders: after commit", "payments: after commit", "inventory: before commit",
        "relay: before publishing", "relay: published", "relay: carried, not yet marked",
        "broker: heard, not acknowledged", "provider: before charge", "provider: after charge", "provider: after refund",
        "post: before a letter", "post: after a letter",
    ):  # fmt: skip
        assert kind in points
