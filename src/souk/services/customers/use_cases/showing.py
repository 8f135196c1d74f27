"""Showing: a customer as they, and staff, see them."""

from __future__ import annotations

from souk.contracts.customers import calls as words
from souk.contracts.customers.calls import CustomerNotFound, CustomerSummary, Progress
from souk.kernel.settings import settings as process_settings
from souk.services.customers.models import Customer, Tier
from souk.services.customers.rules.tiers import next_step, percent_of_way
from souk.services.customers.use_cases import programme, records, tiering, verifying
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money


def of_user(user_id: str) -> words.Customer:
    """An account that nobody told of yet is asked for. Raises CustomerNotFound; Unavailable where users would have to say and is away."""
    row = Customer.objects.filter(user_id=user_id).first()
    if row is None and verifying.meet([user_id]):
        row = Customer.objects.filter(user_id=user_id).first()
    if row is None:
        raise CustomerNotFound("There is no such account.")
    return shown(row)


def of_id(customer_id: str) -> words.Customer:
    """Raises CustomerNotFound."""
    row = Customer.objects.filter(customer_id=customer_id, erased_at=None).first()
    if row is None:
        raise CustomerNotFound("Check the id.")
    return shown(row)


def shown(row: Customer) -> words.Customer:
    record = records.record_of(row)
    return words.Customer(
        customer_id=row.customer_id,
        kind=row.kind,
        user_id=row.user_id,
        email=record.email if record else "",
        name=record.name if record else "",
        phone=record.phone if record else "",
        date_of_birth=record.date_of_birth if record else None,
        is_verified=row.is_verified,
        tier=row.tier_id,
        tier_label=row.tier.label if row.tier else "",
        member_since=row.tier_since,
        review_at=row.review_at,
        points=row.balance,
        earned=row.earned,
        spent=row.spent,
        reversed=row.reversed,
        progress=_progress(row) if row.user_id is not None else None,
        addresses=[PostalAddress.model_validate(each) for each in getattr(record, "addresses", [])],
        created_at=row.created_at,
    )


def summaries(rows: list[Customer]) -> list[CustomerSummary]:
    """One query for each store."""
    known = records.records_of(rows)
    return [_summary(row, known.get(row.customer_id)) for row in rows]


def _summary(row: Customer, record: records.Record | None) -> CustomerSummary:
    return CustomerSummary(
        customer_id=row.customer_id,
        kind=row.kind,
        user_id=row.user_id,
        email=record.email if record else "",
        name=record.name if record else "",
        tier=row.tier_id,
        tier_label=row.tier.label if row.tier else "",
        points=row.balance,
        created_at=row.created_at,
    )


def _progress(row: Customer) -> Progress:
    tiers, spend = programme.ladder(), tiering.spend_of(row.customer_id)
    rank = row.tier.rank if row.tier else 0
    step = next_step(rank, programme.steps(tiers))
    currency = process_settings().currency
    if step is None:
        return Progress(spend=Money.of(spend, currency))
    above: Tier = next(tier for tier in tiers if tier.rank == step.rank)
    return Progress(
        spend=Money.of(spend, currency),
        next_tier=above.tier,
        next_label=above.label,
        missing=Money.of(max(0, above.spend_from - spend), currency),
        percent=percent_of_way(spend, row.tier.spend_from if row.tier else 0, above.spend_from),
    )
