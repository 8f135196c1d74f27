"""What neighbours are promised, kept by the house and by its fake alike."""

from __future__ import annotations

import pytest

from souk.contracts.shops.calls import ShopDraft, ShopNotFound, ShopSlugTaken, ShopStatusRefused
from souk.services.shops.service import ShopsService
from souk.vocabulary.pages import BadCursor
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
