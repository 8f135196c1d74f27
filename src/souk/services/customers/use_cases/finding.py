"""Finding: customers for staff, the newest first, all of them or those that are like something."""

from __future__ import annotations

from django.db.models import QuerySet

from souk.contracts.customers.calls import CustomerSummary, Kind
from souk.services.customers.models import Customer
from souk.services.customers.use_cases import lookup, showing
from souk.services.customers.use_cases.records import KEPT_IN
from souk.vocabulary.pages import Page, read_cursor, write_cursor

#: How many of those that are like it are looked at for one page, where kind or tier narrow it further.
AT_A_TIME, MOST_TIMES = 200, 10


def find(
    kind: Kind | None, tier: str | None, email: str, name: str, cursor: str | None, limit: int
) -> Page[CustomerSummary]:
    """A page may be shorter than `limit` and still have a next one. Raises BadCursor."""
    before = read_cursor(cursor, (str,))[0] if cursor is not None else None
    rows = _living(kind, tier)
    if email.strip() or name.strip():
        found, more = _like(rows, email, name, before, limit)
    else:
        found, more = _any(rows, before, limit)
    return Page(items=showing.summaries(found), next=write_cursor(more) if more else None)


def _living(kind: Kind | None, tier: str | None) -> QuerySet[Customer]:
    rows = Customer.objects.filter(erased_at=None, joined_to=None).select_related("tier")
    wanted = {"kind": kind, "tier_id": tier}
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _any(rows: QuerySet[Customer], before: str | None, limit: int) -> tuple[list[Customer], str | None]:
    if before is not None:
        rows = rows.filter(customer_id__lt=before)
    found = list(rows.order_by("-customer_id")[: limit + 1])
    return found[:limit], found[limit - 1].customer_id if len(found) > limit else None


def _like(
    rows: QuerySet[Customer], email: str, name: str, before: str | None, limit: int
) -> tuple[list[Customer], str | None]:
    """The stores are asked first, because only they know. A record that was copied, or left behind by a move, does not count."""
    found: list[Customer] = []
    for _ in range(MOST_TIMES):
        like = lookup.newest_like(email, name, before, AT_A_TIME)
        known = {row.customer_id: row for row in rows.filter(customer_id__in=list(like))}
        found += [known[each] for each in like if each in known and KEPT_IN[known[each].home] in like[each]]
        if len(found) > limit:
            return found[:limit], found[limit - 1].customer_id
        if len(like) < AT_A_TIME:
            return found, None
        before = list(like)[-1]
    return found, before
