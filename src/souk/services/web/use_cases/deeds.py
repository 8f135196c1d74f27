"""Deeds: what pages note in the audit trail before they do it for staff, or for somebody who acts for somebody else."""

from __future__ import annotations

from contextlib import suppress

from souk.contracts.users.calls import People
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.problems import Problem

people = ask(People)


def note(deed: str, subject: str, address: str) -> None:
    """Raises Unavailable: what cannot be noted is not done."""
    people.note_deed(deed=deed, subject=subject, address=address)


def note_refused(deed: str, subject: str, address: str, why: str) -> None:
    """That nothing came of it; without the note there is still none that it was done."""
    with suppress(Problem):
        people.note_deed(deed=deed, subject=subject, address=address, refused=why)
