"""What customers promises at the till, tried on the house and on its fake, so that the fake cannot lie."""

from __future__ import annotations

import pytest

from souk.contracts.customers.calls import NotEnoughPoints, PointsKeyEnded, Standing
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Invalid
from tests.fakes.customers import FakeCustomers


@pytest.fixture(params=["house", "fake"])
def till(request, people):
    """A house with Ada in it, who has a hundred points and is Bronze."""
    if request.param == "house":
        ada = people.sign_up()
        people.completed("ord_1", 20_000, user_id=ada)
        people.customers.spend(key="before", user_id=ada, points=100, detail="")
        return people.customers, ada
    fake = FakeCustomers()
    fake.balances["usr_ada"] = 100
    fake.standings["usr_ada"] = Standing(kind="vip", tier="bronze", tier_label="Bronze", percent_off=5)
    return fake, "usr_ada"


def test_standing(till):
    customers, ada = till
    assert customers.standing(user_id=None) == Standing()
    assert customers.standing(user_id="usr_nobody").kind == "registered"
    standing = customers.standing(user_id=ada)
    assert (standing.percent_off, standing.points, standing.point_value) == (5, 100, Money.of(1))


def test_points_are_spent_once_per_key(till):
    customers, ada = till
    assert customers.spend(key="k", user_id=ada, points=70, detail="") == 30
    assert customers.spend(key="k", user_id=ada, points=70, detail="") == 30
    with pytest.raises(NotEnoughPoints):
        customers.spend(key="k2", user_id=ada, points=31, detail="")
    customers.give_back(key="k")
    customers.give_back(key="k")
    assert customers.spend(key="k3", user_id=ada, points=100, detail="") == 0


def test_a_key_that_was_given_back_is_over(till):
    customers, ada = till
    customers.give_back(key="k")
    with pytest.raises(PointsKeyEnded):
        customers.spend(key="k", user_id=ada, points=1, detail="")


def test_nothing_is_not_spent(till):
    customers, ada = till
    with pytest.raises(Invalid):
        customers.spend(key="k", user_id=ada, points=0, detail="")
