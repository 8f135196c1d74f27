"""What neighbours are promised, kept by the house and by its fake alike."""

from __future__ import annotations

import pytest

from souk.contracts.shops.calls import ShopDraft, ShopNotFound, ShopSlugTaken
from souk.services.shops.service import ShopsService
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
