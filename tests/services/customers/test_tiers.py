"""Tiers: up at once, down on the yearly review, by hand only upwards."""

from __future__ import annotations

import pytest

from souk.contracts.customers.calls import (
    BenefitNotFound,
    CustomerNotFound,
    TierNotFound,
    TierNotHigher,
)
from souk.kernel import clock
from souk.kernel.models import OutboxEvent
from souk.services.customers.models import Tier
from souk.services.customers.rules.tiers import Step, next_step, rank_for, reviewed
from souk.services.customers.use_cases import auditing, tiering

YEAR = 366 * 86_400
LADDER = [Step(1, 200), Step(2, 500), Step(3, 1_500), Step(4, 4_000)]


def said(name: str) -> list[dict]:
    import orjson

    rows = OutboxEvent.objects.using("customers").filter(type=f"souk.{name}.v1").order_by("id")
    return [orjson.loads(row.envelope)["data"] for row in rows]


def test_the_ladder():
    assert [rank_for(spend, LADDER) for spend in (0, 199, 200, 1_499, 4_000, 10**9)] == [0, 0, 1, 2, 4, 4]
    assert reviewed(4, 0, LADDER) == 3, "one step at most"
    assert reviewed(1, 0, LADDER) == 0
    assert reviewed(2, 600, LADDER) == 2
    assert reviewed(2, 1_600, LADDER) == 3
    assert next_step(4, LADDER) is None


def test_a_tier_is_reached_at_once_and_told(people):
    ada = people.sign_up()
    people.completed("ord_1", 60_000, user_id=ada)
    assert people.row(ada).tier_id == "silver"
    standing = people.customers.standing(user_id=ada)
    assert (standing.kind, standing.tier, standing.percent_off) == ("vip", "silver", 10)
    (told,) = said("customer.tier.changed")
    assert (told["from_tier"], told["to_tier"], told["email"]) == (None, "silver", "ada@example.org")
    assert [upgrade["kind"] for upgrade in said("customer.upgraded")] == ["registered", "vip"]


def test_nobody_has_a_tier_before_their_email_is_confirmed(people):
    ada = people.sign_up(verified=False)
    people.completed("ord_1", 60_000, user_id=ada)
    assert people.row(ada).tier_id is None
    assert people.row(ada).balance == 600
    people.verify(ada)
    assert people.row(ada).tier_id == "silver"


def test_a_refund_leaves_the_tier_until_its_review_and_then_one_step_a_year(people):
    ada = people.sign_up()
    people.completed("ord_1", 500_000, user_id=ada)
    people.refunded("ord_1", 500_000, user_id=ada)
    assert people.row(ada).tier_id == "platinum"
    assert auditing.violations() == []
    tiering.review_due()
    assert people.row(ada).tier_id == "platinum", "its year is not over"
    for expected in ("gold", "silver", "bronze", None):
        with clock.shifted(YEAR * (["gold", "silver", "bronze", None].index(expected) + 1)):
            tiering.review_due()
            tiering.review_due()
            assert people.row(ada).tier_id == expected
    assert people.row(ada).kind == "registered"
    assert people.customers.standing(user_id=ada).percent_off == 0


def test_a_review_keeps_the_tier_that_the_years_goods_are_worth(people):
    ada = people.sign_up()
    people.completed("ord_1", 60_000, user_id=ada)
    with clock.shifted(200 * 86_400):
        people.completed("ord_2", 55_000, user_id=ada)
    with clock.shifted(YEAR):
        tiering.review_due()
        assert people.row(ada).tier_id == "silver"
        assert people.row(ada).review_at > clock.now()


def test_thresholds_are_rows(people):
    ada = people.sign_up()
    Tier.objects.filter(tier="bronze").update(spend_from=1_000)
    people.completed("ord_1", 1_000, user_id=ada)
    assert people.row(ada).tier_id == "bronze"


def test_staff_raise_a_tier_with_a_reason_and_never_lower_it(people):
    ada = people.sign_up()
    cus = people.row(ada).customer_id

    def raise_to(tier, key):
        return people.customers.raise_tier(
            key=key, customer_id=cus, tier=tier, reason="a good friend", by="usr_staff"
        )

    assert raise_to("gold", "k").tier == "gold"
    assert raise_to("gold", "k").tier == "gold"
    for lower in ("silver", "gold"):
        with pytest.raises(TierNotHigher):
            raise_to(lower, f"k-{lower}")
    with pytest.raises(TierNotFound):
        raise_to("diamond", "k3")
    with pytest.raises(CustomerNotFound):
        people.customers.raise_tier(key="k", customer_id="cus_no", tier="gold", reason="r", by="usr_staff")
    (entry,) = people.customers.points(user_id=ada).items
    assert (entry.by, entry.points) == ("usr_staff", 0)
    assert "a good friend" in entry.detail
    assert auditing.violations() == []


def test_the_best_discount_counts_and_shipping_adds_up(people):
    ada = people.sign_up()
    people.completed("ord_1", 150_000, user_id=ada)
    standing = people.customers.standing(user_id=ada)
    assert standing.percent_off == 15
    assert standing.early_access_hours == 24
    ways = {(way.method, way.over.minor, tuple(way.countries)) for way in standing.free_shipping_methods}
    assert ("standard", 0, ("US",)) in ways
    assert ("express", 0, ("US",)) in ways
    assert not any(countries == () for _, _, countries in ways), "only platinum ships free abroad"


def test_a_member_is_shown_the_discount_that_counts_and_not_those_it_replaced(people):
    ada = people.sign_up()
    assert people.customers.benefits(user_id=ada) == []
    people.completed("ord_1", 150_000, user_id=ada)
    found = people.customers.benefits(user_id=ada)
    assert [one.label for one in found if one.kind == "discount"] == ["15 % off"]
    assert len(found) == 6


def test_gifts_are_asked_for_done_by_staff_and_once_in_their_period(people, client, signed_in):
    ada = people.sign_up()
    with pytest.raises(BenefitNotFound):
        people.customers.activate(user_id=ada, benefit_id="quarterly-gift")
    people.completed("ord_1", 150_000, user_id=ada)
    with pytest.raises(BenefitNotFound):
        people.customers.activate(user_id=ada, benefit_id="monthly-gift")
    for _ in range(2):
        assert people.customers.activate(user_id=ada, benefit_id="quarterly-gift").asked_at
    assert [event["label"] for event in said("customer.benefit.asked")] == ["A gift each quarter"]
    staff, admin = (signed_in("usr_staff", roles=[role]) for role in ("staff", "administrator"))
    (task,) = client.get("/api/customers/benefits/asked", headers=staff).json()["items"]
    assert (task["email"], task["label"]) == ("ada@example.org", "A gift each quarter")
    path = f"/api/customers/benefits/asked/{task['request_id']}/done"
    assert client.post(path, headers=signed_in(ada)).status_code == 403
    assert client.post(path, headers=staff).status_code == 403
    assert [client.post(path, headers=admin).status_code for _ in range(2)] == [204, 204]
    assert client.post("/api/customers/benefits/asked/x-1/done", headers=admin).status_code == 404
    assert people.desk.asked_benefits() == []
    assert len(said("customer.benefit.done")) == 1
    gift = people.customers.activate(user_id=ada, benefit_id="quarterly-gift")
    assert (gift.usage_count, gift.asked_at, gift.can_ask) == (1, None, False)
    with clock.shifted(92 * 86_400):
        assert people.customers.activate(user_id=ada, benefit_id="quarterly-gift").asked_at
        people.desk.benefit_done(request_id=task["request_id"])
        assert len(people.desk.asked_benefits()) == 1, "a late repetition is not the next gift"


def test_nothing_that_no_one_does_is_said_to_work_by_itself(people):
    ada = people.sign_up()
    people.completed("ord_1", 500_000, user_id=ada)
    found = people.customers.benefits(user_id=ada)
    assert {one.kind for one in found if one.is_automatic} == {"discount", "free_shipping", "early_access"}
    assert all("write to you" in one.description and one.can_ask for one in found if not one.is_automatic)


def test_standing_is_two_reads(people, count_queries):
    ada = people.sign_up()
    people.completed("ord_1", 150_000, user_id=ada)
    with count_queries("customers") as queries:
        people.customers.standing(user_id=ada)
    assert len(queries) == 2
    with count_queries("customers") as queries:
        people.customers.standing(user_id=None)
    assert len(queries) == 0


def test_a_list_of_customers_does_not_ask_for_each(people, count_queries):
    for number in range(6):
        user = people.sign_up(f"p{number}@example.org")
        if number % 2:
            people.completed(f"ord_{number}", 30_000, user_id=user, email=f"p{number}@example.org")
    people.guests.begin()
    people.settle()
    with count_queries("customers") as queries:
        page = people.customers.find(limit=5)
    assert len(page.items) == 5
    assert page.next
    assert len(queries) <= 5
    assert [one.email for one in people.customers.find(kind="vip", tier="bronze").items] == [
        "p5@example.org", "p3@example.org", "p1@example.org",
    ]  # fmt: skip
    assert len(people.customers.find(cursor=page.next, limit=5).items) == 2
