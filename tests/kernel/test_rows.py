"""Statements that are kept say and answer what Django's own would."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from souk.kernel import clock
from souk.kernel.data.rows import add, find, find_one, insert, update
from souk.kernel.models import HeldDelivery, IdempotentAnswer, JobRun, StoryRow
from souk.services.orders.models import Order
from souk.services.products.models import Category, KnownShop, Product

pytestmark = pytest.mark.usefixtures("databases")


def test_what_is_inserted_is_read_as_it_was() -> None:
    now = clock.now()
    row = IdempotentAnswer(key="k", fingerprint="f", body=b"\x00\xff", began_at=now, lease_until=now)
    insert(row, house="cart")
    (ours,) = find(IdempotentAnswer, where={"key": "k"}, house="cart")
    djangos = IdempotentAnswer.objects.using("cart").get()
    assert bytes(ours.body) == bytes(djangos.body) == b"\x00\xff"
    assert (ours.began_at, ours.status, ours.headers) == (now, None, "{}")
    assert ours == djangos
    assert ours._state.db == "cart"
    assert not ours._state.adding


def test_documents_flags_and_references_survive() -> None:
    now = clock.now()
    insert(Category(category_id="c", slug="c", name="C", path="c"))
    insert(KnownShop(shop_id="s", owner_id="o", slug="s", name="S", is_approved=True))
    category = Category.objects.get()
    insert(
        Product(
            product_id="p", shop_id="s", seller_slug="p", slug="p", title="P", product_type="book", category=category,
            attributes={"author": ["Ä"]}, options=[], status="draft", created_at=now, changed_at=now,
        )
    )  # fmt: skip
    product = find_one(Product, where={"shop": "s", "seller_slug": "p"})
    assert product is not None
    assert product.attributes == {"author": ["Ä"]} == Product.objects.get().attributes
    assert (product.category, product.is_featured, product.shop.is_approved) == (category, False, True)


def test_an_update_meets_only_what_its_conditions_say() -> None:
    now = clock.now()
    for key, lease in (("a", None), ("b", None), ("c", now)):
        insert(
            StoryRow(
                story_id=key, story="s", direction="forward", state="{}", began_at=now, changed_at=now, lease_until=lease
            ),
            house="cart",
        )  # fmt: skip
    free = {"story_id": ["a", "b", "c"], "lease_until": None}
    assert update(StoryRow, where=free, values={"direction": "done", "due_at": now}, house="cart") == 2
    assert update(StoryRow, where=free | {"direction": "forward"}, values={"position": 1}, house="cart") == 0
    rows = StoryRow.objects.using("cart").order_by("story_id")
    assert list(rows.values_list("direction", "due_at")) == [("done", now), ("done", now), ("forward", None)]


def test_numbers_are_counted_up_where_they_stand() -> None:
    now = clock.now()
    for name in ("a", "b"):
        insert(JobRun(name=name, last_run_at=now, failures=2), house="cart")
    later = clock.in_seconds(5)
    assert (
        add(JobRun, where={"name": "a"}, by={"failures": 3}, values={"last_run_at": later}, house="cart") == 1
    )
    assert add(JobRun, where={"name": "nobody"}, by={"failures": 3}, house="cart") == 0
    rows = JobRun.objects.using("cart").filter(name__in=["a", "b"]).order_by("name")
    assert list(rows.values_list("failures", "last_run_at")) == [(5, later), (2, now)]


def test_automatic_numbers_are_given_in_order() -> None:
    now = clock.now()
    facts = {"type": "t", "source": "s", "subject": "x", "envelope": "{}", "due_at": now}
    insert(HeldDelivery(event_id="1", **facts), HeldDelivery(event_id="2", **facts), house="cart")
    found = find(HeldDelivery, where={"subject": "x"}, order_by="id", house="cart")
    assert [row.event_id for row in found] == ["1", "2"]
    assert found[0].id < found[1].id


def test_a_crowd_of_rows_is_inserted_in_few_statements_and_in_order(count_queries: Any) -> None:
    now = clock.now()
    rows = [JobRun(name=f"crowd {number:04}", last_run_at=now) for number in range(1000)]
    with count_queries("cart") as queries:
        insert(*rows, house="cart")
    assert len(queries) == 4
    names = JobRun.objects.using("cart").filter(name__startswith="crowd").order_by("name")
    assert list(names.values_list("name", flat=True)) == [row.name for row in rows]
    insert(house="cart")


def test_a_second_row_under_one_key_is_an_integrity_error_of_django() -> None:
    insert(JobRun(name="j", last_run_at=clock.now()), house="cart")
    with pytest.raises(IntegrityError), transaction.atomic(using="cart"):
        insert(JobRun(name="j", last_run_at=clock.now()), house="cart")
    assert find_one(JobRun, where={"name": "j"}, house="cart") is not None


def test_rows_of_nothing_in_particular_are_refused() -> None:
    with pytest.raises(ValueError, match="say which"):
        update(Order, where={}, values={"status": "cancelled"})
    with pytest.raises(ValueError, match="none of nothing"):
        find(Order, where={"order_id": []})
    assert find_one(Order, where={"order_id": "nobody's"}) is None
