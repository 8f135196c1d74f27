"""What has served its time goes; what is still needed stays."""

import pytest

from souk.kernel import clock
from souk.kernel.data.tidying import DAY, tidy
from souk.kernel.models import IdempotentAnswer, InboxEvent, OutboxEvent, StoryRow

pytestmark = pytest.mark.usefixtures("databases")


def outbox(name: str, delivered: bool) -> None:
    now = clock.now()
    OutboxEvent.objects.using("orders").create(
        event_id=name,
        type="t",
        subject="s",
        envelope="{}",
        said_at=now,
        delivered_at=now if delivered else None,
    )


def story(name: str, direction: str) -> None:
    now = clock.now()
    StoryRow.objects.using("orders").create(
        story_id=name, story="tale", direction=direction, state="{}", began_at=now, changed_at=now
    )


def test_only_what_is_over_and_old_goes():
    outbox("delivered", True)
    outbox("waiting", False)
    story("done", "done")
    story("parked", "parked")
    InboxEvent.objects.using("orders").create(event_id="heard", type="t", handled_at=clock.now())
    IdempotentAnswer.objects.using("orders").create(
        key="k", fingerprint="f", began_at=clock.now(), lease_until=clock.now()
    )
    assert tidy("orders") == 0
    with clock.shifted(31 * DAY):
        assert tidy("orders") == 4
        assert tidy("orders") == 0
    assert [row.event_id for row in OutboxEvent.objects.using("orders").all()] == ["waiting"]
    assert [row.story_id for row in StoryRow.objects.using("orders").all()] == ["parked"]
