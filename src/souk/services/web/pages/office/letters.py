"""Letters in the back office: which were sent to whom, which wait, and which came back. Never what is in them: their links open accounts."""

from __future__ import annotations

from django.http import HttpResponse

from souk.kernel.access.identity import staff_may
from souk.services.web.pages.office.filters import LetterFilters
from souk.services.web.pages.office.frame import HOME, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import finding

READ = staff_may("letters.read")

TABLE = Table(
    room="Letters",
    title="Letters",
    path=f"{HOME}/letters",
    may=READ,
    filters=LetterFilters,
    columns=(
        Column("Written", lambda row: wording.day_and_time(row.created_at), is_whole=True),
        Column("To", lambda row: row.to),
        Column("Subject", lambda row: row.subject),
        Column("Kind", lambda row: wording.letter_kind(row.template), under=True),
        Column(
            "State",
            lambda row: wording.status(wording.LETTER_STATUS, row.status)[0],
            tone=lambda row: wording.status(wording.LETTER_STATUS, row.status)[1],
        ),
        Column("Tried", lambda row: wording.times(row.attempts) if row.attempts > 1 else "", under=True),
        Column("Why", lambda row: row.error, under=True),
        Column("Sent", lambda row: wording.day_and_time(row.sent_at) if row.sent_at else "", is_whole=True),
    ),
    read=finding.letters,
    nothing="No letter is like that. Letters are remembered for some months.",
)


@shown()
@opens_to(READ)
def all_letters(visit: Visit) -> HttpResponse:
    return TABLE.page(visit)


@shown()
@opens_to(READ & EXPORT)
def all_letters_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)
