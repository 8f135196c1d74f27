"""Branches, pictures and links by the public door."""

from __future__ import annotations

import io

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from PIL import Image

from souk.contracts.shops.calls import ShopDraft
from souk.contracts.shops.fronts import BranchDraft
from souk.services.shops.models import Branch
from souk.services.shops.service import ShopKeepingService, ShopsService
from souk.services.shops.settings import settings
from souk.services.shops.use_cases import branches

shops, keeping = ShopsService(), ShopKeepingService()

HARBOUR = {
    "name": "Harbour",
    "latitude": 60.3971234567,
    "longitude": 5.3201,
    "line1": "Strandgaten 18",
    "city": "Bergen",
    "country": "NO",
}


def opened(slug="kiln", owner="usr_a"):
    shop = shops.open_shop(key=slug, owner_id=owner, draft=ShopDraft(slug=slug, name=slug.title()))
    return shops.approve_shop(key="a", shop_id=shop.shop_id)


def upload(colour="red", kind="PNG"):
    canvas = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(canvas, kind)
    canvas.seek(0)
    canvas.name = f"picture.{kind.lower()}"
    return canvas


@pytest.fixture
def shop():
    return opened()


@pytest.fixture
def owner(signed_in):
    return signed_in("usr_a")


def add(client, headers, shop, body, key="k"):
    url = f"/api/shops/{shop.shop_id}/branches"
    return client.post(url, body, content_type="application/json", headers=headers | {"Idempotency-Key": key})


def test_a_branch_opens_moves_and_closes(client, owner, shop):
    hours = [
        {"day": "mon", "opens": "09:00", "closes": "12:30"},
        {"day": "mon", "opens": "13:00", "closes": "18:00"},
    ]
    answer = add(client, owner, shop, HARBOUR | {"opening_hours": hours})
    assert answer.status_code == 201
    branch = answer.json()
    assert (branch["latitude"], branch["longitude"]) == (60.397123, 5.3201), "six decimals"
    assert branch["opening_hours"] == hours
    assert add(client, owner, shop, HARBOUR | {"opening_hours": hours}).json() == branch, "sent twice is once"
    url = f"/api/shops/{shop.shop_id}/branches/{branch['branch_id']}"
    moved = client.patch(
        url,
        {"line1": "Kong Oscars gate 4", "is_active": False},
        content_type="application/json",
        headers=owner,
    )
    assert (moved.json()["line1"], moved.json()["name"]) == ("Kong Oscars gate 4", "Harbour")
    assert client.get("/api/shops/kiln/branches").json() == {"items": [], "next": None}
    assert len(client.get("/api/shops/kiln/branches", headers=owner).json()["items"]) == 1
    for _ in range(2):
        assert client.delete(url, headers=owner).status_code == 204
    assert client.get("/api/shops/kiln/branches", headers=owner).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"latitude": 90.1}, "/latitude"),
        ({"latitude": "north"}, "/latitude"),
        ({"longitude": -181}, "/longitude"),
        ({"name": ""}, "/name"),
        ({"name": "   "}, "/name"),
        ({"country": "Norway"}, "/country"),
        ({"owner_id": "usr_b"}, "/owner_id"),
        ({"opening_hours": [{"day": "mon", "opens": "18:00", "closes": "09:00"}]}, "/opening_hours/0/closes"),
        ({"opening_hours": [{"day": "mon", "opens": "25:00", "closes": "26:00"}]}, "/opening_hours/0/opens"),
        (
            {
                "opening_hours": [
                    {"day": "mon", "opens": "09:00", "closes": "17:00"},
                    {"day": "mon", "opens": "16:00", "closes": "18:00"},
                ]
            },
            "/opening_hours/1/opens",
        ),
    ],
)
def test_a_branch_that_makes_no_sense_names_the_field(client, owner, shop, wrong, pointer):
    answer = add(client, owner, shop, HARBOUR | wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].removeprefix("/body").startswith(pointer)
    assert not Branch.objects.exists()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_place_is_a_number(client, owner, shop, number):
    body = f'{{"name": "Harbour", "longitude": 5, "latitude": {number}}}'
    url = f"/api/shops/{shop.shop_id}/branches"
    headers = owner | {"Idempotency-Key": "k"}
    assert client.post(url, body, content_type="application/json", headers=headers).status_code in (400, 422)


def test_a_shop_has_so_many_branches_and_pictures(client, owner, shop):
    settings().most_branches, settings().most_pictures, before = (
        1,
        1,
        (settings().most_branches, settings().most_pictures),
    )
    try:
        assert add(client, owner, shop, HARBOUR, "a").status_code == 201
        full = add(client, owner, shop, HARBOUR, "b")
        assert (full.status_code, full.json()["code"], full.json()["most"]) == (409, "shop-is-full", 1)
        url = f"/api/shops/{shop.shop_id}/media"
        codes = [
            client.post(
                url, {"image": upload(colour)}, headers=owner | {"Idempotency-Key": colour}
            ).status_code
            for colour in ("red", "blue")
        ]
        assert codes == [201, 409]
    finally:
        settings().most_branches, settings().most_pictures = before


def test_what_is_near(client, owner, shop):
    add(client, owner, shop, HARBOUR)
    (found,) = client.get("/api/branches?near=60.39,5.32&radius_km=5").json()["items"]
    assert (found["shop"]["slug"], found["branch"]["name"]) == ("kiln", "Harbour")
    assert 700 < found["distance_metres"] < 900
    assert client.get("/api/branches?near=60.39,5.32&radius_km=0.5").json()["items"] == []
    shops_off = client.patch(
        f"/api/shops/{shop.shop_id}", {"is_active": False}, content_type="application/json", headers=owner
    )
    assert shops_off.status_code == 200
    assert client.get("/api/branches?near=60.39,5.32").json()["items"] == []


@pytest.mark.parametrize(
    "query",
    ["", "near=60.39", "near=here", "near=91,0", "near=0,181", "near=0,0&radius_km=0", "near=0,0&radius_km=501",
     "near=0,0&radius_km=nan", "near=0,0&limit=0", "near=0,0&cursor=x", "near=0,0&colour=red", "near=1e3,0"],
)  # fmt: skip
def test_near_nowhere(client, query):
    answer = client.get(f"/api/branches?{query}")
    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["errors"]


def test_a_thousand_branches_are_measured_in_two_questions_and_turned_page_by_page(shop):
    rows = [
        Branch(branch_id=f"brn_{n:04}", shop_id=shop.shop_id, adding_key=str(n), name=str(n), country="NO",
               latitude=60_000_000 + 37 * n, longitude=5_000_000 - 91 * n)
        for n in range(1000)
    ]  # fmt: skip
    Branch.objects.bulk_create(rows)
    with CaptureQueriesContext(connections["shops"]) as asked:
        first = branches.branches_near(60.0, 5.0, 50, None, 100)
    assert len(asked) == 2
    seen, page = list(first.items), first
    while page.next:
        page = branches.branches_near(60.0, 5.0, 50, page.next, 100)
        seen += page.items
    assert [one.branch.branch_id for one in seen] == [f"brn_{n:04}" for n in range(1000)]


def test_near_the_line_of_dates_and_at_the_pole(shop):
    for name, latitude, longitude in (
        ("east", -17.0, 179.99),
        ("west", -17.0, -179.99),
        ("pole", 89.99, 120.0),
    ):
        draft = BranchDraft(name=name, latitude=latitude, longitude=longitude)
        keeping.save_branch(key=name, owner_id="usr_a", shop_id=shop.shop_id, draft=draft)
    near = shops.branches_near(latitude=-17.0, longitude=-179.995, radius_km=10).items
    assert [one.branch.name for one in near] == ["west", "east"]
    assert [
        one.branch.name for one in shops.branches_near(latitude=90, longitude=-60, radius_km=5).items
    ] == ["pole"]


def test_a_gallery(client, owner, shop, signed_in):
    url = f"/api/shops/{shop.shop_id}/media"

    def hang(colour, kind="PNG", who=owner):
        body = {"image": upload(colour, kind), "alt_text": f"A {colour} wall"}
        return client.post(url, body, headers=who | {"Idempotency-Key": f"{colour}{kind}"})

    red, blue = hang("red").json(), hang("blue", "JPEG").json()
    assert hang("red").json() == red
    assert red["url"].startswith("/media/galleries/")
    assert red["url"].endswith(".webp")
    assert hang("green", "GIF").status_code == 422
    assert hang("green", who=signed_in("usr_b")).status_code == 404
    first = client.patch(
        f"{url}/{blue['media_id']}", {"position": 0}, content_type="application/json", headers=owner
    )
    assert [one["alt_text"] for one in first.json()["items"]] == ["A blue wall", "A red wall"]
    assert client.get("/api/shops/kiln/media").json() == first.json()
    long = client.patch(
        f"{url}/{blue['media_id']}", {"alt_text": "x" * 256}, content_type="application/json", headers=owner
    )
    assert long.status_code == 422
    assert client.delete(f"{url}/{red['media_id']}", headers=owner).status_code == 204
    assert [one["alt_text"] for one in client.get("/api/shops/kiln/media").json()["items"]] == ["A blue wall"]


def test_links_lead_to_the_networks_own_address(client, owner, shop, signed_in):
    url = f"/api/shops/{shop.shop_id}/links"

    def put(*links, who=owner):
        body = {"links": [{"network": network, "url": address} for network, address in links]}
        return client.put(url, body, content_type="application/json", headers=who)

    good = put(("instagram", "https://www.instagram.com/kiln"), ("website", "https://kiln.example/shop?a=1"))
    assert good.status_code == 200
    assert client.get("/api/shops/kiln/links").json() == good.json()
    wrong = [
        ("instagram", "http://instagram.com/kiln"),
        ("instagram", "https://instagram.com.evil.example/kiln"),
        ("instagram", "https://evilinstagram.com/kiln"),
        ("instagram", "https://instagram.com@evil.example/kiln"),
        ("website", "javascript:alert(1)"),
        ("website", "https://localhost/"),
        ("website", "https://kiln.example:8443/"),
        ("website", "https://kiln.example/a b"),
        ("website", "https://[::1"),
        ("website", "https://kiln.example/" + "x" * 200),
        ("myspace", "https://myspace.com/kiln"),
    ]
    for link in wrong:
        answer = put(link)
        assert answer.status_code == 422, link
        assert answer.json()["errors"][0]["pointer"].removeprefix("/body").startswith("/links/0/")
    assert put(("x", "https://x.com/a"), ("x", "https://x.com/b")).status_code == 422
    assert put(who=signed_in("usr_b")).status_code == 404
    assert client.get("/api/shops/kiln/links").json() == good.json()


def test_another_shops_ids_in_every_request(client, signed_in, shop):
    """Neither through the other shop's id nor through one's own."""
    theirs = keeping.save_branch(
        key="b",
        owner_id="usr_a",
        shop_id=shop.shop_id,
        draft=BranchDraft(name="Yard", latitude=1, longitude=2),
    )
    hung = keeping.add_picture(
        key="p", owner_id="usr_a", shop_id=shop.shop_id, content=upload().read(), alt_text="red"
    )
    mine = opened("loom", "usr_b")
    thief = signed_in("usr_b", ["shop_owner"]) | {"Idempotency-Key": "t"}
    json = {"content_type": "application/json", "headers": thief}
    before = keeping.kept_storefront(owner_id="usr_a", shop_id=shop.shop_id)
    for base in (f"/api/shops/{shop.shop_id}", f"/api/shops/{mine.shop_id}"):
        assert (
            client.patch(f"{base}/branches/{theirs.branch_id}", {"name": "Mine"}, **json).status_code == 404
        )
        assert client.patch(f"{base}/media/{hung.media_id}", {"alt_text": "Mine"}, **json).status_code == 404
        assert client.delete(f"{base}/branches/{theirs.branch_id}", headers=thief).status_code in (204, 404)
        assert client.delete(f"{base}/media/{hung.media_id}", headers=thief).status_code in (204, 404)
    foreign = f"/api/shops/{shop.shop_id}"
    assert client.post(f"{foreign}/branches", HARBOUR, **json).status_code == 404
    assert client.post(f"{foreign}/media", {"image": upload()}, headers=thief).status_code == 404
    assert client.post(f"{foreign}/picture", {"picture": upload()}, headers=thief).status_code == 404
    assert client.put(f"{foreign}/links", {"links": []}, **json).status_code == 404
    assert client.patch(foreign, {"is_active": False}, **json).status_code == 404
    assert client.post(f"{foreign}/applications", {}, **json).status_code == 404
    assert client.delete(foreign, headers=thief).status_code == 404
    assert keeping.kept_storefront(owner_id="usr_a", shop_id=shop.shop_id) == before


def test_a_country_that_is_none_is_refused_with_a_sentence(client, owner, shop):
    refused = add(client, owner, shop, HARBOUR | {"country": "XX"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/country"
    assert refused.json()["errors"][0]["detail"].startswith("XX is not a country of ISO 3166-1.")
    edited = client.patch(
        f"/api/shops/{shop.shop_id}", {"country": "XX"}, content_type="application/json", headers=owner
    )
    assert edited.json()["errors"][0]["pointer"] == "/country"


def test_nothing_said_of_a_shop_turns_what_stands_around_it(client, signed_in):
    turned = {"tagline": "Good \u202egoods\u200b", "city": "Oslo\u202e", "description": "One\u202e\n\ntwo"}
    plain = {"tagline": "Good goods", "city": "Oslo", "description": "One\n\ntwo"}
    mine = signed_in("usr_1")
    keyed = mine | {"Idempotency-Key": "k1"}
    shop = client.post(
        "/api/shops", {"name": "Kiln"} | turned, content_type="application/json", headers=keyed
    ).json()
    assert shop.items() >= plain.items()
    client.post(f"/api/shops/{shop['shop_id']}/approve", headers=signed_in("usr_s", ["staff"]))
    told = {"tagline": "\u2066Better"}
    edited = client.patch(
        f"/api/shops/{shop['shop_id']}", told, content_type="application/json", headers=mine
    ).json()
    assert edited["tagline"] == "Better"
    branch = {"name": "Quay", "city": "Bo\u202edø", "line1": "\u202e1 Quay", "about": "At\n\u202ethe back"}
    place = {"country": "NO", "latitude": 67.28, "longitude": 14.4}
    where = f"/api/shops/{shop['shop_id']}/branches"
    made = client.post(where, branch | place, content_type="application/json", headers=keyed).json()
    assert (made["city"], made["line1"], made["about"]) == ("Bodø", "1 Quay", "At\nthe back")
