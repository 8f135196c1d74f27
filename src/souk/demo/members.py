"""Customers of the demo market: a guest, somebody who has just registered, and members of every tier with points and a birthday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from souk.contracts.customers.calls import Customers, Guests
from souk.contracts.users.calls import Users
from souk.demo.accounts import account_of
from souk.demo.people import SHOPPERS_ADDRESS, STAFF, Person
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.addresses import PostalAddress

_users, _customers, _guests = ask(Users), ask(Customers), ask(Guests)


@dataclass(frozen=True)
class Member:
    """`tier` of None: registered. `entries`: points and why, as staff entered them when the market opened."""

    person: Person
    tier: str | None
    birthday: date | None
    address: PostalAddress
    entries: tuple[tuple[int, str], ...] = ()
    is_verified: bool = True


def _member(
    email: str, name: str, tier: str | None, birthday: date | None, place: tuple[str, str, str, str], *entries: tuple[int, str], is_verified: bool = True
) -> Member:  # fmt: skip
    line1, city, region, postal_code = place
    address = PostalAddress(
        name=name, line1=line1, city=city, region=region, postal_code=postal_code, country="US"
    )
    person = Person(f"{email}@souk.example", name, ("shopper",))
    return Member(person, tier, birthday, address, entries, is_verified)


MEMBERS = (
    _member("jonas", "Jonas Lindqvist", None, None, ("9 Quarry Road", "Duluth", "MN", "55802"), is_verified=False),
    _member("ngozi", "Ngozi Okafor", None, date(1994, 5, 2), ("310 Canal Street", "Durham", "NC", "27701"), (40, "Welcome to the street")),
    _member("bruno", "Bruno Castellani", "bronze", date(1987, 11, 30), ("77 Foundry Lane", "Providence", "RI", "02903"), (264, "Carried over from the market hall’s stamp cards")),
    _member("sena", "Sena Yıldız", "silver", date(1990, 3, 21), ("5 Harbor View", "Baltimore", "MD", "21231"), (612, "Carried over from the market hall’s stamp cards"), (50, "Sorry for the parcel that went round by Ohio")),
    _member("gwen", "Gwen Haverford", "gold", date(1979, 8, 14), ("1420 Orchard Avenue", "Boise", "ID", "83702"), (1_840, "Carried over from the market hall’s stamp cards"), (-300, "Taken for the lamp of the anniversary draw")),
    _member("pilar", "Pilar Montenegro", "platinum", date(1968, 1, 6), ("26 Mission Terrace", "Santa Fe", "NM", "87501"), (5_210, "Carried over from the market hall’s stamp cards"), (250, "Thank you for lending us your shop for the photographs")),
)  # fmt: skip


def admit_members() -> None:
    """Run again it changes nothing: each deed has its key."""
    staff = account_of(STAFF, is_verified=True)
    for member in MEMBERS:
        user_id = account_of(member.person, is_verified=member.is_verified)
        if not _users.addresses(user_id=user_id):
            _users.save_address(
                key=f"demo/member/{member.person.email}", user_id=user_id, address=member.address, is_default=True
            )  # fmt: skip
        _reckon(member, user_id, staff)
    if not _customers.find(kind="guest", limit=1).items:
        guest = _guests.begin()
        _guests.tell(token=guest.token, email="passing.by@example.org", address=SHOPPERS_ADDRESS)


def _reckon(member: Member, user_id: str, staff: str) -> None:
    me = _customers.customer(user_id=user_id)
    if member.birthday is not None and me.date_of_birth is None:
        _customers.tell_birthday(user_id=user_id, date_of_birth=member.birthday)
    for place, (points, reason) in enumerate(member.entries):
        _customers.adjust(
            key=f"demo/{member.person.email}/{place}", customer_id=me.customer_id, points=points, reason=reason, by=staff
        )  # fmt: skip
    if member.tier is not None and me.tier is None:
        _customers.raise_tier(
            key=f"demo/{member.person.email}/tier",
            customer_id=me.customer_id,
            tier=member.tier,
            reason="a regular of the old market hall",
            by=staff,
        )
