"""The health of a process: what is unfinished, what waits, what needs a person; in pages, over several houses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pydantic import BaseModel

from souk.kernel import clock
from souk.kernel.models import HeldDelivery, OutboxEvent, StoryRow
from souk.kernel.neighbours.calling import Remote
from souk.kernel.operations import health
from souk.kernel.operations.care import Care, CareOfShare, HouseCare, _cares, cares
from souk.kernel.work.stories import Step, Story, _stories
from souk.vocabulary.pages import BadCursor
from souk.vocabulary.problems import Unavailable

pytestmark = pytest.mark.usefixtures("databases")


class Voyage(BaseModel):
    ship: str


def hoist_sails(voyage: Voyage, key: str) -> Voyage:
    return voyage


@pytest.fixture
def voyages():
    story = Story(
        "voyage",
        house="orders",
        state=Voyage,
        called=lambda voyage: voyage.ship,
        steps=[Step(hoist_sails, awaits="wind")],
    )
    yield story
    del _stories["voyage"]


def voyage(key: str, direction: str, *, state: str = '{"ship": "Argo"}', due_at: datetime | None = None):
    now = clock.now()
    StoryRow(
        story_id=f"voyage:{key}", story="voyage", direction=direction, state=state, due_at=due_at, began_at=now, changed_at=now,
        problem='{"detail": "No crew"}' if direction == "parked" else "",
    ).save(using="orders")  # fmt: skip


def letter(house: str, event_id: str, *, is_dead: bool = True, error: str = "Traceback\nValueError: no"):
    now = clock.now()
    HeldDelivery(
        event_id=event_id, type="souk.order.created.v1", source="orders", subject="ord_1", envelope="{}", attempts=8, due_at=now,
        dead_at=now if is_dead else None, error=error,
    ).save(using=house)  # fmt: skip


def test_a_story_that_waits_is_told_by_its_own_words(voyages):
    due = clock.now() + timedelta(minutes=5)
    voyage("1", "waiting", due_at=due)
    voyage("2", "done")
    voyage("3", "undone")
    (found,) = health.going().items
    assert (found.subject, found.awaits, found.step, found.due_at) == ("Argo", "wind", "hoist sails", due)


def test_a_parked_story_says_why_and_is_not_among_those_on_their_way(voyages):
    voyage("1", "parked")
    (found,) = health.parked().items
    assert found.problem == "No crew"
    assert health.going().items == []


def test_a_state_of_another_version_is_called_by_its_key(voyages):
    voyage("k-1", "parked", state='{"vessel": "Argo"}')
    assert health.parked().items[0].subject == "k-1"


def test_unfinished_stories_come_in_pages_each_once(voyages):
    now = clock.now()
    for number in range(5):  # two of them due in the same instant
        voyage(str(number), "forward", due_at=now + timedelta(seconds=number // 2))
    seen, cursor = [], None
    while True:
        page = health.going(cursor, limit=2)
        seen += [row.story_id for row in page.items]
        if (cursor := page.next) is None:
            break
    assert seen == [f"voyage:{number}" for number in range(5)]


def test_dead_letters_of_several_houses_come_in_pages_each_once():
    with clock.shifted(0):
        for house in ("cart", "search", "users"):
            letter(house, "evt_1")
            letter(house, "evt_2", is_dead=False)
    seen, cursor = [], None
    while True:
        page = health.dead_letters(cursor, limit=1)
        seen += [(row.house, row.event_id, row.reason) for row in page.items]
        if (cursor := page.next) is None:
            break
    assert sorted(seen) == [(house, "evt_1", "ValueError: no") for house in ("cart", "search", "users")]


def test_the_same_event_dead_at_the_same_moment_in_two_houses_is_two_letters():
    now = clock.now()
    for house in ("users", "cart"):
        letter(house, "evt_1", error="")
        HeldDelivery.objects.using(house).update(dead_at=now)
    first = health.dead_letters(limit=1)
    rest = health.dead_letters(first.next, limit=1)
    assert [row.house for row in (*first.items, *rest.items)] == ["cart", "users"]
    assert rest.next is None


def test_a_dead_letter_is_tried_again_once():
    letter("cart", "evt_1")
    assert health.replay("cart", "evt_1")
    assert not health.replay("cart", "evt_1")
    assert health.dead_letters().items == []
    assert HeldDelivery.objects.using("cart").get().attempts == 0


@pytest.mark.parametrize("house", ["default", "nowhere", "", "users"])
def test_a_letter_that_is_not_there_is_not_tried_again(house):
    letter("cart", "evt_1")
    assert not health.replay(house, "evt_1")


def test_every_house_is_counted(voyages):
    voyage("1", "parked")
    voyage("2", "waiting", due_at=clock.now())
    letter("orders", "evt_1")
    letter("orders", "evt_2", is_dead=False)
    said = clock.now()
    OutboxEvent(event_id="evt_3", type="t", subject="s", envelope="{}", said_at=said).save(using="orders")
    found = {row.house: row for row in health.overview()}
    assert found["orders"] == health.HouseHealth("orders", 1, said, held=1, dead=1, going=1, parked=1)
    assert found["cart"] == health.HouseHealth("cart", 0, None, held=0, dead=0, going=0, parked=0)
    assert set(found) == set(cares())


def test_a_house_that_is_away_is_told_and_hides_nobody_else(voyages, monkeypatch):
    voyage("1", "parked")
    monkeypatch.setitem(_cares, "cart", Remote(Care, "http://127.0.0.1:9", "cart"))
    found = {row.house: row for row in health.overview()}
    assert [house for house, row in found.items() if not row.answers] == ["cart"]
    assert [story.subject for story in health.parked().items] == ["Argo"]


@pytest.mark.parametrize("cursor", ["garbage", "WyJhIiwiYiIsImMiXQ", "WyIyMDI2LTAxLTAxIiwiYiIsImMiXQ"])
def test_a_cursor_somebody_made_up_is_refused(cursor, voyages):
    for ask in (health.going, health.parked, health.dead_letters):
        with pytest.raises(BadCursor):
            ask(cursor)


def test_a_share_of_a_house_is_called_by_its_own_name_also_when_it_is_away():
    letter("products", "evt_book")
    share = CareOfShare("products-book", HouseCare("products"))
    assert share.health().house == "products-book"
    assert [each.house for each in share.dead_letters(after=None, limit=5)] == ["products-book"]
    assert share.replay(event_id="evt_book")
    with pytest.raises(Unavailable, match="products-book cannot be reached"):
        CareOfShare("products-book", Remote(Care, "http://127.0.0.1:9", "products", "products-book")).health()
