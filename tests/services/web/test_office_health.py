"""The back office looks at the health of the street: stories that stopped, dead letters, and what waits in each house."""

from __future__ import annotations

import re
from datetime import timedelta

from web_office import letter, text_of

from souk.kernel import clock
from souk.kernel.models import HeldDelivery, OutboxEvent, StoryRow
from souk.kernel.operations.health import Unfinished
from souk.services.web.rules import standing


def story(**given) -> Unfinished:
    now = clock.now()
    known = {
        "story_id": "checkout:k", "house": "orders", "subject": "ORD-7K2M9QXA", "step": "take money", "awaits": "its payment",
        "direction": "waiting", "attempts": 0, "due_at": now + timedelta(seconds=1), "changed_at": now, "problem": "",
    }  # fmt: skip
    return Unfinished(**(known | given))


def test_a_story_is_told_as_a_sentence():
    now = clock.now().replace(hour=14, minute=0)
    soon, later = now.replace(minute=5), now.replace(minute=5) + timedelta(days=40)
    told = standing.sentence(story(due_at=soon), now)
    assert told == "ORD-7K2M9QXA waits for its payment until 14:05 UTC."
    assert str(later.year) in standing.sentence(story(due_at=later), now)
    assert "its time is out" in standing.sentence(story(due_at=now - timedelta(seconds=1)), now)
    assert "waits at “take money” until" in standing.sentence(story(awaits="", due_at=soon), now)
    going = standing.sentence(story(direction="forward", attempts=3, due_at=soon), now)
    assert going == "ORD-7K2M9QXA goes on with “take money”, after 3 tries without an answer, at 14:05 UTC."
    assert "is being taken back" in standing.sentence(story(direction="back"), now)
    parked = standing.sentence(story(direction="parked", attempts=1, due_at=None, changed_at=now), now)
    assert parked == "ORD-7K2M9QXA stopped at “take money” after 1 try, 14:00 UTC."


def test_a_sentence_leads_to_its_order():
    assert standing.order_in("ORD-7K2M9QXA") == "ORD-7K2M9QXA"
    order_id = "ord_01jd00000000000000000000ab"
    assert standing.order_in(f"The cancellation of {order_id}") == order_id
    assert standing.order_in("Parcel shm_1") == ""


def test_what_stopped_says_why(street, staff):
    now = clock.now()
    state = '{"shipment_id": "shm_1", "checkout_key": "k", "lines": []}'
    StoryRow(
        story_id="fulfilment:shm_1", story="fulfilment", direction="parked", state=state, attempts=50, began_at=now, changed_at=now,
        problem='{"detail": "No reservation."}',
    ).save(using="orders")  # fmt: skip
    text = text_of(staff.get("/office/health"))
    assert "Parcel shm_1 stopped at “ship stock” after 50 tries" in text
    assert "No reservation." in text


def test_an_administrator_lets_a_stopped_story_go_on_once(street, staff, administrator):
    now, path = clock.now(), "/office/health/stories/orders/resume"
    state = '{"shipment_id": "shm_1", "checkout_key": "k", "lines": []}'
    StoryRow(
        story_id="fulfilment:shm_1", story="fulfilment", direction="parked", parked_from="forward", state=state, attempts=50,
        began_at=now, changed_at=now,
    ).save(using="orders")  # fmt: skip
    form = {"story_id": "fulfilment:shm_1"}
    assert path in text_of(administrator.get("/office/health"))
    assert "It goes on now" in text_of(administrator.post(path, form, follow=True))
    row = StoryRow.objects.using("orders").get(story_id="fulfilment:shm_1")
    assert (row.direction, row.attempts) == ("forward", 0)
    assert "or never was" in text_of(administrator.post(path, form, follow=True))
    assert "or never was" in text_of(administrator.post(path, {}, follow=True))


def test_only_an_administrator_has_a_dead_letter_tried_again(street, staff):
    letter()
    text = text_of(staff.get("/office/health"))
    assert "Search could not take in “product.updated” about prd_1" in text
    assert "ValueError: &lt;b&gt;no&lt;/b&gt;" in text
    assert "/replay" not in text
    assert staff.post("/office/health/letters/search/evt_1/replay").status_code == 403
    assert HeldDelivery.objects.using("search").get().dead_at is not None


def test_a_dead_letter_is_tried_again_once(street, administrator):
    letter()
    path = "/office/health/letters/search/evt_1/replay"
    assert path in text_of(administrator.get("/office/health"))
    assert "tried again now" in text_of(administrator.post(path, follow=True))
    assert HeldDelivery.objects.using("search").get().dead_at is None
    assert "or never was" in text_of(administrator.post(path, follow=True))
    unknown = administrator.post("/office/health/letters/nowhere/evt_1/replay", follow=True)
    assert "or never was" in text_of(unknown)


def test_lists_of_the_health_page_turn_their_pages_alone(street, administrator):
    for number in range(21):
        letter(event_id=f"evt_{number:02}")
    first = text_of(administrator.get("/office/health"))
    more = re.search(r'href="(/office/health\?letters=[^"#]+)#letters"', first).group(1)
    rest = text_of(administrator.get(more))
    shown = re.findall(r"/letters/search/(evt_\d\d)/replay", first + rest)
    assert shown == [f"evt_{number:02}" for number in range(21)]


def test_the_health_page_counts_each_house_and_costs_the_same_however_much_waits(
    street, staff, count_queries
):
    with count_queries("cart") as few:
        staff.get("/office/health")
    for number in range(12):
        OutboxEvent(event_id=f"evt_{number}", type="t", subject="s", envelope="{}", said_at=clock.now()).save(
            using="cart"
        )
        letter("cart", f"evt_{number}")
    with count_queries("cart") as many:
        text = text_of(staff.get("/office/health"))
    assert re.search(r'data-title="House">cart</th><td data-title="To deliver">12</td>', text)
    assert len(many) == len(few) <= 3
