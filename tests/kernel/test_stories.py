"""Stories survive a crash anywhere, a refusal anywhere, and answers that get lost."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from souk.kernel import clock
from souk.kernel.crashes import Crash, crash_at
from souk.kernel.models import StoryRow
from souk.kernel.work.stories import Step, Story, Wait
from souk.vocabulary.problems import Refused, Unavailable


class Tale(BaseModel):
    told: tuple[str, ...] = ()


class World:
    """Three neighbours that keep what was done under which key, and what was undone."""

    def __init__(self):
        self.done: dict[str, int] = {}
        self.undone: set[str] = set()
        self.refuse_at: str | None = None
        self.lose_answers_of: dict[str, int] = {}
        self.paid = True

    def do(self, name):
        def step(tale: Tale, key: str) -> Tale:
            if name == self.refuse_at:
                raise Refused(f"no {name}")
            if key in self.undone:
                raise Refused("called off")
            self.done[key] = 1
            if self.lose_answers_of.get(name, 0) > 0:
                self.lose_answers_of[name] -= 1
                raise Unavailable("lost")
            if name == "pay" and not self.paid:
                raise Wait(tale, 900)
            return Tale(told=(*tale.told, name))

        step.__name__ = name
        return step

    def undo(self, name):
        def step(tale: Tale, key: str) -> None:
            self.undone.add(key)
            self.done.pop(key, None)

        step.__name__ = f"undo_{name}"
        return step

    def story(self):
        return Story(
            "tale",
            house="orders",
            state=Tale,
            steps=[
                Step(self.do("reserve"), undo=self.undo("reserve")),
                Step(self.do("pay"), undo=self.undo("pay"), pivot=True),
                Step(self.do("ship")),
            ],
        )

    def names_done(self):
        return sorted(key.rsplit(":", 1)[1] for key in self.done)


pytestmark = pytest.mark.usefixtures("databases")


@pytest.mark.parametrize("way", ["forward", "back"])
def test_a_parked_story_goes_on_the_way_it_was_going(monkeypatch, way):
    world = World()
    monkeypatch.setattr("souk.kernel.work.stories.PARK_AFTER", 2)
    if way == "forward":
        world.lose_answers_of["ship"] = 2
    else:
        world.refuse_at = "pay"
    story = world.story()
    if way == "back":
        broken = {"left": 2}

        def stumbling(tale: Tale, key: str) -> None:
            if broken["left"]:
                broken["left"] -= 1
                raise Unavailable("gone")
            world.undone.add(key)

        story.steps[0] = Step(story.steps[0].do, undo=stumbling)
    assert _settle(story).direction == "parked"
    assert story.unpark("k")
    assert not story.unpark("k"), "it goes on already"
    told = story.go_on("k")
    assert told.direction == ("done" if way == "forward" else "undone")
    assert (told.problem is None) == (way == "forward")


def _settle(story, rounds=60):
    for _ in range(rounds):
        with clock.shifted(3600):
            pass
        StoryRow.objects.using("orders").update(lease_until=None, due_at=clock.now())
        told = story.begin("k", Tale())
        if told.direction in ("done", "undone", "parked"):
            return told
    raise AssertionError(f"never ends: {told}")


def test_a_story_is_told_once_however_often_it_begins():
    world = World()
    story = world.story()
    first, second = story.begin("k", Tale()), story.begin("k", Tale())
    assert first.direction == second.direction == "done"
    assert first.state.told == ("reserve", "pay", "ship")


@pytest.mark.parametrize("refused", [None, "reserve", "pay"])
@pytest.mark.parametrize("at", range(14))
def test_dying_anywhere_leaves_all_or_nothing(refused, at):
    world = World()
    world.refuse_at = refused
    story = world.story()
    try:
        with crash_at(at):
            story.begin("k", Tale())
    except Crash:
        pass
    told = _settle(story)
    if refused is None:
        assert told.direction == "done"
        assert world.names_done() == ["pay", "reserve", "ship"]
    else:
        assert told.direction == "undone"
        assert world.names_done() == []
        assert str(told.problem) == f"no {refused}"


def test_a_lost_answer_is_asked_for_again():
    world = World()
    world.lose_answers_of = {"reserve": 2, "pay": 1, "ship": 3}
    assert _settle(world.story()).direction == "done"


def test_when_nobody_answers_before_the_pivot_the_story_turns_back_and_undoes_the_step_in_hand():
    world = World()
    world.lose_answers_of = {"reserve": 99}
    told = _settle(world.story())
    assert told.direction == "undone"
    assert world.names_done() == []


def test_after_the_pivot_it_only_goes_forward_and_a_refusal_parks_it():
    world = World()
    world.refuse_at = "ship"
    told = _settle(world.story())
    assert told.direction == "parked"
    assert world.names_done() == ["pay", "reserve"]


def test_a_waiting_story_goes_on_when_it_is_resumed():
    world = World()
    world.paid = False
    story = world.story()
    assert story.begin("k", Tale()).direction == "waiting"
    assert story.run_due() == 0
    world.paid = True
    story.resume("k")
    assert story.run_due() == 1
    assert story.tell("k").direction == "done"


def test_a_waiting_story_can_be_called_off():
    world = World()
    world.paid = False
    story = world.story()
    story.begin("k", Tale())
    assert story.turn_back("k", Refused("changed my mind"))
    assert story.tell("k").direction == "undone"
    assert world.names_done() == []
    assert not story.turn_back("k", Refused("again"))


def test_two_workers_never_tell_the_same_story_at_once():
    world = World()
    story = world.story()
    world.paid = False
    story.begin("k", Tale())
    StoryRow.objects.using("orders").update(lease_until=clock.in_seconds(20), lease_by="another")
    world.paid = True
    assert story.go_on("k").direction == "waiting"
