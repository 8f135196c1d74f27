"""The members of the demo market: one of each kind and tier, let in once, with books that balance."""

from __future__ import annotations

import pytest

from souk.audit import audit
from souk.contracts.customers.calls import Customers
from souk.contracts.users.calls import Users
from souk.demo.members import MEMBERS, admit_members
from souk.kernel.neighbours.asking import ask


@pytest.mark.usefixtures("databases")
def test_there_is_one_of_each_and_letting_them_in_again_changes_nothing(deliver):
    admit_members()
    deliver()
    before = ask(Customers).find(limit=100).items
    admit_members()
    deliver()
    assert ask(Customers).find(limit=100).items == before
    assert {one.kind for one in before} == {"guest", "registered", "vip"}
    assert {one.tier for one in before} == {None, "bronze", "silver", "gold", "platinum"}
    by_name = {one.name: one for one in before}
    for member in MEMBERS:
        assert by_name[member.person.name].points == sum(points for points, _ in member.entries)
    account = ask(Users).accounts(user_ids=[by_name["Jonas Lindqvist"].user_id])[0]
    assert not account.is_verified
    assert [one.violations for one in audit() if one.number == 13] == [[]]
