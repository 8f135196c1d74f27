"""What neighbours are promised, kept by the house and by its fake alike."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from souk.contracts.shops.calls import (
    AlreadyHasShop,
    BranchNotFound,
    PictureNotFound,
    ShopDraft,
    ShopEdits,
    ShopNotFound,
    ShopSlugTaken,
    ShopStatusRefused,
)
from souk.contracts.shops.fronts import BranchDraft, OpeningHours, SocialLink
from souk.services.shops.service import ShopKeepingService, ShopsService
from souk.vocabulary.pages import BadCursor
from souk.vocabulary.problems import Invalid
from tests.fakes.shops import FakeShops


@pytest.fixture(params=[ShopsService, FakeShops], ids=["house", "fake"])
def shops(request):
    return request.param()


def test_a_shop_opens_once_per_key(shops):
    draft = ShopDraft(slug="kiln", name="Kiln", tagline="Warm things")
    first = shops.open_shop(key="k", owner_id="usr_a", draft=draft)
    again = shops.open_shop(key="k", owner_id="usr_a", draft=draft)
    assert first == again
    assert (first.status, first.tagline, first.picture_url) == ("pending", "Warm things", None)
    with pytest.raises(ShopSlugTaken):
        shops.open_shop(key="other", owner_id="usr_b", draft=draft)


def test_a_shop_is_found_by_slug_only_once_approved(shops):
    shop = shops.open_shop(key="k", owner_id="usr_a", draft=ShopDraft(slug="kiln", name="Kiln"))
    with pytest.raises(ShopNotFound):
        shops.shop_by_slug(slug="kiln")
    assert [s.status for s in shops.shops(shop_ids=[shop.shop_id, "shp_nobody"])] == ["pending"]
    for _ in range(2):
        assert shops.approve_shop(key="a", shop_id=shop.shop_id).status == "approved"
    assert shops.shop_by_slug(slug="kiln").shop_id == shop.shop_id
    with pytest.raises(ShopNotFound):
        shops.approve_shop(key="a", shop_id="shp_nobody")


def test_approved_shops_come_by_name_in_pages(shops):
    for slug, name in (("b", "Anvil"), ("a", "zinc"), ("d", "anchor")):
        shop = shops.open_shop(key=slug, owner_id="usr_a", draft=ShopDraft(slug=slug, name=name))
        shops.approve_shop(key=slug, shop_id=shop.shop_id)
    first = shops.approved_shops(limit=2)
    rest = shops.approved_shops(cursor=first.next, limit=2)
    assert [shop.name for shop in (*first.items, *rest.items)] == ["anchor", "Anvil", "zinc"]
    assert rest.next is None
    assert len(shops.shops_of(owner_id="usr_a")) == 3


def test_shops_wait_for_approval_in_the_order_they_came(shops):
    waiting = [
        shops.open_shop(key=slug, owner_id="usr_a", draft=ShopDraft(slug=slug, name=slug)).shop_id
        for slug in ("zinc", "anvil", "kiln", "mint")
    ]
    shops.approve_shop(key="a", shop_id=waiting.pop(3))
    shops.reject_shop(key="r", shop_id=waiting.pop(0), reason="No address")
    first = shops.pending_shops(limit=1)
    rest = shops.pending_shops(cursor=first.next, limit=1)
    assert [shop.shop_id for shop in (*first.items, *rest.items)] == sorted(waiting)
    assert rest.next is None
    with pytest.raises(BadCursor):
        shops.pending_shops(cursor="garbage")


def test_only_a_shop_that_is_not_on_the_street_can_be_rejected(shops):
    shop = shops.open_shop(key="k", owner_id="usr_a", draft=ShopDraft(slug="kiln", name="Kiln"))
    for _ in range(2):
        rejected = shops.reject_shop(key="r", shop_id=shop.shop_id, reason="No address")
        assert (rejected.status, rejected.reason) == ("rejected", "No address")
    assert [mine.reason for mine in shops.shops_of(owner_id="usr_a")] == ["No address"]
    approved = shops.approve_shop(key="a", shop_id=shop.shop_id)
    assert (approved.status, approved.reason) == ("approved", "")
    with pytest.raises(ShopStatusRefused):
        shops.reject_shop(key="r2", shop_id=shop.shop_id, reason="Too late")
    with pytest.raises(ShopNotFound):
        shops.reject_shop(key="r3", shop_id="shp_nobody", reason="Who?")


@pytest.fixture(params=["house", "fake"])
def both(request):
    """Shops, and the keeping of the same shops."""
    if request.param == "house":
        return ShopsService(), ShopKeepingService()
    fake = FakeShops()
    return fake, fake.keeping


def applied(keeping, slug="kiln", owner="usr_a"):
    return keeping.apply(key=slug, owner_id=owner, draft=ShopDraft(slug=slug, name=slug.title()))


def test_a_person_has_one_shop_and_may_apply_anew_after_it_was_rejected_or_closed(both):
    shops, keeping = both
    first = applied(keeping)
    assert applied(keeping) == first, "the same call again"
    with pytest.raises(AlreadyHasShop):
        applied(keeping, "loom")
    shops.reject_shop(key="r", shop_id=first.shop_id, reason="No address")
    second = applied(keeping, "loom")
    with pytest.raises(AlreadyHasShop):
        keeping.apply_again(owner_id="usr_a", shop_id=first.shop_id, edits=ShopEdits())
    keeping.close_shop(owner_id="usr_a", shop_id=second.shop_id)
    again = keeping.apply_again(
        owner_id="usr_a", shop_id=first.shop_id, edits=ShopEdits(city="Bergen", name="Kiln & Wool")
    )
    assert (again.status, again.reason, again.city, again.name) == ("pending", "", "Bergen", "Kiln & Wool")
    shops.approve_shop(key="a", shop_id=first.shop_id)
    with pytest.raises(ShopStatusRefused):
        keeping.apply_again(owner_id="usr_a", shop_id=first.shop_id, edits=ShopEdits())


def test_a_shop_that_is_switched_off_is_not_found_until_it_is_switched_on(both):
    shops, keeping = both
    shop = applied(keeping)
    with pytest.raises(ShopStatusRefused):
        keeping.edit_shop(owner_id="usr_a", shop_id=shop.shop_id, edits=ShopEdits(is_active=False))
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    off = keeping.edit_shop(owner_id="usr_a", shop_id=shop.shop_id, edits=ShopEdits(is_active=False))
    assert (off.status, off.is_active) == ("approved", False)
    assert shops.approved_shops().items == []
    for look in (shops.shop_by_slug, shops.storefront):
        with pytest.raises(ShopNotFound):
            look(slug="kiln")
    keeping.edit_shop(owner_id="usr_a", shop_id=shop.shop_id, edits=ShopEdits(is_active=True))
    assert shops.shop_by_slug(slug="kiln").shop_id == shop.shop_id


def test_the_badge_is_for_approved_shops(both):
    shops, keeping = both
    shop = applied(keeping)
    with pytest.raises(ShopStatusRefused):
        shops.verify_shop(key="v", shop_id=shop.shop_id, is_verified=True)
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    for _ in range(2):
        assert shops.verify_shop(key="v", shop_id=shop.shop_id, is_verified=True).is_verified
    assert not shops.verify_shop(key="w", shop_id=shop.shop_id, is_verified=False).is_verified
    with pytest.raises(ShopNotFound):
        shops.verify_shop(key="v", shop_id="shp_nobody", is_verified=True)


def test_a_storefront_has_branches_pictures_and_links(both):
    shops, keeping = both
    shop = applied(keeping)
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    mine = {"owner_id": "usr_a", "shop_id": shop.shop_id}
    harbour = BranchDraft(name="Harbour", latitude=60.3971234567, longitude=5.32, opening_hours=[OpeningHours(day="mon", opens="09:00", closes="17:00")])  # fmt: skip
    first = keeping.save_branch(key="b", draft=harbour, **mine)
    assert keeping.save_branch(key="b", draft=harbour, **mine) == first, "the same call again"
    yard = keeping.save_branch(key="c", draft=BranchDraft(name="Yard", latitude=1, longitude=2), **mine)
    hidden = BranchDraft(name="Yard", latitude=1, longitude=2, is_active=False)
    keeping.save_branch(key="d", draft=hidden, branch_id=yard.branch_id, **mine)
    with pytest.raises(BranchNotFound):
        keeping.save_branch(key="e", draft=hidden, branch_id="brn_nobody", **mine)
    links = [SocialLink(network="instagram", url="https://instagram.com/kiln")]
    assert keeping.set_links(links=links, **mine) == links
    front = shops.storefront(slug="kiln")
    assert [branch.name for branch in front.branches] == ["Harbour"]
    assert front.branches[0].opening_hours[0].opens == "09:00"
    assert front.links == links
    kept = keeping.kept_storefront(**mine)
    assert [(branch.name, branch.is_active) for branch in kept.branches] == [
        ("Harbour", True),
        ("Yard", False),
    ]
    keeping.remove_branch(branch_id=first.branch_id, **mine)
    keeping.remove_branch(branch_id=first.branch_id, **mine)
    assert shops.storefront(slug="kiln").branches == []


def test_a_gallery_keeps_its_order(both):
    _shops, keeping = both
    shop = applied(keeping)
    mine = {"owner_id": "usr_a", "shop_id": shop.shop_id}
    ids = [
        keeping.add_picture(key=name, content=picture(name), alt_text=name, **mine).media_id
        for name in ("red", "green", "blue")
    ]
    assert keeping.add_picture(key="red", content=picture("red"), alt_text="red", **mine).media_id == ids[0]
    moved = keeping.change_picture(media_id=ids[2], position=0, alt_text="Blue", **mine)
    assert [one.alt_text for one in moved] == ["Blue", "red", "green"]
    keeping.remove_picture(media_id=ids[0], **mine)
    keeping.remove_picture(media_id=ids[0], **mine)
    assert [one.alt_text for one in keeping.kept_storefront(**mine).pictures] == ["Blue", "green"]
    with pytest.raises(PictureNotFound):
        keeping.change_picture(media_id=ids[0], alt_text="gone", **mine)


def test_what_is_near_comes_by_distance(both):
    shops, keeping = both
    for number, (slug, latitude) in enumerate(
        [("loom", 60.42), ("kiln", 60.40), ("away", 61.9), ("shut", 60.40)]
    ):
        shop = applied(keeping, slug, f"usr_{number}")
        shops.approve_shop(key="a", shop_id=shop.shop_id)
        draft = BranchDraft(name=slug, latitude=latitude, longitude=5.32)
        keeping.save_branch(key="b", owner_id=f"usr_{number}", shop_id=shop.shop_id, draft=draft)
    keeping.edit_shop(owner_id="usr_3", shop_id=shop.shop_id, edits=ShopEdits(is_active=False))
    here = {"latitude": 60.39, "longitude": 5.32}
    first = shops.branches_near(limit=1, **here)
    rest = shops.branches_near(limit=1, cursor=first.next, **here)
    assert [(one.shop.slug, one.branch.name) for one in (*first.items, *rest.items)] == [
        ("kiln", "kiln"),
        ("loom", "loom"),
    ]
    assert rest.next is None
    assert first.items[0].distance_metres == pytest.approx(1112, abs=5)
    assert shops.branches_near(latitude=-60.39, longitude=5.32).items == []
    with pytest.raises(Invalid):
        shops.branches_near(latitude=91, longitude=0)


def test_a_city_is_where_its_branches_are(both):
    shops, keeping = both
    shop = applied(keeping)
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    for number, latitude in enumerate((60.38, 60.40)):
        draft = BranchDraft(name="Yard", city="Bergen", latitude=latitude, longitude=5.32)
        keeping.save_branch(key=str(number), owner_id="usr_a", shop_id=shop.shop_id, draft=draft)
    place = shops.middle_of(city=" bergen")
    assert (place.latitude, place.longitude) == (pytest.approx(60.39), pytest.approx(5.32))
    assert shops.middle_of(city="Atlantis") is None
    assert shops.middle_of(city=" ") is None
    keeping.edit_shop(owner_id="usr_a", shop_id=shop.shop_id, edits=ShopEdits(is_active=False))
    assert shops.middle_of(city="Bergen") is None


@pytest.mark.parametrize(
    "what",
    ["edit", "again", "close", "front", "branch", "picture", "links", "unbranch", "unpicture", "change"],
)
def test_somebody_elses_shop_is_not_found(both, what):
    shops, keeping = both
    shop = applied(keeping)
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    branch = keeping.save_branch(
        key="b",
        owner_id="usr_a",
        shop_id=shop.shop_id,
        draft=BranchDraft(name="Yard", latitude=1, longitude=2),
    )
    own = keeping.add_picture(key="p", owner_id="usr_a", shop_id=shop.shop_id, content=picture("red"))
    foreign = {"owner_id": "usr_b", "shop_id": shop.shop_id}
    before = keeping.kept_storefront(owner_id="usr_a", shop_id=shop.shop_id)
    tries = {
        "edit": lambda: keeping.edit_shop(edits=ShopEdits(name="Mine now"), **foreign),
        "again": lambda: keeping.apply_again(edits=ShopEdits(), **foreign),
        "close": lambda: keeping.close_shop(**foreign),
        "front": lambda: keeping.kept_storefront(**foreign),
        "branch": lambda: keeping.save_branch(
            key="x",
            branch_id=branch.branch_id,
            draft=BranchDraft(name="Mine", latitude=1, longitude=2),
            **foreign,
        ),
        "picture": lambda: keeping.add_picture(key="x", content=picture("blue"), **foreign),
        "links": lambda: keeping.set_links(links=[], **foreign),
        "unbranch": lambda: keeping.remove_branch(branch_id=branch.branch_id, **foreign),
        "unpicture": lambda: keeping.remove_picture(media_id=own.media_id, **foreign),
        "change": lambda: keeping.change_picture(media_id=own.media_id, alt_text="mine", **foreign),
    }
    with pytest.raises(ShopNotFound):
        tries[what]()
    assert keeping.kept_storefront(owner_id="usr_a", shop_id=shop.shop_id) == before


def test_a_branch_of_another_shop_is_not_reached_through_ones_own(both):
    _shops, keeping = both
    theirs, mine = applied(keeping), applied(keeping, "loom", "usr_b")
    branch = keeping.save_branch(
        key="b",
        owner_id="usr_a",
        shop_id=theirs.shop_id,
        draft=BranchDraft(name="Yard", latitude=1, longitude=2),
    )
    own = keeping.add_picture(
        key="p", owner_id="usr_a", shop_id=theirs.shop_id, content=picture("red"), alt_text="red"
    )
    through = {"owner_id": "usr_b", "shop_id": mine.shop_id}
    with pytest.raises(BranchNotFound):
        keeping.save_branch(
            key="x",
            branch_id=branch.branch_id,
            draft=BranchDraft(name="Mine", latitude=1, longitude=2),
            **through,
        )
    with pytest.raises(PictureNotFound):
        keeping.change_picture(media_id=own.media_id, alt_text="mine", **through)
    keeping.remove_branch(branch_id=branch.branch_id, **through)
    keeping.remove_picture(media_id=own.media_id, **through)
    front = keeping.kept_storefront(owner_id="usr_a", shop_id=theirs.shop_id)
    assert ([one.name for one in front.branches], [one.alt_text for one in front.pictures]) == (
        ["Yard"],
        ["red"],
    )


def picture(colour: str) -> bytes:
    canvas = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(canvas, "PNG")
    return canvas.getvalue()
