"""Asked: benefits that people do. A member asks, staff see who waits, do it, and say so; from then on its period runs."""

from __future__ import annotations

from django.db.models import F

from souk.contracts.customers.calls import AskedBenefit, BenefitNotFound
from souk.contracts.customers.events import CustomerBenefitDone
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.customers.models import HeldBenefit
from souk.services.customers.use_cases import records


def waiting(limit: int) -> list[AskedBenefit]:
    """Who waits longest comes first; a query for them and one for each store of records."""
    rows = list(
        HeldBenefit.objects.filter(asked_at__isnull=False, customer__erased_at=None)
        .select_related("customer", "benefit")
        .order_by("asked_at", "id")[:limit]
    )
    known = records.records_of([row.customer for row in rows])
    return [_shown(row, known.get(row.customer_id)) for row in rows]


def done(request_id: str) -> None:
    """Told twice it is done once: a later request has another id. Raises BenefitNotFound."""
    number = request_id.partition("-")[0]
    row_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    with changes("customers") as change:
        rows = HeldBenefit.objects.select_for_update().filter(pk=row_id)
        row = rows.select_related("benefit", "customer").first()
        if row is None:
            raise BenefitNotFound("Nobody asked for it.")
        if row.asked_at is None or _id_of(row) != request_id:
            return
        HeldBenefit.objects.filter(pk=row.pk).update(
            asked_at=None, used_at=clock.now(), usage_count=F("usage_count") + 1
        )
        change.note("customers.benefit.done", row.customer_id, after={"benefit": row.benefit_id})
        change.say(
            CustomerBenefitDone(
                user_id=row.customer.user_id or "", benefit_id=row.benefit_id, label=row.benefit.label
            )
        )


def _shown(row: HeldBenefit, record: records.Record | None) -> AskedBenefit:
    assert row.asked_at is not None
    return AskedBenefit(
        request_id=_id_of(row),
        user_id=row.customer.user_id or "",
        name=record.name if record else "",
        email=record.email if record else "",
        benefit_id=row.benefit_id,
        label=row.benefit.label,
        asked_at=row.asked_at,
    )


def _id_of(row: HeldBenefit) -> str:
    return f"{row.pk}-{int(row.asked_at.timestamp())}" if row.asked_at else ""
