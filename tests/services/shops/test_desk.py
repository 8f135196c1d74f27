"""Everybody's shops for staff: found in every state, in order, a page at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from souk.contracts.shops.calls import ShopDraft, ShopNotFound
from souk.contracts.shops.calls.desk import ShopFilter
from souk.kernel import clock
from souk.kernel.models import TrailRow
from souk.services.shops.jobs import note_names_of_before
from souk.services.shops.models import NamePart, Shop
from souk.services.shops.service import ShopDeskService, ShopKeepingService, ShopsService
from souk.vocabulary.lookup import parts
from souk.vocabulary.pages import BadCursor
from souk.vocabulary.problems import Invalid
from tests.fakes.shop_desk import FakeShopDesk
from tests.fakes.shops import FakeShops

NAMES = ("Kiln & Wool", "Blue Loom", "anvil", "Wool Barn", "Café Été")


@pytest.fixture(params=["house", "fake"])
def street(request):
    """The shops, and the desk that looks at them."""
    shops = ShopsService() if request.param == "house" else FakeShops()
    desk = ShopDeskService() if request.param == "house" else FakeShopDesk(shops)
    return shops, desk


def fill(shops) -> dict[str, str]:
    """Five shops of five owners, one in each state and one that is switched on with a badge; their ids by name."""
    ids = {
        name: shops.open_shop(
            key=name, owner_id=f"usr_{n}", draft=ShopDraft(slug=f"shop-{n}", name=name, country="NO" if n == 1 else "PT")
        ).shop_id
        for n, name in enumerate(NAMES)
    }  # fmt: skip
    for name in ("Blue Loom", "anvil"):
        shops.approve_shop(key=name, shop_id=ids[name])
    shops.verify_shop(key="v", shop_id=ids["anvil"], is_verified=True)
    shops.reject_shop(key="r", shop_id=ids["Wool Barn"], reason="No address")
    return ids


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {*NAMES}),
        ({"status": "pending"}, {"Kiln & Wool", "Café Été"}),
        ({"status": "rejected"}, {"Wool Barn"}),
        ({"status": "closed"}, set()),
        ({"name": "WOOL"}, {"Kiln & Wool", "Wool Barn"}),
        ({"name": "kiln &"}, {"Kiln & Wool"}),
        ({"name": "oo"}, set()),
        ({"owner_id": "usr_1"}, {"Blue Loom"}),
        ({"owner_id": "usr_nobody"}, set()),
        ({"country": "no"}, {"Blue Loom"}),
        ({"is_verified": True}, {"anvil"}),
        ({"is_verified": False, "status": "approved"}, {"Blue Loom"}),
        ({"is_active": False}, set()),
        ({"since": clock.now() + timedelta(days=1)}, set()),
        ({"until": clock.now() + timedelta(days=1), "name": "anv"}, {"anvil"}),
    ],
)
def test_shops_are_found_by_what_is_known_of_them(street, wanted, found):
    shops, desk = street
    fill(shops)
    assert {row.name for row in desk.search(wanted=ShopFilter(**wanted)).items} == found


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["anvil", "Blue Loom", "Café Été", "Kiln & Wool", "Wool Barn"]),
        ("-name", ["Wool Barn", "Kiln & Wool", "Café Été", "Blue Loom", "anvil"]),
        ("applied", [*NAMES]),
        ("-applied", [*reversed(NAMES)]),
    ],
)
def test_they_come_in_order_a_page_at_a_time(street, sort, names):
    shops, desk = street
    fill(shops)
    seen, cursor = [], None
    while True:
        page = desk.search(wanted=ShopFilter(), sort=sort, cursor=cursor, limit=2)
        seen += [row.name for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == names


def test_a_cursor_is_of_one_order(street):
    shops, desk = street
    fill(shops)
    cursor = desk.search(wanted=ShopFilter(), sort="name", limit=2).next
    for sort in ("-name", "applied"):
        with pytest.raises(BadCursor):
            desk.search(wanted=ShopFilter(), sort=sort, cursor=cursor)


def test_there_are_no_other_orders_and_no_other_cursors(databases):
    with pytest.raises(Invalid):
        ShopDeskService().search(wanted=ShopFilter(), sort="tagline")  # type: ignore[arg-type]
    for cursor in (
        "garbage",
        "WyItYXBwbGllZCIsIm5vdyIsIngiXQ",
        "WyItYXBwbGllZCIsIjIwMjYtMTEtMjZUMTA6MDAiLCJ4Il0",
    ):
        with pytest.raises(BadCursor):
            ShopDeskService().search(wanted=ShopFilter(), cursor=cursor)


def test_a_page_is_one_query(databases, count_queries):
    fill(ShopsService())
    with count_queries("shops") as queries:
        ShopDeskService().search(wanted=ShopFilter(name="wool", is_active=True))
    assert len(queries) == 1


def test_who_renames_a_shop_is_found_by_the_new_name_only(databases):
    shop = ShopsService().open_shop(key="k", owner_id="usr_1", draft=ShopDraft(slug="kiln", name="Kiln Wool"))
    from souk.contracts.shops.calls import ShopEdits

    ShopKeepingService().edit_shop(owner_id="usr_1", shop_id=shop.shop_id, edits=ShopEdits(name="Oak Barn"))
    desk = ShopDeskService()
    assert desk.search(wanted=ShopFilter(name="wool")).items == []
    assert len(desk.search(wanted=ShopFilter(name="barn")).items) == 1


def test_shops_from_before_names_were_taken_apart_are_found_soon(databases):
    fill(ShopsService())
    NamePart.objects.all().delete()
    Shop.objects.update(found_as="")
    assert ShopDeskService().search(wanted=ShopFilter(name="kiln")).items == []
    note_names_of_before()
    note_names_of_before()
    assert len(ShopDeskService().search(wanted=ShopFilter(name="kiln")).items) == 1
    assert NamePart.objects.filter(text="wool").count() == 1


def test_a_name_is_found_from_each_of_its_words_on():
    assert parts("Kiln & Wool") == ["kiln & wool", "wool"]
    assert parts("  Café  Été ") == ["cafe ete", "ete"]
    assert parts("窯") == ["窯"]
    assert len(parts("a b c d e f g h i j k l m n")) == 12
    assert max(map(len, parts("x" * 120))) == 60


# The door


def test_staff_list_shops_of_every_state(client, signed_in):
    fill(ShopsService())
    staff = signed_in("usr_s", ["staff"])

    def names(query: str) -> list[str]:
        answer = client.get(f"/api/shops/all?{query}", headers=staff)
        assert answer.status_code == 200, answer.content
        return [row["name"] for row in answer.json()["items"]]

    assert names("sort=applied") == [*NAMES]
    assert names("status=rejected") == ["Wool Barn"]
    assert names("verified=true&country=pt&switched_on=true") == ["anvil"]
    first = client.get("/api/shops/all?limit=2&sort=name", headers=staff).json()
    assert names(f"sort=name&cursor={first['next']}") == ["Café Été", "Kiln & Wool", "Wool Barn"]
    assert client.get(f"/api/shops/all?sort=-name&cursor={first['next']}", headers=staff).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "status=open",
        "sort=tagline",
        "country=Norway",
        "since=yesterday",
        "limit=1000",
        "cursor=x",
        "owners=1",
    ],
)
def test_what_cannot_be_asked_is_refused(client, signed_in, query):
    answer = client.get(f"/api/shops/all?{query}", headers=signed_in("usr_s", ["staff"]))
    assert answer.status_code in (400, 422), answer.content


def test_nobody_else_lists_them(client, signed_in):
    assert client.get("/api/shops/all").status_code == 401
    for roles in ([], ["shop_owner"]):
        assert client.get("/api/shops/all", headers=signed_in("usr_1", roles)).status_code == 403


def test_no_shop_has_the_lists_address(client, signed_in):
    mine = signed_in("usr_1") | {"Idempotency-Key": "k"}
    answer = client.post("/api/shops", {"name": "All"}, content_type="application/json", headers=mine)
    assert answer.status_code == 422


def test_namesakes_are_approved_shops_that_are_called_the_same(street):
    shops, desk = street
    ids = fill(shops)

    def opened(name: str, slug: str, *, is_approved: bool = False) -> str:
        draft = ShopDraft(slug=slug, name=name)
        shop_id = shops.open_shop(key=slug, owner_id=f"usr_{slug}", draft=draft).shop_id
        if is_approved:
            shops.approve_shop(key=slug, shop_id=shop_id)
        return shop_id

    again = opened("BLUE  Löom", "again")
    assert [row.shop_id for row in desk.namesakes(shop_id=again)] == [ids["Blue Loom"]]
    assert desk.namesakes(shop_id=ids["Blue Loom"]) == []  # the other one only waits
    third = opened("blueloom", "third", is_approved=True)
    assert {row.shop_id for row in desk.namesakes(shop_id=again)} == {ids["Blue Loom"], third}
    with pytest.raises(ShopNotFound):
        desk.namesakes(shop_id="shp_nobody")


def test_names_of_before_get_their_namesakes():
    ids = fill(ShopsService())
    Shop.objects.update(same_name="")
    note_names_of_before()
    assert Shop.objects.get(pk=ids["Café Été"]).same_name == "cafeete"


def test_the_badge_is_in_the_trail_with_what_was_before(client, signed_in):
    shops = ShopsService()
    ids = fill(shops)
    for _ in range(2):
        client.put(
            f"/api/shops/{ids['Blue Loom']}/verified",
            {"is_verified": True},
            content_type="application/json",
            headers=signed_in("usr_s", ["staff"]),
        )
    (row,) = TrailRow.objects.using("shops").filter(kind="done")
    assert (row.deed, row.subject) == ("shops.badge", ids["Blue Loom"])
    assert (row.before, row.after) == ('{"is_verified":false}', '{"is_verified":true}')
