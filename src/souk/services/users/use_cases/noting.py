"""Noting what pages are about to do for staff: pages keep no data, so that users keeps their part of the audit trail."""

from __future__ import annotations

from souk.kernel.access import identity
from souk.kernel.data import trail
from souk.vocabulary.problems import Forbidden


def note_deed(*, deed: str, subject: str, address: str, refused: str = "") -> None:
    """`refused`: why nothing came of it. Raises Forbidden for a caller of whom nothing is noted."""
    if not trail.is_noted(identity.current()):
        raise Forbidden("Only what staff do is noted.")
    trail.comes_from(address)
    if refused:
        trail.refuse("users", deed, subject, refused)
    else:
        trail.ask_for("users", deed, subject)
