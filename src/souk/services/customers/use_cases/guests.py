"""Guests: known by a signed token while they come back, forgotten when they do not.

The token is the customer's id and when it ends, signed (Django's `Signer`): nothing is looked up for one that is not ours or too
old. It is no secret of a cart, which has its own: it opens what its guest said of themselves, and what they ordered with it.
"""

from __future__ import annotations

from datetime import datetime

from django.core.signing import BadSignature, Signer

from souk.contracts.customers.calls import GuestPass, GuestPassInvalid
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.kernel.settings import settings as process_settings
from souk.kernel.web.emails import hash_of, read_email
from souk.services.customers.models import Customer, GuestRecord
from souk.services.customers.settings import settings
from souk.services.customers.use_cases import records, showing, tiering
from souk.vocabulary.addresses import PostalAddress

MOST_ADDRESSES = 10
BATCH = 200


def begin(token: str | None) -> GuestPass:
    """A new guest; or the one whose token is good, known for another while."""
    known = _row(token) if token else None
    ends = clock.in_seconds(settings().guest_days * 86_400)
    now = clock.now()
    if known is None:
        with changes("customers"):
            known = Customer.objects.create(
                customer_id=new_id("cus"), kind="guest", home="guests", created_at=now, seen_at=now, expires_at=ends
            )  # fmt: skip
            records.write(known)
    else:
        Customer.objects.filter(customer_id=known.customer_id).update(expires_at=ends, seen_at=now)
    return _pass(known.customer_id, ends)


def guest(token: str) -> GuestPass:
    """Raises GuestPassInvalid."""
    row = _sure(token)
    return _pass(row.customer_id, row.expires_at or clock.now())


def tell(token: str, email: str | None, address: PostalAddress | None) -> GuestPass:
    """Keeps what is given; an address that is known already moves to the front. Raises GuestPassInvalid, Invalid."""
    values: dict[str, object] = {}
    if email is not None:
        values["email"] = read_email(email).shown
    row = _sure(token)
    with changes("customers"):
        held = tiering.held(row.customer_id)
        if address is not None:
            record = records.record_of(held)
            before = record.addresses if isinstance(record, GuestRecord) else []
            new = address.model_dump()
            values["addresses"] = [new, *(each for each in before if each != new)][:MOST_ADDRESSES]
        records.write(held, **values)
        if email is not None:
            Customer.objects.filter(customer_id=held.customer_id).update(email_hash=hash_of(email))
    return guest(token)


def joinable(token: str) -> Customer | None:
    """The guest of a token, also one that has joined; None for a token that names nobody (any more)."""
    customer_id = _read(token)
    return Customer.objects.filter(customer_id=customer_id).first() if customer_id else None


def mark_joined(guest_id: str, customer_id: str) -> None:
    """Inside a change. Once: who joined somebody stays theirs."""
    Customer.objects.filter(customer_id=guest_id, kind="guest", joined_to=None).update(
        joined_to=customer_id, email_hash="", expires_at=None
    )


def forget_expired() -> int:
    """Guests who did not come back, and all that they said of themselves."""
    over = Customer.objects.filter(kind="guest", expires_at__lte=clock.now()).order_by("expires_at")
    ids = list(over.values_list("customer_id", flat=True)[:BATCH])
    for customer_id in ids:
        records.remove("guests", customer_id)
    Customer.objects.filter(customer_id__in=ids, kind="guest", expires_at__lte=clock.now()).delete()
    return len(ids)


def _pass(customer_id: str, ends: datetime) -> GuestPass:
    row = Customer.objects.get(customer_id=customer_id)
    return GuestPass(
        token=_signer().sign(f"{customer_id}.{int(ends.timestamp())}"),
        expires_at=ends,
        customer=showing.shown(row),
    )


def _sure(token: str) -> Customer:
    row = _row(token)
    if row is None:
        raise GuestPassInvalid("Sign in, or begin anew as a guest: POST /customers/guests.")
    return row


def _row(token: str) -> Customer | None:
    customer_id = _read(token)
    if customer_id is None:
        return None
    return Customer.objects.filter(
        customer_id=customer_id, kind="guest", joined_to=None, expires_at__gt=clock.now()
    ).first()


def _read(token: str) -> str | None:
    """Whom a token names; None for one that is not ours, or has ended."""
    try:
        customer_id, _, ends = _signer().unsign(token).partition(".")
    except (BadSignature, UnicodeError):
        return None
    return customer_id if ends.isdecimal() and int(ends) > clock.seconds() else None


def _signer() -> Signer:
    return Signer(key=process_settings().kept_secret("guests"), salt="souk.customers.guest")
