"""Tables of the back office: filters and order in the address, a cursor to more, the same rows as a CSV file.

They work without JavaScript; with it, more rows come below those that are there. No table counts: a count costs more than a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string

from souk.contracts.users.calls import People
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.access.identity import Permission, staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.frame import office
from souk.services.web.pages.showing import cursor_of
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import csv_text

people = ask(People)

ROWS, ROWS_OF_FILE = 50, 500
EXPORT = staff_may("tables.export")


@dataclass(frozen=True)
class Column:
    """`text` is what the page and the file show. `link`: where its text leads to; `tone`: the colour of a state. `sort`: the order
    that its heading asks for first, such as `-total`; only where the house reads in that order by an index. `is_whole`: never broken
    (a date, a number of an order). `under`: on the page a line of the column before it; the file has it as a column of its own."""

    title: str
    text: Callable[[Any], str]
    link: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    is_number: bool = False
    sort: str = ""
    is_whole: bool = False
    under: bool = False


#: Filters (and the order, as `sort`), cursor, how many → rows and the cursor to more.
Read = Callable[[dict[str, Any], str | None, int], tuple[list[Any], str | None]]


@dataclass(frozen=True)
class Table:
    """`room`: in whose room it hangs. `filters`: a form of which every field filters. `nothing`: said when no row is there. `sort`: the
    order when none is asked for."""

    room: str
    title: str
    path: str
    may: Permission
    filters: type[StreetForm]
    columns: tuple[Column, ...]
    read: Read
    nothing: str
    sort: str = ""
    template: str = "table.html"

    def page(self, visit: Visit, extra: dict[str, Any] | None = None) -> HttpResponse:
        """The whole page, or for htmx only more rows."""
        form = self._form(visit)
        if not form.is_valid():
            return office(
                visit, self.room, self.template, self._frame(visit, form) | (extra or {}), status=422
            )
        rows, cursor = self.read(self._wanted(visit, form), cursor_of(visit), ROWS)
        context = self._frame(visit, form) | {
            "rows": [self._shown(row) for row in rows],
            "more_url": self._address(visit, cursor=cursor) if cursor else "",
            "is_later": bool(cursor_of(visit)),
        }
        if visit.is_live:
            return HttpResponse(render_to_string("web/office/part_rows.html", context))
        return office(visit, self.room, self.template, context | (extra or {}))

    def file(self, visit: Visit) -> HttpResponse:
        """The rows that the page's filters find, as CSV; noted before the first of them leaves."""
        form = self._form(visit)
        if not form.is_valid():
            return self.page(visit)
        name = self.path.rsplit("/", 1)[-1]
        people.note_deed(deed=f"export {name}", subject=self._query(visit)[:120], address=visit.address)
        answer = StreamingHttpResponse(
            self._lines(visit.identity, self._wanted(visit, form)), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.now():%Y-%m-%d-%H%M}.csv"'
        answer["Cache-Control"] = "no-store"
        return answer  # type: ignore[return-value]

    def _lines(self, who: identity.Identity, wanted: dict[str, Any]) -> Iterator[str]:
        """A few hundred rows at a time, so that a long table needs no more memory than a short one."""
        yield csv_text.BOM + csv_text.lines([[column.title for column in self.columns]])
        cursor: str | None = None
        while True:
            with identity.acting_as(who):
                rows, cursor = self.read(wanted, cursor, ROWS_OF_FILE)
            yield csv_text.lines([column.text(row) for column in self.columns] for row in rows)
            if cursor is None:
                return

    def _form(self, visit: Visit) -> StreetForm:
        return self.filters(visit.request.GET or None, initial={}) if visit.request.GET else self.filters({})

    def _wanted(self, visit: Visit, form: StreetForm) -> dict[str, Any]:
        return form.cleaned_data | {"sort": self._sort(visit)}

    def _sort(self, visit: Visit) -> str:
        """One of those that headings ask for, one way or the other; anything else is the usual order."""
        asked = visit.request.GET.get("sort", "")
        known = {column.sort.removeprefix("-") for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in known else self.sort

    def _frame(self, visit: Visit, form: StreetForm) -> dict[str, Any]:
        query, sort = self._query(visit), self._sort(visit)
        return {
            "table": self,
            "form": form,
            "headings": [self._heading(visit, column, sort) for column in self.columns if not column.under],
            "sort": sort if sort != self.sort else "",
            "is_filtered": any(visit.request.GET.get(name) for name in self.filters.base_fields),
            "file_url": f"{self.path}.csv{'?' if query else ''}{query}"
            if EXPORT.allows(visit.identity)
            else "",
        }

    def _heading(self, visit: Visit, column: Column, sort: str) -> dict[str, Any]:
        """`goes`: which way this column is sorted now, in ARIA's words. `url` asks for its order, or turns it round."""
        other = column.sort
        if is_sorted := bool(other) and other.removeprefix("-") == sort.removeprefix("-"):
            other = sort[1:] if sort.startswith("-") else f"-{sort}"
        return {
            "title": column.title,
            "is_number": column.is_number,
            "goes": ("descending" if sort.startswith("-") else "ascending") if is_sorted else "",
            "url": f"{self.path}?{self._query(visit, sort=other)}" if other else "",
        }

    def _query(self, visit: Visit, **more: str) -> str:
        given = {name: visit.request.GET.get(name, "") for name in self.filters.base_fields}
        given["sort"] = sort if (sort := self._sort(visit)) != self.sort else ""
        return urlencode({name: value for name, value in (given | more).items() if value})

    def _address(self, visit: Visit, *, cursor: str) -> str:
        return f"{self.path}?{self._query(visit, cursor=cursor)}"

    def _shown(self, row: Any) -> list[dict[str, Any]]:
        cells: list[dict[str, Any]] = []
        for column in self.columns:
            text = column.text(row)
            if column.under:
                cells[-1]["under"] += [{"title": column.title, "text": text}] if text else []
                continue
            cells.append(
                {
                    "title": column.title,
                    "text": text,
                    "link": column.link(row) if column.link else "",
                    "tone": column.tone(row) if column.tone else None,
                    "is_number": column.is_number,
                    "is_whole": column.is_whole,
                    "under": [],
                }
            )
        return cells
