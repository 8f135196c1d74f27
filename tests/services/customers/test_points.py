"""Points: earned when an order is completed, taken back with its refunds, never twice and never lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from souk.contracts.customers.calls import NotEnoughPoints, PointsKeyEnded
from souk.services.customers.models import Customer, PointsEntry
from souk.services.customers.rules.points import earned_by, taken_back
from souk.services.customers.use_cases import auditing
from tests.examples import examples


def numbers(people, user_id):
    row = people.row(user_id)
    return row.earned, row.spent, row.reversed, row.balance


def test_a_completed_order_earns_a_point_for_each_dollar_of_goods(people):
    ada = people.sign_up()
    people.completed("ord_1", 10_999, user_id=ada, total=13_000)
    assert numbers(people, ada) == (109, 0, 0, 109)


def test_the_same_order_completed_twice_earns_once(people):
    ada = people.sign_up()
    people.completed("ord_1", 10_000, user_id=ada)
    people.completed("ord_1", 10_000, user_id=ada)
    assert numbers(people, ada) == (100, 0, 0, 100)


def test_a_refund_takes_back_the_same_part_of_the_points(people):
    ada = people.sign_up()
    people.completed("ord_1", 10_000, user_id=ada, total=12_000)
    people.refunded("ord_1", 3_000, user_id=ada)
    assert numbers(people, ada) == (100, 0, 25, 75)
    people.refunded("ord_1", 12_000, user_id=ada)
    assert numbers(people, ada) == (100, 0, 100, 0)


def test_a_refund_that_is_heard_before_its_order_is_completed_counts(people):
    ada = people.sign_up()
    people.refunded("ord_1", 5_000, user_id=ada)
    assert numbers(people, ada) == (0, 0, 0, 0)
    people.completed("ord_1", 10_000, user_id=ada)
    assert numbers(people, ada) == (100, 0, 50, 50)


def test_what_an_item_that_could_not_be_sent_cost_earns_nothing_and_is_not_taken_back_again(people):
    ada = people.sign_up()
    people.refunded("ord_1", 4_000, user_id=ada)
    people.completed("ord_1", 6_000, user_id=ada, total=6_500, given_back=4_000)
    assert numbers(people, ada) == (60, 0, 0, 60)
    people.refunded("ord_1", 10_500, user_id=ada)
    assert numbers(people, ada) == (60, 0, 60, 0)
    assert auditing.violations() == []


def test_a_refund_of_after_the_completion_that_is_heard_before_it_takes_the_same_back(people):
    ada = people.sign_up()
    people.refunded("ord_1", 4_000 + 3_250, user_id=ada)
    people.completed("ord_1", 6_000, user_id=ada, total=6_500, given_back=4_000)
    assert numbers(people, ada) == (60, 0, 30, 30)


def test_an_older_refund_that_comes_late_changes_nothing(people):
    ada = people.sign_up()
    people.completed("ord_1", 10_000, user_id=ada)
    people.refunded("ord_1", 8_000, user_id=ada)
    people.refunded("ord_1", 3_000, user_id=ada)
    assert numbers(people, ada) == (100, 0, 80, 20)


def test_points_that_were_spent_and_are_taken_back_become_a_debt_that_the_next_ones_pay(people):
    ada = people.sign_up()
    people.completed("ord_1", 10_000, user_id=ada)
    people.customers.spend(key="k", user_id=ada, points=90, detail="a mug")
    people.refunded("ord_1", 10_000, user_id=ada)
    assert numbers(people, ada) == (100, 90, 100, -90)
    with pytest.raises(NotEnoughPoints):
        people.customers.spend(key="k2", user_id=ada, points=1, detail="another")
    people.completed("ord_2", 10_000, user_id=ada)
    assert numbers(people, ada) == (200, 90, 100, 10)
    assert auditing.violations() == []


def test_points_are_spent_once_per_key_and_never_beyond_what_there_is(people):
    ada = people.sign_up()
    people.completed("ord_1", 10_000, user_id=ada)
    assert people.customers.spend(key="k", user_id=ada, points=60, detail="") == 40
    assert people.customers.spend(key="k", user_id=ada, points=60, detail="") == 40
    with pytest.raises(NotEnoughPoints):
        people.customers.spend(key="k2", user_id=ada, points=41, detail="")
    people.customers.give_back(key="k")
    people.customers.give_back(key="k")
    assert numbers(people, ada) == (100, 0, 0, 100)


def test_points_given_back_before_they_are_spent_are_not_spent_any_more(people):
    ada = people.sign_up()
    people.completed("ord_1", 10_000, user_id=ada)
    people.customers.give_back(key="late")
    with pytest.raises(PointsKeyEnded):
        people.customers.spend(key="late", user_id=ada, points=10, detail="")
    assert numbers(people, ada) == (100, 0, 0, 100)


def test_nobody_spends_somebody_elses_points(people):
    ada, bob = people.sign_up(), people.sign_up("bob@example.org")
    people.completed("ord_1", 10_000, user_id=ada)
    with pytest.raises(NotEnoughPoints):
        people.customers.spend(key="k", user_id=bob, points=1, detail="")


def test_an_order_of_somebody_nobody_told_of_is_counted_and_they_are_introduced_later(people):
    account = people.users.open("eve@example.org", name="Eve")
    people.completed("ord_1", 50_000, user_id=account.user_id, email="eve@example.org")
    assert people.row(account.user_id).balance == 500
    assert people.row(account.user_id).tier_id is None
    from souk.services.customers.use_cases.verifying import introduce_strangers

    introduce_strangers()
    assert people.customers.customer(user_id=account.user_id).name == "Eve"
    assert people.row(account.user_id).tier_id == "silver"


NEWS = st.lists(
    st.one_of(
        st.tuples(st.just("completed"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("refunded"), st.integers(0, 3), st.integers(1, 12_000)),
        st.tuples(st.just("spend"), st.integers(0, 5), st.integers(1, 150)),
        st.tuples(st.just("give_back"), st.integers(0, 5), st.just(0)),
    ),
    max_size=25,
)


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(news=NEWS)
def test_whatever_comes_in_whatever_order_the_books_balance(people, news):
    PointsEntry.objects.all().delete()
    from souk.services.customers.models import CountedOrder, PointsUse

    PointsUse.objects.all().delete()
    CountedOrder.objects.all().delete()
    Customer.objects.all().delete()
    people.users.people.clear()
    ada = people.sign_up()
    goods, most = {0: 9_990, 1: 10_000, 2: 99, 3: 4_321}, {}
    done = set()
    for what, which, amount in news:
        if what == "completed":
            people.completed(f"ord_{which}", goods[which], user_id=ada, total=goods[which] + 500)
            done.add(which)
        elif what == "refunded":
            so_far = min(amount, goods[which] + 500)
            people.refunded(f"ord_{which}", so_far, user_id=ada)
            most[which] = max(most.get(which, 0), so_far)
        elif what == "spend":
            try:
                people.customers.spend(key=f"k{which}", user_id=ada, points=amount, detail="")
            except (NotEnoughPoints, PointsKeyEnded):
                pass
        else:
            people.customers.give_back(key=f"k{which}")
    row = people.row(ada)
    worth = sum(
        earned_by(goods[w], 1, 2) - taken_back(earned_by(goods[w], 1, 2), most.get(w, 0), goods[w] + 500)
        for w in done
    )
    assert row.earned - row.spent - row.reversed == row.balance
    assert row.earned - row.reversed == worth
    assert auditing.violations() == []


@given(
    part=st.integers(0, 10**6),
    total=st.integers(1, 10**7),
    refunds=st.lists(st.integers(1, 10**6), max_size=8),
)
def test_refunds_in_parts_never_take_more_than_was_earned(part, total, refunds):
    so_far, taken = 0, 0
    for refund in refunds:
        so_far = min(total, so_far + refund)
        now = taken_back(part, so_far, total)
        assert taken <= now <= part
        taken = now
    if so_far == total:
        assert taken == part


def test_from_who_owes_points_nothing_is_taken_and_that_is_said(people):
    ada = people.sign_up()
    people.completed("ord_1", 100_000, user_id=ada)
    people.customers.spend(key="k", user_id=ada, points=900, detail="ORD-1")
    people.refunded("ord_1", 100_000, user_id=ada)
    with pytest.raises(NotEnoughPoints) as refusal:
        people.customers.adjust(
            key="a", customer_id=people.row(ada).customer_id, points=-1, reason="x", by="usr_staff"
        )
    assert refusal.value.detail == "They owe 900 points already, so there is nothing to take."
