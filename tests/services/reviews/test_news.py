"""What is heard of shops: who may be written about."""

from __future__ import annotations

import pytest

from souk.contracts.shops.events import ShopUpdated
from souk.services.reviews.handlers import on_shop
from souk.services.reviews.models import Subject


def updated(**changed) -> ShopUpdated:
    facts = {"shop_id": "shp_old", "owner_id": "usr_o", "slug": "old-shop", "shop_name": "Old shop"}
    return ShopUpdated(**(facts | {"status": "approved", "revision": 2} | changed))


def test_a_shop_that_was_approved_before_anybody_listened_is_met_open():
    on_shop(updated())
    assert Subject.objects.get(subject_id="shp_old").is_open


@pytest.mark.parametrize("changed", [{"is_active": False}, {"status": "pending"}])
def test_a_shop_that_shoppers_do_not_see_is_not_open(changed):
    on_shop(updated(**changed))
    assert not Subject.objects.get(subject_id="shp_old").is_open


def test_news_from_before_shops_told_their_status_open_and_close_nothing():
    on_shop(updated())
    on_shop(updated(status="", revision=0, shop_name="Older name"))
    subject = Subject.objects.get(subject_id="shp_old")
    assert (subject.is_open, subject.title) == (True, "Older name")
