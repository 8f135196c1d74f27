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

#: People who have bought on the street for a while (`history.py`).
BUYERS = (
    SHOPPER,
    Person("amara@souk.example", "Amara Osei", ("shopper",)),
    Person("piotr@souk.example", "Piotr Wrona", ("shopper",)),
    Person("linnea@souk.example", "Linnea Berg", ("shopper",)),
    Person("mateo@souk.example", "Mateo Rojas", ("shopper",)),
    Person("yuki@souk.example", "Yuki Hayashi", ("shopper",)),
    Person("greta@souk.example", "Greta Vogel", ("shopper",)),
    Person("samir@souk.example", "Samir Haddad", ("shopper",)),
)
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

ADDRESSES = {
    SHOPPER.email: SHOPPERS_ADDRESS,
    "amara@souk.example": PostalAddress(
        name="Amara Osei", line1="17 Larch Road", city="Manchester", postal_code="M14 5QT", country="GB"
    ),
    "piotr@souk.example": PostalAddress(
        name="Piotr Wrona",
        line1="2210 Pine Court",
        city="Chicago",
        region="IL",
        postal_code="60622",
        country="US",
    ),
    "linnea@souk.example": PostalAddress(
        name="Linnea Berg", line1="Gartenweg 8", city="Hamburg", postal_code="20357", country="DE"
    ),
    "mateo@souk.example": PostalAddress(
        name="Mateo Rojas",
        line1="905 Mesa Avenue",
        city="Tucson",
        region="AZ",
        postal_code="85701",
        country="US",
    ),
    "yuki@souk.example": PostalAddress(
        name="Yuki Hayashi",
        line1="31 Harbour View",
        city="Vancouver",
        region="BC",
        postal_code="V6B 1A1",
        country="CA",
    ),
    "greta@souk.example": PostalAddress(
        name="Greta Vogel", line1="Lindenstraße 40", city="Berlin", postal_code="10969", country="DE"
    ),
    "samir@souk.example": PostalAddress(
        name="Samir Haddad", line1="12 rue du Lavoir", city="Lyon", postal_code="69001", country="FR"
    ),
}
