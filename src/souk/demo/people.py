"""The people of the demo market, all with one password that is printed wherever it is needed."""

from __future__ import annotations

from dataclasses import dataclass

from souk.contracts.users.calls import Role
from souk.demo.shops import SHOPS
from souk.vocabulary.addresses import PostalAddress

DEMO_PASSWORD = "souk-demo-2026"


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    roles: tuple[Role, ...]


SHOPPER = Person("shopper@souk.example", "Nadia Rahimi", ("shopper",))
STAFF = Person("staff@souk.example", "Tom Aldous", ("shopper", "staff"))
ADMINISTRATOR = Person("admin@souk.example", "Grace Adeyemi", ("shopper", "staff", "administrator"))
OWNERS = tuple(Person(shop.owner_email, shop.owner, ("shopper", "shop_owner")) for shop in SHOPS)

#: They have asked for a shop.
HOPEFULS = (
    Person("maren@souk.example", "Maren Gillis", ("shopper",)),
    Person("kofi@souk.example", "Kofi Asante", ("shopper",)),
    Person("rex@souk.example", "Rex Holloway", ("shopper",)),
)

SHOPPERS_ADDRESS = PostalAddress(
    name="Nadia Rahimi",
    line1="48 Alder Street",
    line2="Apartment 3",
    city="Portland",
    region="OR",
    postal_code="97205",
    country="US",
    phone="+1 503 555 0142",
)
