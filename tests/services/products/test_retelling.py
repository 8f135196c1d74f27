"""Types change: what was saved by the old rules is found by the new ones."""

from __future__ import annotations

import datetime as dt

import pytest

from souk.kernel import clock
from souk.kernel.models import OutboxEvent
from souk.services.products.models import DoneCall, Product
from souk.services.products.use_cases import retelling
from souk.services.products.use_cases.saving import forget_old_calls, save_products

#: When there were releases that did not tell everything yet.
BEFORE = min(retelling.KEEPS_MORE.values()) - dt.timedelta(hours=1)


@pytest.fixture
def saved(databases, tee):
    save_products("one", [tee()])
    OutboxEvent.objects.using("products").all().delete()
    return Product.objects.get()


def told() -> list[str]:
    return list(OutboxEvent.objects.using("products").values_list("type", flat=True))


def test_goods_saved_by_todays_rules_are_not_told_again(saved):
    assert retelling.tell_changed_types() == 0
    assert retelling.tell_changed_types() == 0
    assert told() == []


def test_a_type_that_changed_is_told_again_once(saved):
    retelling.tell_changed_types()
    DoneCall.objects.filter(key="type:clothes").update(answer="other rules")
    assert retelling.tell_changed_types() == 1
    assert told() == ["souk.product.updated.v1"]
    assert Product.objects.get().revision == saved.revision + 1
    assert retelling.tell_changed_types() == 0


def test_goods_from_before_there_was_a_memory_are_told_again(saved):
    Product.objects.update(changed_at=clock.now() - dt.timedelta(days=2))
    assert retelling.tell_changed_types() == 1


def test_who_keeps_more_than_before_is_told_everything_once(saved):
    Product.objects.update(changed_at=BEFORE)
    assert retelling.tell_who_keeps_more_now() == 1
    assert told() == ["souk.product.updated.v1"]
    assert Product.objects.get().revision == saved.revision, "as it is: who has all of it lets it pass"
    assert retelling.tell_who_keeps_more_now() == 0


def test_a_young_market_has_nothing_to_tell_again(saved):
    assert retelling.tell_who_keeps_more_now() == 0
    Product.objects.update(changed_at=BEFORE)
    assert retelling.tell_who_keeps_more_now() == 0


def test_the_memory_of_rules_outlives_that_of_calls(saved):
    retelling.tell_changed_types()
    DoneCall.objects.update(done_at=clock.now() - dt.timedelta(days=30))
    forget_old_calls()
    assert set(DoneCall.objects.values_list("key", flat=True)) >= {"type:clothes", "type:book"}
    assert not DoneCall.objects.filter(key="one").exists()
