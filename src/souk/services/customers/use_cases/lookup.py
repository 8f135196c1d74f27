"""Looking up: customers by the beginning of their email, or of any word of their name, in whichever store their record is.

What a record is found by is kept beside it: it is as much about the person as the record is, and goes where that goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from souk.kernel.data import sorting
from souk.services.customers.models import (
    GuestNamePart,
    GuestRecord,
    RegisteredNamePart,
    RegisteredRecord,
    VipNamePart,
    VipRecord,
)
from souk.vocabulary.lookup import LONGEST_PART, parts, plain

PARTS_OF: dict[Any, Any] = {
    GuestRecord: GuestNamePart,
    RegisteredRecord: RegisteredNamePart,
    VipRecord: VipNamePart,
}
BATCH = 200


def note(record: Any) -> None:
    """By whoever writes a record: from now on it is found by what it says."""
    kind = type(record)
    said = f"{record.name}|{record.email}"
    if record.found_as == said:
        return
    with transaction.atomic(using=kind.objects.db):
        forget(kind, [record.customer_id])
        PARTS_OF[kind].objects.bulk_create(
            PARTS_OF[kind](customer_id=record.customer_id, text=text) for text in parts(record.name)
        )
        kind.objects.filter(pk=record.pk).update(found_as=said, email_key=_key(record.email))


def forget(kind: Any, customer_ids: Iterable[str]) -> None:
    """By whoever removes records."""
    PARTS_OF[kind].objects.filter(customer_id__in=list(customer_ids)).delete()


def newest_like(email: str, name: str, before: str | None, most: int) -> dict[str, set[Any]]:
    """Customer → kinds of records of theirs that are like that, the newest customers first. `before`: older than this one."""
    found: dict[str, set[Any]] = {}
    for kind in PARTS_OF:
        rows = _like(kind, email, name)
        if before is not None:
            rows = rows.filter(customer_id__lt=before)
        for customer_id in rows.order_by("-customer_id").values_list("customer_id", flat=True)[:most]:
            found.setdefault(customer_id, set()).add(kind)
    return {customer_id: found[customer_id] for customer_id in sorted(found, reverse=True)[:most]}


def note_records_of_before() -> int:
    """Records that a version wrote which knew nothing of this, and what is left of those it removed. Returns how many were noted, a
    batch of each store at most."""
    noted = 0
    for kind, part in PARTS_OF.items():
        with transaction.atomic(using=kind.objects.db):
            late = kind.objects.exclude(found_as=Concat(F("name"), Value("|"), F("email")))
            for record in list(late.select_for_update(skip_locked=True).order_by("pk")[:BATCH]):
                note(record)
                noted += 1
        part.objects.exclude(customer_id__in=kind.objects.values("customer_id")).delete()
    return noted


def _like(kind: Any, email: str, name: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind.objects.all()
    if email := _key(email.strip()):
        rows = rows.filter(sorting.begins("email_key", email))
    if begin := plain(name)[:LONGEST_PART]:
        begins_so = PARTS_OF[kind].objects.filter(sorting.begins("text", begin))
        rows = rows.filter(customer_id__in=begins_so.values("customer_id"))
    return rows


def _key(email: str) -> str:
    return email.casefold()[:320]
