"""Saving: drafts become products, a whole batch in few statements.

    check each draft → know the shops → find what has not changed → store new pictures → one transaction: rows, pages, events

A draft is refused alone; the others are taken. The same draft again changes nothing and is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from django.db import IntegrityError
from django.db.models import Q
from pydantic import TypeAdapter

from souk.contracts.products.calls import ProductDraft, SavedProduct
from souk.kernel import clock
from souk.kernel.data.connections import was_deadlock
from souk.kernel.data.database import changes
from souk.services.products.models import DoneCall, Product
from souk.services.products.use_cases.acquaintance import known_shops, learn_categories
from souk.services.products.use_cases.drafts import CheckedDraft
from souk.services.products.use_cases.pictures import stored_images
from souk.services.products.use_cases.placing import Placing
from souk.vocabulary.problems import Invalid, Refused, Unavailable, invalid

MOST_DRAFTS = 100
TRIES = 3  # when somebody else took the same address or SKU between our look and our write

Outcome: TypeAlias = SavedProduct | Refused
_ANSWERS = TypeAdapter(list[SavedProduct])


class Remembers(Protocol):
    """Takes part in the transaction in which drafts are saved."""

    def recalled(self) -> list[Any] | None:
        """At its beginning: the outcomes if it was done before, and then nothing is."""
        ...

    def keep(self, outcomes: list[Outcome]) -> None:
        """At its end."""
        ...


class Memory:
    """What was answered to a call, by its key; written in the transaction of the deed itself."""

    def __init__(self, key: str, drafts: list[ProductDraft], *, keeps_refusals: bool = True) -> None:
        self.key, self.drafts, self.keeps_refusals = key, drafts, keeps_refusals

    def recalled(self) -> list[SavedProduct] | None:
        answer = DoneCall.objects.filter(key=self.key).values_list("answer", flat=True).first()
        return None if answer is None else _ANSWERS.validate_json(answer)

    def keep(self, outcomes: list[Outcome]) -> None:
        if not self.keeps_refusals and any(isinstance(outcome, Refused) for outcome in outcomes):
            return
        answer = _ANSWERS.dump_json(_answers(self.drafts, outcomes)).decode()
        DoneCall.objects.create(key=self.key, answer=answer, done_at=clock.now())


def save_products(key: str, drafts: list[ProductDraft]) -> list[SavedProduct]:
    """Once per key. Raises Invalid for more than 100 drafts."""
    memory = Memory(key, drafts)
    done = memory.recalled()
    if done is not None:
        return done
    if len(drafts) > MOST_DRAFTS:
        raise invalid("/drafts", f"No more than {MOST_DRAFTS} drafts at a time.", "too_many")
    return save_drafts([_checked(draft) for draft in drafts], memory)


def save_drafts(drafts: Sequence[CheckedDraft | Refused], memory: Memory) -> list[SavedProduct]:
    """The answer for each draft of the call that is remembered."""
    return _answers(memory.drafts, save_checked(drafts, memory))


def save_one(checked: CheckedDraft, memory: Memory | None = None) -> SavedProduct:
    """Raises Invalid where `save_products` would say why the draft was refused, and what an expected revision may say."""
    outcome = save_checked([checked], memory)[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def save_checked(drafts: Sequence[CheckedDraft | Refused], memory: Remembers | None = None) -> list[Outcome]:
    """The outcome of each, in order."""
    sound = {place: draft for place, draft in enumerate(drafts) if isinstance(draft, CheckedDraft)}
    refused: dict[int, Refused] = {
        place: draft for place, draft in enumerate(drafts) if isinstance(draft, Refused)
    }
    learn_categories(checked.draft.category_slug for checked in sound.values())
    refused |= _without_a_shop(sound) | _said_twice(sound)
    refused |= _store_pictures({place: draft for place, draft in sound.items() if place not in refused})
    for attempt in range(TRIES):
        try:
            return _write(sound, refused, len(drafts), memory)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
        except Unavailable as away:
            if attempt == TRIES - 1 or not was_deadlock(away):
                raise
    raise AssertionError("unreachable")


def forget_old_calls() -> None:
    """Nobody tries a call again after a week."""
    kept = Q(key__startswith="type:") | Q(key__startswith="moving:")
    DoneCall.objects.filter(done_at__lt=clock.in_seconds(-7 * 86_400)).exclude(kept).delete()


def _write(
    sound: dict[int, CheckedDraft], refused: dict[int, Refused], count: int, memory: Remembers | None
) -> list[Outcome]:
    with changes("products") as change:
        meanwhile = memory.recalled() if memory is not None else None
        if meanwhile is not None:
            return list(meanwhile)
        placing = Placing([draft for place, draft in sound.items() if place not in refused])
        outcomes = [
            refused[place] if place in refused else placing.place(sound[place]) for place in range(count)
        ]
        placing.write(change)
        if memory is not None:
            memory.keep(outcomes)
    return outcomes


def _checked(draft: ProductDraft) -> CheckedDraft | Invalid:
    try:
        return CheckedDraft(draft)
    except Invalid as wrong:
        return wrong


def _without_a_shop(sound: dict[int, CheckedDraft]) -> dict[int, Invalid]:
    shops = known_shops({checked.draft.shop_id for checked in sound.values()})
    nobody = invalid("/shop_id", "There is no such shop.", "unknown")
    return {place: nobody for place, checked in sound.items() if checked.draft.shop_id not in shops}


def _said_twice(sound: dict[int, CheckedDraft]) -> dict[int, Invalid]:
    refused, seen = {}, set()
    for place, checked in sound.items():
        if checked.identity in seen:
            refused[place] = invalid(
                "/slug", f"The slug {checked.draft.slug} is there twice in this batch.", "repeated"
            )
        seen.add(checked.identity)
    return refused


def _store_pictures(sound: dict[int, CheckedDraft]) -> dict[int, Invalid]:
    """Of what will change, and before the transaction: encoding takes longer than anybody should hold a lock."""
    wanted = Q(
        shop_id__in={c.draft.shop_id for c in sound.values()},
        seller_slug__in={c.draft.slug for c in sound.values()},
    )
    saved = {
        (row[0], row[1]): row[2]
        for row in Product.objects.filter(wanted).values_list("shop_id", "seller_slug", "digest")
    }
    refused = {}
    for place, checked in sound.items():
        if checked.images is None and saved.get(checked.identity) != checked.digest:
            try:
                checked.images = stored_images(checked.draft.images)
            except Invalid as wrong:
                refused[place] = wrong
    return refused


def _answers(drafts: list[ProductDraft], outcomes: list[Outcome]) -> list[SavedProduct]:
    return [
        SavedProduct(slug=draft.slug, outcome="refused", refusal=outcome.detail)
        if isinstance(outcome, Refused)
        else outcome
        for draft, outcome in zip(drafts, outcomes, strict=True)
    ]
