"""A house's database is a URL; what cannot be read is said in a sentence, and nothing waits for ever."""

from __future__ import annotations

import pytest

from souk.kernel.data.databases import database_at, refuse_shared
from souk.kernel.settings import Settings

chosen = Settings()


def test_a_file_is_opened_for_one_writer_at_a_time() -> None:
    entry = database_at("sqlite:////srv/souk/orders.db", chosen)
    assert entry["NAME"] == "/srv/souk/orders.db"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database_at("sqlite:///var/orders.db", chosen)["NAME"] == "var/orders.db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_url_is_read_to_the_letter(scheme: str) -> None:
    entry = database_at(f"{scheme}://so%40uk:p%2Fw@db.example:6432/orders?sslmode=verify-full", chosen)
    named = {name: entry[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {
        "ENGINE": "django.db.backends.postgresql", "NAME": "orders", "USER": "so@uk", "PASSWORD": "p/w",
        "HOST": "db.example", "PORT": "6432",
    }  # fmt: skip
    assert entry["OPTIONS"]["sslmode"] == "verify-full"
    assert "lock_timeout=" in entry["OPTIONS"]["options"]
    assert "statement_timeout=" in entry["OPTIONS"]["options"]
    assert entry["OPTIONS"]["connect_timeout"]
    assert entry["CONN_MAX_AGE"] is None


def test_a_pool_lends_connections_and_takes_them_back() -> None:
    entry = database_at("postgresql://souk@db/orders?pool=4", chosen)
    assert entry["OPTIONS"]["pool"]["max_size"] == 4
    assert entry["CONN_MAX_AGE"] == 0
    assert "pool" not in database_at("postgresql://souk@db/orders", chosen)["OPTIONS"]


def test_behind_a_pooler_of_transactions_nothing_is_prepared_or_left_open() -> None:
    entry = database_at("postgresql://souk@db/orders?prepare=0", chosen)
    assert entry["OPTIONS"]["prepare_threshold"] is None
    assert entry["OPTIONS"]["server_side_binding"] is False
    assert entry["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_mysql_and_mariadb_are_strict_and_see_what_was_committed(scheme: str) -> None:
    entry = database_at(f"{scheme}://souk:pw@db:3306/orders", chosen)
    assert entry["ENGINE"] == "django.db.backends.mysql"
    options = entry["OPTIONS"]
    assert options["isolation_level"] == "read committed"
    assert "STRICT_ALL_TABLES" in options["init_command"]
    assert options["read_timeout"]
    assert options["connect_timeout"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("oracle://db/orders", "begins with sqlite://, postgresql:// or mysql://, not oracle://"),
        ("orders.db", "begins with sqlite://"),
        ("postgresql://db", "names no database"),
        ("postgresql://db:port/orders", "cannot be read"),
        ("postgresql://db/orders?pool=many", "whole number"),
        ("postgresql://db/orders?pol=4", "knows nothing of ?pol="),
        ("mysql://db/orders?pool=4", "knows nothing of ?pool="),
        ("sqlite:///orders.db?timeout=3", "knows nothing of ?timeout="),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(url: str, says: str) -> None:
    with pytest.raises(SystemExit) as refusal:
        database_at(url, chosen)
    assert str(refusal.value).startswith("souk: ")
    assert says in str(refusal.value)
    assert "pw" not in str(refusal.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("postgresql://souk:a@db/all", "postgres://souk:b@db/all?pool=4"),
        ("mysql://db:3306/all", "mariadb://db:3306/all/"),
        ("sqlite:////srv/all.db", "sqlite:////srv/all.db"),
    ],
)
def test_two_houses_in_one_database_are_refused_however_it_is_written(one: str, other: str) -> None:
    with pytest.raises(SystemExit, match="SOUK_CART_DATABASE and SOUK_ORDERS_DATABASE are one database"):
        refuse_shared({"cart": one, "orders": other})


def test_parts_of_one_house_may_share_a_database_and_houses_a_server() -> None:
    refuse_shared(
        {
            "cart": "postgresql://db/cart",
            "orders": "postgresql://db/orders",
            "customers": "postgresql://db/customers",
            "customers_guests": "mysql://db/people",
            "customers_vips": "mysql://db/people?ssl_ca=ca.pem",
        }
    )
