"""Ratings of shops, as reviews tells them."""

from __future__ import annotations

from souk.contracts.reviews.events import RatingChanged
from souk.contracts.shops.calls import ShopDraft
from souk.services.shops import handlers
from souk.services.shops.service import ShopsService
from souk.services.shops.use_cases import auditing

shops = ShopsService()


def rated(shop_id, *histogram, revision=1, kind="shop"):
    handlers.on_rating_changed(
        RatingChanged(
            subject_kind=kind, subject_id=shop_id, average_hundredths=0, count=sum(histogram),
            histogram=list(histogram), revision=revision,
        )
    )  # fmt: skip


def opened():
    shop = shops.open_shop(key="k", owner_id="usr_1", draft=ShopDraft(slug="kiln", name="Kiln"))
    return shops.approve_shop(key="a", shop_id=shop.shop_id).shop_id


def test_a_shop_says_what_people_gave(client):
    shop_id = opened()
    assert shops.shop_by_slug(slug="kiln").rating.count == 0
    rated(shop_id, 0, 0, 1, 0, 2, revision=3)
    rated(shop_id, 9, 0, 0, 0, 0, revision=2)
    rated(shop_id, 9, 0, 0, 0, 0, revision=9, kind="product")
    assert client.get("/api/shops/kiln").json()["rating"] == {
        "average": "4.3", "average_hundredths": 433, "count": 3, "histogram": [0, 0, 1, 0, 2],
    }  # fmt: skip
    assert shops.approved_shops().items[0].rating.average == "4.3"
    assert auditing.facts()["ratings"] == {shop_id: [0, 0, 1, 0, 2]}


def test_a_shop_nobody_knows_has_no_rating():
    shop_id = opened()
    rated("shp_nothing", 0, 0, 0, 0, 1)
    assert auditing.facts()["ratings"] == {shop_id: [0, 0, 0, 0, 0]}
