"""Shops by their public door."""

from __future__ import annotations

import io

import orjson
import pytest
from PIL import Image

from souk.contracts.shops.calls import ShopDraft
from souk.kernel.models import OutboxEvent, TrailRow
from souk.services.shops.models import DueLetter, HeldPlace
from souk.services.shops.service import ShopsService
from souk.services.shops.settings import settings

shops = ShopsService()


def opened(slug: str, name: str = "", owner: str = "usr_a", *, approved: bool = True):
    draft = ShopDraft(slug=slug, name=name or slug.title())
    shop = shops.open_shop(key=f"open-{slug}", owner_id=owner, draft=draft)
    return shops.approve_shop(key="a", shop_id=shop.shop_id) if approved else shop


def said() -> list[str]:
    return [row.type.split(".", 1)[1] for row in OutboxEvent.objects.using("shops").order_by("id")]


def test_an_applicant_waits_until_staff_approve(client, signed_in):
    mine = signed_in("usr_1") | {"Idempotency-Key": "k1"}
    answer = client.post("/api/shops", {"name": "Kiln & Wool"}, content_type="application/json", headers=mine)
    assert answer.status_code == 201
    shop = answer.json()
    assert (shop["slug"], shop["status"], shop["owner_id"]) == ("kiln-wool", "pending", "usr_1")
    assert client.get("/api/shops/kiln-wool").status_code == 404
    assert client.get("/api/shops/kiln-wool", headers=signed_in("usr_1")).json()["status"] == "pending"
    assert client.get("/api/shops/kiln-wool", headers=signed_in("usr_2")).status_code == 404
    approved = client.post(f"/api/shops/{shop['shop_id']}/approve", headers=signed_in("usr_9", ["staff"]))
    assert approved.json()["status"] == "approved"
    assert client.get("/api/shops/kiln-wool").json()["name"] == "Kiln & Wool"
    assert client.get(f"/api/shops/{shop['shop_id']}").status_code == 200
    assert said() == ["shop.created.v1", "shop.approved.v1"]


def test_the_same_application_sent_twice_opens_one_shop(client, signed_in):
    mine = signed_in("usr_1") | {"Idempotency-Key": "k1"}
    first, second = (
        client.post("/api/shops", {"name": "Kiln"}, content_type="application/json", headers=mine)
        for _ in range(2)
    )
    assert first.json() == second.json()
    assert said() == ["shop.created.v1"]


def test_an_address_belongs_to_one_shop(client, signed_in):
    opened("kiln")
    mine = signed_in("usr_1") | {"Idempotency-Key": "k1"}
    answer = client.post("/api/shops", {"name": "Kiln"}, content_type="application/json", headers=mine)
    assert (answer.status_code, answer.json()["code"]) == (409, "shop-slug-taken")


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "ab"},
        {"name": " a \u2003 b "},
        {"name": "\u202e\u200b\u2063\u2800\u3164"},
        {"name": "ab\u200d\u200d"},
        {"name": "x" * 121},
        {"name": "Kiln", "slug": "Not a slug"},
        {"name": "Kiln", "slug": "mine"},
        {"name": "Kiln", "status": "approved"},
        {"name": "Kiln", "owner_id": "usr_2"},
        {"name": "Kiln", "country": "Norway"},
        {"name": "窯"},
        {},
    ],
)
def test_an_application_that_makes_no_sense_names_the_field(client, signed_in, body):
    mine = signed_in("usr_1") | {"Idempotency-Key": "k1"}
    answer = client.post("/api/shops", body, content_type="application/json", headers=mine)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/")
    assert said() == []


@pytest.mark.parametrize("name", ["x\\ud800", "x\\u0000"])
def test_text_that_is_no_text_is_refused(client, signed_in, name):
    mine = signed_in("usr_1") | {"Idempotency-Key": "k1", "Content-Type": "application/json"}
    answer = client.generic(
        "POST", "/api/shops", f'{{"name": "{name}"}}', headers=mine, content_type="application/json"
    )
    assert 400 <= answer.status_code < 500


def test_a_person_has_one_shop(client, signed_in):
    def ask(key):
        mine = signed_in("usr_1") | {"Idempotency-Key": key}
        return client.post(
            "/api/shops", {"name": f"Kiln {key}"}, content_type="application/json", headers=mine
        )

    shop = ask("one").json()
    assert (ask("two").status_code, ask("two").json()["code"]) == (409, "already-has-shop")
    staff = signed_in("usr_s", ["staff"])
    client.post(f"/api/shops/{shop['shop_id']}/approve", headers=staff)
    assert ask("three").json()["code"] == "already-has-shop"
    client.delete(f"/api/shops/{shop['shop_id']}", headers=signed_in("usr_1"))
    assert ask("four").status_code == 201


def test_the_market_may_allow_more_shops(client, signed_in):
    settings().most_per_user = 2
    try:
        codes = [
            client.post(
                "/api/shops",
                {"name": f"Kiln {key}"},
                content_type="application/json",
                headers=signed_in("usr_1") | {"Idempotency-Key": f"k{key}"},
            ).status_code
            for key in range(3)
        ]
    finally:
        settings().most_per_user = 1
    assert codes == [201, 201, 409]


def test_a_shop_of_the_time_before_counts_too(client, signed_in):
    opened("old", owner="usr_1")
    HeldPlace.objects.all().delete()
    mine = signed_in("usr_1") | {"Idempotency-Key": "k"}
    answer = client.post("/api/shops", {"name": "Kiln"}, content_type="application/json", headers=mine)
    assert answer.json()["code"] == "already-has-shop"


def test_a_rejected_application_is_amended_and_waits_again(client, signed_in):
    shop = opened("kiln", owner="usr_a", approved=False)
    url = f"/api/shops/{shop.shop_id}/applications"
    shops.reject_shop(key="r", shop_id=shop.shop_id, reason="Say more")

    def amend(body, who="usr_a"):
        return client.post(url, body, content_type="application/json", headers=signed_in(who))

    assert amend({"description": "Mine"}, "usr_b").status_code == 404
    for _ in range(2):
        again = amend({"description": "Wool from the harbour."}).json()
        assert (again["status"], again["reason"], again["description"]) == (
            "pending",
            "",
            "Wool from the harbour.",
        )
    assert amend({"status": "approved"}).status_code == 422
    assert said() == ["shop.created.v1", "shop.rejected.v1", "shop.updated.v1"]
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    assert amend({}).json()["code"] == "shop-status-refused"


def test_staff_cannot_change_their_mind_once_the_owner_has_another_shop(client, signed_in):
    first = opened("kiln", owner="usr_a", approved=False)
    shops.reject_shop(key="r", shop_id=first.shop_id, reason="")
    opened("loom", owner="usr_a")
    answer = client.post(f"/api/shops/{first.shop_id}/approve", headers=signed_in("usr_s", ["staff"]))
    assert (answer.status_code, answer.json()["code"]) == (409, "shop-status-refused")


def test_an_owner_switches_the_shop_off_and_on_and_the_street_hears_it(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    url = f"/api/shops/{shop.shop_id}"

    def switch(is_active, who):
        return client.patch(url, {"is_active": is_active}, content_type="application/json", headers=who)

    assert switch(False, signed_in("usr_b", ["staff"])).status_code == 404
    assert switch(False, signed_in("usr_a")).json()["is_active"] is False
    assert client.get("/api/shops/kiln").status_code == 404
    assert client.get("/api/shops").json()["items"] == []
    assert client.get("/api/shops/kiln", headers=signed_in("usr_a")).status_code == 200
    assert switch(True, signed_in("usr_a")).json()["is_active"] is True
    assert client.get("/api/shops/kiln").status_code == 200
    told = [orjson.loads(row.envelope)["data"] for row in OutboxEvent.objects.using("shops").order_by("id")]
    assert [(event["status"], event["is_active"], event["revision"]) for event in told] == [
        ("pending", True, 1),
        ("approved", True, 2),
        ("approved", False, 3),
        ("approved", True, 4),
    ]
    waiting = opened("loom", owner="usr_c", approved=False)
    answer = client.patch(
        f"/api/shops/{waiting.shop_id}",
        {"is_active": False},
        content_type="application/json",
        headers=signed_in("usr_c"),
    )
    assert answer.json()["code"] == "shop-status-refused"


def test_the_badge_is_given_by_staff_and_told_once(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    url = f"/api/shops/{shop.shop_id}/verified"

    def verify(who, body):
        return client.put(url, body, content_type="application/json", headers=who)

    assert verify(signed_in("usr_a", ["shop_owner"]), {"is_verified": True}).status_code == 403
    for _ in range(2):
        assert verify(signed_in("usr_s", ["staff"]), {"is_verified": True}).json()["is_verified"] is True
    assert verify(signed_in("usr_s", ["staff"]), {}).status_code == 422
    assert said()[2:] == ["shop.updated.v1"]


def test_shops_are_listed_by_name_page_by_page(client):
    for slug, name in (("b", "Anvil"), ("a", "zinc"), ("c", "Brass"), ("d", "anchor")):
        opened(slug, name)
    opened("hidden", approved=False)
    seen, cursor = [], ""
    for _ in range(4):
        page = client.get(f"/api/shops?limit=2{cursor}").json()
        seen += [shop["name"] for shop in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == ["anchor", "Anvil", "Brass", "zinc"]


@pytest.mark.parametrize("query", ["cursor=nonsense", "limit=0", "limit=1000000000", "limit=x", "colour=red"])
def test_a_list_refuses_what_it_does_not_understand(client, query):
    assert client.get(f"/api/shops?{query}").status_code == 400


def test_somebody_elses_shop_is_not_found_when_edited(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    for who in (signed_in("usr_b"), signed_in("usr_b", ["shop_owner"]), signed_in("usr_b", ["staff"])):
        answer = client.patch(
            f"/api/shops/{shop.shop_id}", {"name": "Mine now"}, content_type="application/json", headers=who
        )
        assert answer.status_code == 404
    assert shops.shop_by_slug(slug="kiln").name == "Kiln"


def test_an_owner_renames_the_shop_and_the_street_hears_it_once(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    for _ in range(2):
        answer = client.patch(
            f"/api/shops/{shop.shop_id}",
            {"name": "Kiln II"},
            content_type="application/json",
            headers=signed_in("usr_a"),
        )
        assert answer.json()["name"] == "Kiln II"
    assert answer.json()["tagline"] == shop.tagline
    assert said()[2:] == ["shop.updated.v1"]


@pytest.mark.parametrize(
    "body", [{"status": "approved"}, {"slug": "other"}, {"owner_id": "usr_b"}, {"name": ""}]
)
def test_an_owner_cannot_change_what_is_not_theirs_to_change(client, signed_in, body):
    shop = opened("kiln", owner="usr_a")
    answer = client.patch(
        f"/api/shops/{shop.shop_id}", body, content_type="application/json", headers=signed_in("usr_a")
    )
    assert answer.status_code == 422


def test_null_leaves_a_field_as_it_is(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    body = {"name": None, "city": "Bergen"}
    answer = client.patch(
        f"/api/shops/{shop.shop_id}", body, content_type="application/json", headers=signed_in("usr_a")
    )
    assert (answer.json()["name"], answer.json()["city"]) == ("Kiln", "Bergen")


def test_only_staff_approve_and_reject(client, signed_in):
    shop = opened("kiln", owner="usr_a", approved=False)
    for path in ("approve", "reject"):
        url = f"/api/shops/{shop.shop_id}/{path}"
        assert client.post(url, {}, content_type="application/json").status_code == 401
        forbidden = client.post(
            url, {}, content_type="application/json", headers=signed_in("usr_a", ["shop_owner"])
        )
        assert forbidden.status_code == 403
    assert shops.shops(shop_ids=[shop.shop_id])[0].status == "pending"


def test_staff_may_change_their_mind_about_a_rejected_shop_but_not_about_an_open_one(client, signed_in):
    shop = opened("kiln", approved=False)
    staff = signed_in("usr_s", ["staff"])
    reject = f"/api/shops/{shop.shop_id}/reject"
    for _ in range(2):
        answer = client.post(reject, {"reason": "No goods"}, content_type="application/json", headers=staff)
        assert answer.json()["status"] == "rejected"
    assert client.post(f"/api/shops/{shop.shop_id}/approve", headers=staff).json()["status"] == "approved"
    assert client.post(reject, {}, content_type="application/json", headers=staff).status_code == 409
    assert said() == ["shop.created.v1", "shop.rejected.v1", "shop.approved.v1"]


def test_a_closed_shop_leaves_the_street_for_good(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    url = f"/api/shops/{shop.shop_id}"
    assert client.delete(url, headers=signed_in("usr_b", ["staff"])).status_code == 404
    for _ in range(2):
        assert client.delete(url, headers=signed_in("usr_a")).status_code == 204
    assert client.get("/api/shops/kiln").status_code == 404
    assert client.post(f"{url}/approve", headers=signed_in("usr_s", ["staff"])).status_code == 409
    assert said()[-1] == "shop.deleted.v1"
    assert said().count("shop.deleted.v1") == 1


def test_the_market_closes_a_shop_with_a_reason_that_its_owner_reads(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    url, boss = f"/api/shops/{shop.shop_id}", signed_in("usr_s", ["administrator"])
    for reason in ("", "?reason=%20"):
        refused = client.delete(url + reason, headers=boss)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "query/reason")
    assert shops.shops(shop_ids=[shop.shop_id])[0].status == "approved"
    for _ in range(2):
        assert client.delete(f"{url}?reason=Sold+what+others+own", headers=boss).status_code == 204
    assert client.get(url, headers=signed_in("usr_a")).json()["reason"] == "Sold what others own"
    letters = DueLetter.objects.filter(letter="shop_closed")
    assert [letter.reason for letter in letters] == ["Sold what others own"]
    entry = TrailRow.objects.using("shops").get(kind="done", deed="shops.closed")
    assert (entry.actor_id, entry.subject) == ("usr_s", shop.shop_id)
    assert "Sold what others own" in entry.after


@pytest.mark.parametrize("called", ["id", "slug"])
def test_a_shop_is_called_by_its_id_or_its_slug(client, signed_in, called):
    shop = opened("kiln", owner="usr_a", approved=False)
    url = f"/api/shops/{shop.shop_id if called == 'id' else 'kiln'}"
    mine, staff, json = signed_in("usr_a"), signed_in("usr_s", ["administrator"]), "application/json"
    again = client.post(f"{url}/reject", {"reason": "No"}, content_type=json, headers=staff)
    assert again.json()["status"] == "rejected"
    assert client.post(f"{url}/applications", {}, content_type=json, headers=mine).status_code == 200
    assert client.post(f"{url}/approve", headers=staff).json()["status"] == "approved"
    badge = client.put(f"{url}/verified", {"is_verified": True}, content_type=json, headers=staff)
    assert badge.json()["is_verified"]
    assert client.patch(url, {"city": "Bergen"}, content_type=json, headers=mine).json()["city"] == "Bergen"
    place = {"name": "Harbour", "latitude": 60.4, "longitude": 5.3}
    keyed = mine | {"Idempotency-Key": "b1"}
    branch = client.post(f"{url}/branches", place, content_type=json, headers=keyed)
    at = f"{url}/branches/{branch.json()['branch_id']}"
    assert client.patch(at, {"about": "Red"}, content_type=json, headers=mine).json()["about"] == "Red"
    assert client.delete(at, headers=mine).status_code == 204
    assert client.put(f"{url}/links", {"links": []}, content_type=json, headers=mine).json()["items"] == []
    letters = client.put(f"{url}/letters", {"low_stock": False}, content_type=json, headers=mine)
    assert (
        letters.json()
        == client.get(f"{url}/letters", headers=mine).json()
        == {"low_stock": False, "sales": True}
    )
    for path in ("branches", "media", "links"):
        assert client.get(f"{url}/{path}").status_code == 200
    rival = signed_in("usr_b", ["shop_owner"])
    assert client.patch(url, {"city": "Oslo"}, content_type=json, headers=rival).status_code == 404
    assert client.delete(f"{url}?reason=No", headers=staff).status_code == 204


def test_mine_are_mine_in_any_status(client, signed_in):
    opened("kiln", owner="usr_a")
    opened("loom", owner="usr_a", approved=False)
    opened("other", owner="usr_b")
    items = client.get("/api/shops/mine", headers=signed_in("usr_a")).json()["items"]
    assert [(shop["slug"], shop["status"]) for shop in items] == [("kiln", "approved"), ("loom", "pending")]
    assert client.get("/api/shops/mine").status_code == 401


def test_a_picture_is_hung_and_anything_else_is_not(client, signed_in):
    shop = opened("kiln", owner="usr_a")
    canvas = io.BytesIO()
    Image.new("RGB", (1000, 500), "#336699").save(canvas, "PNG")
    url = f"/api/shops/{shop.shop_id}/picture"
    canvas.seek(0)
    canvas.name = "front.png"
    answer = client.post(url, {"picture": canvas}, headers=signed_in("usr_a"))
    assert answer.json()["picture_url"].startswith("/media/shops/")
    fake = io.BytesIO(b"<svg onload=alert(1)>")
    fake.name = "front.png"
    assert client.post(url, {"picture": fake}, headers=signed_in("usr_a")).status_code == 422
    fake.seek(0)
    assert client.post(url, {"picture": fake}, headers=signed_in("usr_b")).status_code == 404
    for unwanted, code in (
        (b"GIF89a" + b"0" * 100, "not_a_picture"),
        (b"0" * (5 * 1024 * 1024 + 1), "too_large"),
    ):
        upload = io.BytesIO(unwanted)
        upload.name = "front.png"
        refused = client.post(url, {"picture": upload}, headers=signed_in("usr_a"))
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


@pytest.mark.parametrize("shop_id", ["shp_nobody", "a%00b", "%F0%9F%90%AA", "x" * 300])
def test_a_shop_that_does_not_exist_is_not_found(client, signed_in, shop_id):
    assert client.get(f"/api/shops/{shop_id}").status_code == 404
    assert (
        client.post(f"/api/shops/{shop_id}/approve", headers=signed_in("usr_s", ["staff"])).status_code == 404
    )
