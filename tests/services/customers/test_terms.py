"""Terms of tiers: set by who may, checked together, noted; a new threshold moves nobody, a new percent counts at the next look."""

from __future__ import annotations

import json

import pytest

from souk.kernel import clock
from souk.kernel.models import TrailRow
from souk.services.customers.models import Benefit
from souk.services.customers.use_cases import auditing, tiering

ADMIN = "usr_admin"


@pytest.fixture
def set_terms(client, signed_in):
    def put(tier: str, roles=("administrator",), **changed):
        headers = signed_in(ADMIN, roles=["administrator"])
        now = client.get(f"/api/customers/tiers/{tier}", headers=headers).json()
        body = {name: now[name] for name in now if name not in ("tier", "label", "rank")} | changed
        return client.put(
            f"/api/customers/tiers/{tier}",
            json.dumps(body),
            content_type="application/json",
            headers=signed_in(ADMIN, roles=list(roles)),
        )

    return put


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def test_a_tier_has_its_own_values(client, signed_in):
    gold = client.get("/api/customers/tiers/gold", headers=signed_in(ADMIN, roles=["staff"])).json()
    assert gold["spend_from"] == usd("1500.00")
    assert (gold["percent_off"], gold["birthday_points"], gold["free_methods"]) == (
        15,
        200,
        ["express", "priority"],
    )
    assert (
        client.get("/api/customers/tiers/tin", headers=signed_in(ADMIN, roles=["staff"])).status_code == 404
    )


def test_who_may_change_them(client, signed_in, set_terms):
    assert set_terms("gold", roles=["staff"], percent_off=16).status_code == 403
    assert set_terms("gold", roles=[], percent_off=16).status_code == 403
    assert client.get("/api/customers/tiers/gold", headers=signed_in("usr_1")).status_code == 403
    assert set_terms("gold", percent_off=16).status_code == 200


def test_a_new_percent_counts_at_the_next_look_and_is_called_what_it_is(people, set_terms):
    ada = people.sign_up()
    people.completed("ord_1", 150_000, user_id=ada)
    assert set_terms("gold", percent_off=17, birthday_points=250, early_access_hours=48).status_code == 200
    standing = people.customers.standing(user_id=ada)
    assert (standing.percent_off, standing.early_access_hours) == (17, 48)
    labels = [one.label for one in people.customers.benefits(user_id=ada)]
    assert "17 % off" in labels
    assert "15 % off" not in labels
    assert next(t for t in people.customers.tiers() if t.tier == "gold").birthday_points == 250


def test_free_shipping_is_set_taken_away_and_given_again(people, set_terms):
    ada = people.sign_up()
    people.completed("ord_1", 20_000, user_id=ada)
    changed = set_terms(
        "bronze", free_methods=["standard"], free_over=usd("75.00"), free_countries=["US", "CA"]
    )
    assert changed.json()["free_over"] == usd("75.00")
    (way,) = people.customers.standing(user_id=ada).free_shipping_methods
    assert (way.method, way.over.minor, way.countries) == ("standard", 7_500, ["CA", "US"])
    assert "75" in Benefit.objects.get(from_tier="bronze", kind="free_shipping").label
    assert set_terms("bronze", free_methods=[]).status_code == 200
    assert people.customers.standing(user_id=ada).free_shipping_methods == []
    assert set_terms("bronze", free_methods=["economy"], percent_off=0).status_code == 200
    assert people.customers.standing(user_id=ada).percent_off == 0
    assert [way.method for way in people.customers.standing(user_id=ada).free_shipping_methods] == ["economy"]


def test_a_threshold_moves_nobody_until_their_next_order_or_review(people, set_terms):
    ada = people.sign_up()
    people.completed("ord_1", 140_000, user_id=ada)
    bob = people.sign_up("bob@example.org")
    people.completed("ord_2", 150_000, user_id=bob, email="bob@example.org")
    with clock.shifted(60):
        assert set_terms("gold", spend_from=usd("1400.00")).status_code == 200
        assert people.row(ada).tier_id == "silver"
        assert auditing.violations() == [], "who had enough before is not owed it yet"
    with clock.shifted(120):
        people.completed("ord_3", 100, user_id=ada)
        assert people.row(ada).tier_id == "gold"
        assert set_terms("gold", spend_from=usd("3000.00")).status_code == 200
        assert (people.row(ada).tier_id, people.row(bob).tier_id) == ("gold", "gold")
        assert auditing.violations() == []
    with clock.shifted(366 * 86_400):
        tiering.review_due()
        assert people.row(bob).tier_id == "silver"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"spend_from": usd("500.00")}, "spend_from"),
        ({"spend_from": usd("4000.00")}, "spend_from"),
        ({"spend_from": {"amount": "1600.00", "currency": "EUR"}}, "spend_from"),
        ({"percent_off": 91}, "percent_off"),
        ({"percent_off": -1}, "percent_off"),
        ({"percent_off": 9}, "percent_off"),
        ({"percent_off": 21}, "percent_off"),
        ({"birthday_points": -1}, "birthday_points"),
        ({"free_methods": ["Drone!"]}, "free_methods"),
        ({"free_countries": ["Narnia"]}, "free_countries"),
        ({"free_over": usd("-1.00")}, "free_over"),
    ],
)
def test_what_cannot_be_is_said_of_its_field_and_changes_nothing(people, set_terms, changed, field):
    before = people.desk.programme()
    answer = set_terms("gold", **changed)
    assert answer.status_code == 422
    assert field in answer.json()["errors"][0]["pointer"]
    assert people.desk.programme() == before


def test_the_change_is_in_the_audit_trail_with_what_was_before(set_terms):
    set_terms("gold", percent_off=16)
    set_terms("gold", percent_off=16)
    (row,) = TrailRow.objects.using("customers").filter(kind="done")
    assert (row.deed, row.subject, row.actor_id) == ("customers.tier.terms", "gold", ADMIN)
    assert json.loads(row.before)["percent_off"] == 15
    assert json.loads(row.after)["percent_off"] == 16
