"""Where each kind is kept: read from the databases themselves, however they are divided."""

from __future__ import annotations

import os

from django.db import connections

from souk.kernel.data.database import alias_of
from souk.process import databases_and_stores


def rows(alias: str, table: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_each_kind_is_in_the_database_of_its_store(people):
    people.guests.begin()
    ada = people.sign_up()
    people.sign_up("bob@example.org")
    people.completed("ord_1", 60_000, user_id=ada)
    people.settle()
    kinds = {"guests": "guestrecord", "registered": "registeredrecord", "vips": "viprecord"}
    for store, table in kinds.items():
        alias = alias_of("customers", store)
        assert (alias != "customers") == (f"SOUK_CUSTOMERS_{store.upper()}_DATABASE" in os.environ)
        assert rows(alias, f"customers_{table}") == 1
        for other in databases_and_stores():
            if other.startswith("customers") and other != alias:
                assert rows(other, f"customers_{table}") == 0
    assert rows("customers", "customers_customer") == 3


def test_who_looks_is_shown_the_whole_whatever_the_division(people):
    ada = people.sign_up()
    people.completed("ord_1", 60_000, user_id=ada)
    people.settle()
    assert [one.email for one in people.customers.find().items] == ["ada@example.org"]
    assert people.customers.customer(user_id=ada).email == "ada@example.org"
