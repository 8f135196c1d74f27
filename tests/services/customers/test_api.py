"""The public door: who asks is known by their token and by nothing they write into a header."""

from __future__ import annotations

import json

import pytest

from souk.contracts.users.events import UserCreated, UserErased, UserUpdated
from souk.kernel.models import TrailRow
from souk.services.customers import handlers
from souk.services.customers.models import Customer


def post(client, path, body, **headers):
    return client.post(f"/api{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_the_same_address_answers_each_by_who_they_are(client, signed_in, people):
    assert client.get("/api/customers/me").status_code == 401
    assert client.get("/api/customers/me", headers={"X-Guest-Token": "made up"}).status_code == 400
    guest = client.post("/api/customers/guests")
    assert guest.status_code == 201
    token = guest["X-Guest-Token"]
    assert client.get("/api/customers/me", headers={"X-Guest-Token": token}).json()["kind"] == "guest"
    ada = people.sign_up()
    assert client.get("/api/customers/me", headers=signed_in(ada)).json()["kind"] == "registered"
    people.completed("ord_1", 150_000, user_id=ada)
    me = client.get("/api/customers/me", headers=signed_in(ada) | {"X-Guest-Token": token}).json()
    assert (me["kind"], me["tier"], me["points"]) == ("vip", "gold", 1500)
    assert me["progress"]["next_tier"] == "platinum"
    assert me["progress"]["missing"] == {"amount": "2500.00", "currency": "USD"}


@pytest.mark.parametrize("kind", ["vip", "VIP", "registered", "guest"])
def test_headers_from_outside_change_nothing(client, signed_in, people, kind):
    ada, bob = people.sign_up(), people.sign_up("bob@example.org")
    people.completed("ord_1", 150_000, user_id=bob)
    claims = {"X-Customer-Type": kind, "X-User-ID": bob, "X-Shop-ID": "shp_1"}
    me = client.get("/api/customers/me", headers=signed_in(ada) | claims).json()
    assert (me["kind"], me["user_id"], me["tier"]) == ("registered", ada, None)
    assert client.get("/api/customers/me", headers=claims).status_code == 401
    assert client.get("/api/customers", headers=signed_in(ada) | claims).status_code == 403
    assert client.get("/api/customers/me/points", headers=claims).status_code == 401


def test_an_account_that_nobody_told_of_is_met_and_one_that_is_not_there_is_not_made_up(
    client, signed_in, people
):
    account = people.users.open("eve@example.org", name="Eve")
    assert client.get("/api/customers/me", headers=signed_in(account.user_id)).json()["name"] == "Eve"
    assert client.get("/api/customers/me", headers=signed_in("usr_nobody")).status_code == 404
    assert Customer.objects.count() == 1


def test_nobody_raises_themselves(client, signed_in, people):
    ada = people.sign_up()
    cus = people.row(ada).customer_id
    body = {"tier": "platinum", "reason": "I like it"}
    for path in (f"/customers/{cus}/tier", "/customers/me/tier", f"/customers/{cus}/points"):
        answer = post(client, path, body, **signed_in(ada), **{"Idempotency-Key": "k"})
        assert answer.status_code == 403, path
    staff = signed_in("usr_staff", roles=["staff"]) | {"Idempotency-Key": "k"}
    assert post(client, f"/customers/{cus}/tier", body, **staff).status_code == 403, "staff read, and no more"
    assert people.row(ada).tier_id is None


def test_staff_give_points_with_a_reason_once_per_key(client, signed_in, people):
    ada = people.sign_up()
    cus = people.row(ada).customer_id
    staff = signed_in("usr_staff", roles=["administrator"]) | {"Idempotency-Key": "k1"}
    assert (
        post(client, f"/customers/{cus}/points", {"points": 50, "reason": "late parcel"}, **staff).json()[
            "points"
        ]
        == 50
    )
    assert (
        post(client, f"/customers/{cus}/points", {"points": 50, "reason": "late parcel"}, **staff).json()[
            "points"
        ]
        == 50
    )
    ledger = client.get(f"/api/customers/{cus}/points", headers=staff).json()["items"]
    assert [(entry["points"], entry["detail"], entry["by"]) for entry in ledger] == [
        (50, "late parcel", "usr_staff")
    ]
    refused = [
        ({"points": 0, "reason": "x"}, 422),
        ({"points": 10**9, "reason": "x"}, 422),
        ({"points": 5}, 422),
        ({"points": 5, "reason": " "}, 422),
        ({"points": -51, "reason": "more than there is"}, 409),
    ]
    for number, (body, status) in enumerate(refused):
        staff["Idempotency-Key"] = f"refused {number}"
        assert post(client, f"/customers/{cus}/points", body, **staff).status_code == status, body
    assert people.row(ada).balance == 50


def test_what_staff_give_by_hand_is_in_the_audit_trail_with_what_was_before(client, signed_in, people):
    ada = people.sign_up()
    cus = people.row(ada).customer_id
    staff = signed_in("usr_staff", roles=["administrator"])
    for _ in range(2):
        points = {"points": 50, "reason": "late parcel"}
        post(client, f"/customers/{cus}/points", points, **staff, **{"Idempotency-Key": "p"})
        tier = {"tier": "gold", "reason": "a regular"}
        post(client, f"/customers/{cus}/tier", tier, **staff, **{"Idempotency-Key": "t"})
    rows = TrailRow.objects.using("customers").filter(kind="done").order_by("entry_id")
    assert [(row.deed, row.subject, json.loads(row.before), json.loads(row.after)) for row in rows] == [
        ("customers.points", ada, {"points": 0}, {"points": 50, "reason": "late parcel"}),
        ("customers.tier", ada, {"tier": ""}, {"tier": "gold", "reason": "a regular"}),
    ]


def test_a_customer_is_not_told_who_of_the_staff_gave_points(client, signed_in, people):
    ada = people.sign_up()
    cus = people.row(ada).customer_id
    staff = signed_in("usr_staff", roles=["administrator"]) | {"Idempotency-Key": "k"}
    assert (
        post(client, f"/customers/{cus}/points", {"points": 50, "reason": "Late"}, **staff).status_code < 300
    )
    (own,) = client.get("/api/customers/me/points", headers=signed_in(ada)).json()["items"]
    (desk,) = client.get(f"/api/customers/{cus}/points", headers=staff).json()["items"]
    assert (own["by"], desk["by"]) == (None, "usr_staff")


def test_a_tier_is_never_lowered_by_hand(client, signed_in, people):
    ada = people.sign_up()
    people.completed("ord_1", 150_000, user_id=ada)
    cus = people.row(ada).customer_id
    for number, tier in enumerate(("silver", "gold", "diamond")):
        staff = signed_in("usr_staff", roles=["administrator"]) | {"Idempotency-Key": f"k{number}"}
        assert (
            post(client, f"/customers/{cus}/tier", {"tier": tier, "reason": "x"}, **staff).status_code == 400
        )
    assert people.row(ada).tier_id == "gold"


def test_the_ledger_comes_in_pages(client, signed_in, people):
    ada = people.sign_up()
    for number in range(5):
        people.completed(f"ord_{number}", 1_000, user_id=ada)
    first = client.get("/api/customers/me/points?limit=3", headers=signed_in(ada)).json()
    rest = client.get(
        f"/api/customers/me/points?limit=3&cursor={first['next']}", headers=signed_in(ada)
    ).json()
    assert [entry["order_id"] for entry in first["items"] + rest["items"]] == [
        f"ord_{n}" for n in (4, 3, 2, 1, 0)
    ]
    assert rest["next"] is None
    assert client.get("/api/customers/me/points?cursor=nonsense", headers=signed_in(ada)).status_code == 400


def test_the_table_of_tiers_is_public(client):
    tiers = client.get("/api/customers/tiers").json()["items"]
    assert [tier["tier"] for tier in tiers] == ["bronze", "silver", "gold", "platinum"]
    assert sum(len(tier["benefits"]) for tier in tiers) == 13


def test_a_guest_tells_of_themselves_and_bad_words_change_nothing(client):
    token = client.post("/api/customers/guests")["X-Guest-Token"]
    headers = {"X-Guest-Token": token}

    def tell(body, headers=headers):
        return client.patch(
            "/api/customers/guests/me", json.dumps(body), content_type="application/json", headers=headers
        )

    assert tell({"email": "ada@example.org"}).json()["customer"]["email"] == "ada@example.org"
    assert tell({"email": "no email"}).status_code == 422
    assert tell({"email": "eve@example.org"}, headers={}).status_code == 400
    assert tell({"kind": "vip"}).status_code == 422
    assert client.get("/api/customers/me", headers=headers).json()["email"] == "ada@example.org"


def test_a_new_name_is_heard_once_and_an_older_one_that_comes_late_is_not(client, signed_in, people):
    ada = people.sign_up()
    people.completed("ord_1", 150_000, user_id=ada)
    people.settle()
    for name, revision in (("Ada King", 2), ("Ada King", 2), ("Ada Byron", 1)):
        handlers.on_new_name(UserUpdated(user_id=ada, full_name=name, revision=revision))
    assert [one.name for one in people.customers.find().items] == ["Ada King"]
    handlers.on_erasure(UserErased(user_id=ada))
    handlers.on_new_name(UserUpdated(user_id=ada, full_name="Ada Lovelace", revision=3))
    people.settle()
    assert people.customers.find().items == []


def test_a_name_that_was_heard_before_the_account_stays(people):
    handlers.on_new_name(UserUpdated(user_id="usr_eve", full_name="Eve New", revision=5))
    handlers.on_account(UserCreated(user_id="usr_eve", email="eve@example.org", full_name="Eve Old"))
    (eve,) = people.customers.find().items
    assert (eve.name, eve.email) == ("Eve New", "eve@example.org")


def test_who_gives_points_and_may_not_see_customers_is_told_nothing_of_them(client, signed_in, people):
    ada = people.sign_up()
    path = f"/customers/{people.row(ada).customer_id}/points"
    body = {"points": 50, "reason": "late parcel"}
    clerk = signed_in("usr_clerk", given=["customers.manage"]) | {"Idempotency-Key": "k"}
    answer = post(client, path, body, **clerk)
    assert (answer.status_code, answer.content, people.row(ada).balance) == (204, b"", 50)
    refused = post(client, path, {"points": 0, "reason": "x"}, **clerk | {"Idempotency-Key": "k2"})
    assert refused.status_code == 422, "a refusal is told"
