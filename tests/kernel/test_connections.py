"""A database that is away, busy or asked for nonsense is told as such, and never as a stack."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.utils import DataError, IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory

from souk.contracts.inventory.calls import Inventory
from souk.kernel.data.connections import was_deadlock
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.kernel.web.answers import ServerStumbled, stumbled
from souk.services.products.models import KnownShop
from souk.vocabulary.problems import BadRequest, Unavailable


@pytest.mark.parametrize("failure", [OperationalError("deadlock detected"), InterfaceError("closed")])
def test_a_change_that_its_database_cannot_make_may_be_tried_again(
    databases: None, failure: Exception
) -> None:
    def fail() -> None:
        with changes("products"):
            KnownShop.objects.create(shop_id="s", owner_id="o", slug="s", name="S")
            raise failure

    with pytest.raises(Unavailable):
        fail()
    assert not KnownShop.objects.exists()


class OfPostgresql(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__("said in its own words")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("cause", "was"),
    [
        (OfPostgresql("40P01"), True),
        (OfPostgresql("40001"), True),
        (OfPostgresql("57P01"), False),
        (Exception(1213, "Deadlock found when trying to get lock"), True),
        (Exception(2006, "Server has gone away"), False),
        (None, False),
    ],
)
def test_a_deadlock_is_told_from_a_database_that_is_away(
    databases: None, cause: Exception | None, was: bool
) -> None:
    with pytest.raises(Unavailable) as told, changes("products"):
        raise OperationalError("in Django's words") from cause
    assert was_deadlock(told.value) is was


def test_a_row_that_is_there_already_is_no_failure_of_the_database(databases: None) -> None:
    with pytest.raises(IntegrityError), changes("products"):
        raise IntegrityError("duplicate key")


class Away:
    def levels(self, **_: Any) -> list[Any]:
        raise OperationalError("connection refused")


def test_a_neighbour_whose_database_is_away_is_away(neighbours: Any) -> None:
    neighbours.replace(Inventory, Away())
    assert ask(Inventory, otherwise=[]).levels(variation_ids=["v"]) == []
    with pytest.raises(Unavailable):
        ask(Inventory).levels(variation_ids=["v"])


def test_a_caller_learns_whether_to_come_again_or_to_look_at_what_they_sent() -> None:
    request = RequestFactory().get("/api/products")
    away = stumbled(request, OperationalError("could not connect: password authentication failed"))
    assert isinstance(away, Unavailable)
    assert away.retry_after
    assert "password" not in away.detail
    assert isinstance(stumbled(request, DataError("value too long")), BadRequest)
    assert isinstance(stumbled(request, KeyError("bug")), ServerStumbled)


@pytest.mark.parametrize(
    "path", ["/api/products/%00", "/api/shops/a%00b", "/api/products?search=%00", "/products/%00"]
)
def test_an_address_with_nul_is_one_that_nothing_has(databases: None, client: Any, path: str) -> None:
    assert client.get(path).status_code in (200, 400, 404)
