"""The audit trail in the back office, and what must always be true of the market's data."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.users.calls import Account
from souk.kernel.access.identity import staff_may
from souk.kernel.data.trail import TrailEntry
from souk.services.web.pages.office.filters import TrailFilters
from souk.services.web.pages.office.frame import HOME, opens_to
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import trail_text, wording
from souk.services.web.use_cases.office import finding

READ = staff_may("audit.read")
#: A row that was asked for says no more than that: what came of it is in rows of their own.
_OUTCOMES = {"asked": "Asked for", "done": "Done", "refused": "Refused"}
Row = tuple[TrailEntry, dict[str, Account]]


def _who(row: Row, user_id: str) -> str:
    account = row[1].get(user_id)
    return account.email if account else user_id


def _what_changed(row: Row) -> str:
    return "\n".join(trail_text.changes(row[0].before, row[0].after))


TABLE = Table(
    room="Audit trail",
    title="Audit trail",
    path=f"{HOME}/audit",
    may=READ,
    filters=TrailFilters,
    columns=(
        Column("When", lambda row: wording.day_and_time(row[0].at), is_whole=True),
        Column("Who", lambda row: _who(row, row[0].actor_id)),
        Column("On behalf of", lambda row: _who(row, row[0].as_id), under=True),
        Column("From", lambda row: row[0].address, under=True),
        Column("What", lambda row: row[0].deed),
        Column(
            "Outcome",
            lambda row: _OUTCOMES.get(row[0].kind, row[0].kind),
            tone=lambda row: {"done": "good", "refused": "bad"}.get(row[0].kind),
        ),
        Column("About", lambda row: row[0].subject, under=True),
        Column("House", lambda row: row[0].house, under=True),
        Column("Request", lambda row: row[0].request_id, under=True),
        Column("Before and after", _what_changed),
    ),
    read=finding.trail,
    nothing="Nothing was noted like that.",
)


@shown()
@opens_to(READ)
def trail(visit: Visit) -> HttpResponse:
    return TABLE.page(visit)


@shown()
@opens_to(READ & EXPORT)
def trail_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)
