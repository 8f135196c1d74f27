"""Permissions: what staff may do, by name, as data. A role is a set of them; an endpoint asks for one (`identity.staff_may`).

The built-in roles keep their meaning whatever the market: an administrator may do everything, staff what `STAFF` says. Other roles
are made of the same names by an administrator and kept by users. The name of a permission is also its place in a token.
"""

from __future__ import annotations

#: Name → what it lets its bearer do, as the roles editor says it.
PERMISSIONS: dict[str, str] = {
    "orders.read": "See everybody’s orders, their parcels and where they are",
    "orders.cancel": "Cancel an order for its buyer",
    "orders.move": "Move any shop’s order items: sent, delivered, or not to be had",
    "orders.refund": "Give back a part of what was paid, or all of it",
    "orders.note": "Write notes on orders, for staff only or for the buyer",
    "orders.letters": "Send a buyer the confirmation of their order again",
    "payments.read": "See payments and the ledger",
    "shops.read": "See shops in any state, and their applications",
    "shops.approve": "Approve or reject shops, and give them the verified badge",
    "shops.close": "Close any shop for good",
    "products.manage": "Change any shop’s products, and the categories",
    "stock.read": "See the stock of every shop and how it moved",
    "stock.manage": "Correct the stock of any shop, with a reason",
    "reviews.moderate": "Publish, hold or take down reviews and comments",
    "customers.read": "See customers’ tiers, points and benefits",
    "customers.manage": "Give or take points, and change tiers and benefits",
    "coupons.manage": "See and change coupons",
    "letters.read": "See which letters were sent to whom",
    "users.read": "See people’s accounts",
    "users.addresses": "See people’s address books",
    "users.manage": "Block and unlock accounts, send confirmation and password letters",
    "roles.manage": "Make roles of permissions, and give roles to people",
    "act_on_behalf": "Act for a shopper or a shop owner for some minutes, with their consent",
    "events.read": "See the health of the market: events, stories and what must always be true",
    "events.replay": "Try dead letters again and let stopped stories go on",
    "audit.read": "Read the audit trail",
    "tables.export": "Take the tables of the back office away as CSV files",
}

ALL = frozenset(PERMISSIONS)

#: What the built-in role `staff` may do. The rest is for administrators and for roles that were made for it.
STAFF = ALL - {
    "shops.close",
    "customers.manage",
    "users.addresses",
    "users.manage",
    "roles.manage",
    "act_on_behalf",
    "events.replay",
    "audit.read",
}

_BUILT_IN = {"staff": STAFF, "administrator": ALL}


def of_roles(roles: frozenset[str]) -> frozenset[str]:
    """The permissions of the built-in roles among these; shoppers and shop owners have none."""
    return frozenset().union(*(_BUILT_IN.get(role, ()) for role in roles))


def known(names: object) -> frozenset[str]:
    """Those that this version knows: a token or a row may be of a newer one."""
    return ALL & frozenset(names if isinstance(names, (list, tuple, set, frozenset)) else str(names).split())
