"""The people of the back office: two roles made of permissions, who has them, and what they did, so that the audit trail has a beginning."""

from __future__ import annotations

from souk.contracts.users.calls import CustomRole, People
from souk.demo.accounts import account_of
from souk.demo.people import ADMINISTRATOR, SHOPPER, Person
from souk.kernel.access import identity
from souk.kernel.neighbours.asking import ask

_people = ask(People)

EDITOR = Person("editor@souk.example", "Maren Holt", ("shopper",))
SUPPORT = Person("support@souk.example", "Idris Bello", ("shopper",))

#: Name, what it is for, permissions. The editor is seed 004's: may change what is there, and neither add nor remove.
ROLES = (
    (
        "Editor",
        "Keeps words, prices and pictures of products right",
        ["products.manage", "shops.read", "stock.read"],
    ),
    (
        "Support",
        "Answers the phone: finds orders, writes notes, helps people back in",
        [
            "act_on_behalf",
            "customers.read",
            "letters.read",
            "orders.cancel",
            "orders.letters",
            "orders.note",
            "orders.read",
            "payments.read",
            "users.manage",
            "users.read",
        ],
    ),
)


def staff_the_office() -> None:
    """Once: roles and people that are there already stay as they are."""
    administrator, editor, support, shopper = (
        account_of(person) for person in (ADMINISTRATOR, EDITOR, SUPPORT, SHOPPER)
    )
    with identity.acting_as(identity.Identity(administrator, frozenset({"administrator"}))):
        made = {role.name: role for role in _people.roles()}
        if len(made) >= len(ROLES):
            return
        for (name, about, permissions), user_id in zip(ROLES, (editor, support), strict=True):
            role = made.get(name) or _make(name, about, permissions)
            _people.set_roles(user_id=user_id, roles=["shopper"], custom_roles=[role.role_id])
    helper = identity.Identity(support, frozenset({"shopper"}), given=frozenset(ROLES[1][2]))
    with identity.acting_as(helper):
        _people.open_locks(user_id=shopper)
        _people.send_letter(user_id=shopper, kind="verify_email")


def _make(name: str, about: str, permissions: list[str]) -> CustomRole:
    return _people.save_role(role_id=None, name=name, about=about, permissions=permissions)
