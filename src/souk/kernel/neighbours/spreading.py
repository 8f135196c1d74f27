"""Spreading: one contract, answered by several shares of a house. Whoever asks never notices.

How a call finds its way is marked in the contract (`among(…)`): by the id or address of one thing, by the ids of many, by the kind of
what is to be saved, or everywhere. A call that names its share asks that one alone, and only its neighbours' own goods are away
when another share is. Shares that are asked together are asked at the same time, each within the call's own deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from functools import lru_cache
from typing import Any

from souk.kernel.shares import (
    NOT_EVERYWHERE,
    Share,
    may_keep,
    share_moved_to,
    share_named_by,
    share_of_kind,
)
from souk.vocabulary.calls import Among, among_of
from souk.vocabulary.pages import Page, write_cursor
from souk.vocabulary.problems import NotFound, Unavailable


class Spread:
    """`parts`: each share with who answers for it, the default first."""

    def __init__(self, contract: type, house: str, parts: Sequence[tuple[Share, Any]]) -> None:
        self._contract, self._house, self._parts = contract, house, dict(parts)
        self._default = next(iter(self._parts))

    @property
    def here(self) -> Any:
        """Who answers in this process, if anybody does."""
        return next((part for share, part in self._parts.items() if share.url is None), None)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        mark = among_of(getattr(self._contract, name))
        ways = {
            "default": self._ask_default,
            "one": self._ask_one,
            "many": self._ask_many,
            "kind": self._ask_kind,
            "kinds": self._ask_kinds,
            "chain": self._ask_chain,
            "sum": self._ask_sum,
            "merge": self._ask_merge,
            "all": self._ask_all,
        }
        way = ways[mark.how]
        return lambda **arguments: way(name, mark, arguments)

    # -- one share ----------------------------------------------------------------------------------------------------

    def _ask_default(self, name: str, mark: Among, arguments: dict[str, Any]) -> Any:
        return self._ask(self._default, name, arguments)

    def _ask_one(self, name: str, mark: Among, arguments: dict[str, Any]) -> Any:
        """The share that an id names, or to which it says that the thing was moved, and no other. An address may be older than the share
        whose name it ends with: what is not where it points, or points nowhere, is looked for in all others."""
        reference = str(arguments[mark.by])
        named = share_named_by(self._house, reference)
        first = named or self._default
        try:
            return self._ask(first, name, arguments)
        except (NotFound, Unavailable) as nowhere:
            if (moved := self._moved(nowhere, first)) is not None:
                return self._ask(moved, name, arguments)
            if "_" in reference and (named is not None or isinstance(nowhere, Unavailable)):
                raise
            missing = nowhere
        others = [share for share in self._parts if share != first]
        away = missing if isinstance(missing, Unavailable) else None
        outcomes = self._together([(share, name, arguments) for share in others])
        for share, outcome in zip(others, outcomes, strict=True):
            if isinstance(outcome, Unavailable):
                if away is None and may_keep(share, reference):
                    away = Unavailable(NOT_EVERYWHERE, retry_after=outcome.retry_after or 2)
            elif not isinstance(outcome, Exception):
                return outcome
            elif not isinstance(outcome, NotFound):
                raise outcome
        raise away or missing

    def _ask_kind(self, name: str, mark: Among, arguments: dict[str, Any]) -> Any:
        """By its kind; what is there already stays with the share that has it, whatever kind it shall become."""
        known = str(arguments.get(mark.known_by) or "")
        named = share_named_by(self._house, known) if known else None
        if known and named is None:
            named = self._default
        first = named or self._share_for(arguments[mark.by], mark)
        try:
            return self._ask(first, name, arguments)
        except NotFound as nowhere:
            if (moved := self._moved(nowhere, first)) is None:
                raise
            return self._ask(moved, name, arguments)

    # -- several ------------------------------------------------------------------------------------------------------

    def _ask_many(self, name: str, mark: Among, arguments: dict[str, Any]) -> list[Any]:
        """Each share for its own, in the order asked. What was not there may have been moved: from the default to any other, where nobody
        was named; and from one that was named back to the default.

        Raises Unavailable while one of them is away; `extra["out_of_reach"]` is what it was asked for, so that the rest can be asked for.
        """
        references = list(arguments[mark.by])
        if not references:
            return list(self._ask(self._default, name, arguments))
        named = {reference: share_named_by(self._house, reference) for reference in references}
        groups: dict[Share, list[str]] = {}
        for reference, share in named.items():
            groups.setdefault(share or self._default, []).append(reference)
        found = self._joined(name, mark, arguments, groups)
        if not mark.found_by:
            return found
        best = {getattr(one, mark.found_by): one for one in found}
        lost = [one for one in named if one not in best or (mark.nowhere and mark.nowhere(best[one]))]
        elsewhere = self._elsewhere(lost, named)
        for one in self._joined(name, mark, arguments, elsewhere, is_rest=True) if elsewhere else []:
            if not (mark.nowhere and mark.nowhere(one)):
                best[getattr(one, mark.found_by)] = one
        order = {reference: place for place, reference in enumerate(references)}
        return sorted(best.values(), key=lambda one: order.get(getattr(one, mark.found_by), 0))

    def _elsewhere(self, lost: list[str], named: dict[str, Share | None]) -> dict[Share, list[str]]:
        unnamed = [one for one in lost if named[one] is None]
        back = [one for one in lost if named[one] is not None and named[one] != self._default]
        others = {share: unnamed for share in self._parts if unnamed and share != self._default}
        return others | ({self._default: back} if back else {})

    def _ask_kinds(self, name: str, mark: Among, arguments: dict[str, Any]) -> list[Any]:
        """Things to be saved go to the share of their kind; the answers come back in the order of the things."""
        things = list(arguments[mark.by])
        places: dict[Share, list[int]] = {}
        for place, thing in enumerate(things):
            places.setdefault(self._share_for(thing, mark), []).append(place)
        if len(places) < 2:
            return list(self._ask(next(iter(places), self._default), name, arguments))
        asked = [
            (share, name, arguments | {mark.by: [things[place] for place in at]})
            for share, at in places.items()
        ]
        answers: list[Any] = [None] * len(things)
        for at, outcome in zip(places.values(), self._together(asked), strict=True):
            for place, answer in zip(at, _sound(outcome), strict=True):
                answers[place] = answer
        return answers

    def _ask_chain(self, name: str, mark: Among, arguments: dict[str, Any]) -> Any:
        """A list with a cursor goes through one share after the other; the cursor says in which it is."""
        names = [share.name for share in self._parts]
        at, _, cursor = str(arguments.get("cursor") or f"{names[0]}:").partition(":")
        place = names.index(at) if at in names else 0
        shares = list(self._parts)
        while True:
            answer = self._ask(shares[place], name, arguments | {"cursor": cursor or None})
            if answer.next is not None:
                return _with_next(answer, f"{names[place]}:{answer.next}")
            if place + 1 == len(shares):
                return answer
            place, cursor = place + 1, ""
            if not isinstance(answer, Page) or answer.items:
                return _with_next(answer, f"{names[place]}:")

    def _ask_merge(self, name: str, mark: Among, arguments: dict[str, Any]) -> Any:
        """One list out of those of all shares. While one is away the others' goods are listed, and its problem stands at their end:
        no list ends as if it were whole."""
        place, limit = mark.place, arguments["limit"]
        assert place is not None
        outcomes = self._together([(share, name, arguments) for share in self._parts])
        away = [each for each in outcomes if isinstance(each, Unavailable)]
        pages = [_sound(each) for each in outcomes if not isinstance(each, Unavailable)]
        # A move that was interrupted may have left a thing in two shares; it is where it was.
        found = {place(one): one for page in reversed(pages) for one in page.items}
        items = [found[at] for at in sorted(found, reverse=True)]
        if away and not items:
            raise away[0]
        is_more = bool(away) or len(items) > limit or any(page.next for page in pages)
        cursor = write_cursor(place(items[:limit][-1])) if items and is_more else None
        return pages[0].model_copy(update={"items": items[:limit], "next": cursor})

    def _ask_sum(self, name: str, mark: Among, arguments: dict[str, Any]) -> Any:
        """Counts of all shares together."""
        answers = [
            _sound(each) for each in self._together([(share, name, arguments) for share in self._parts])
        ]
        kind, fields = type(answers[0]), type(answers[0]).model_fields
        return kind(**{field: sum(getattr(answer, field) for answer in answers) for field in fields})

    def _ask_all(self, name: str, mark: Among, arguments: dict[str, Any]) -> list[Any]:
        """The lists of all shares as one."""
        asked = [(share, name, arguments) for share in self._parts]
        return [one for outcome in self._together(asked) for one in _sound(outcome)]

    def _joined(
        self,
        name: str,
        mark: Among,
        arguments: dict[str, Any],
        groups: dict[Share, list[str]],
        *,
        is_rest: bool = False,
    ) -> list[Any]:
        """`is_rest`: others have answered already, so that it is not as if nobody had."""
        asked = [(share, name, arguments | {mark.by: references}) for share, references in groups.items()]
        outcomes = self._together(asked)
        away = [
            one
            for references, each in zip(groups.values(), outcomes, strict=True)
            if isinstance(each, Unavailable)
            for one in references
        ]
        is_nobody_there = not is_rest and all(isinstance(each, Unavailable) for each in outcomes)
        if mark.unreached is not None and not is_nobody_there:
            outcomes = [
                [mark.unreached(one, each.detail) for one in references]
                if isinstance(each, Unavailable)
                else each
                for references, each in zip(groups.values(), outcomes, strict=True)
            ]
        try:
            return [one for outcome in outcomes for one in _sound(outcome)]
        except Unavailable as problem:
            problem.extra["out_of_reach"] = away
            raise

    def _together(self, asked: list[tuple[Share, str, dict[str, Any]]]) -> list[Any]:
        """What each answers, or the problem it raised. Those elsewhere are asked at once, in threads; this process's own here."""
        far = {
            place: _threads().submit(self._outcome_in, copy_context(), each)
            for place, each in enumerate(asked)
            if each[0].url is not None and len(asked) > 1
        }
        near = {place: self._outcome(*each) for place, each in enumerate(asked) if place not in far}
        return [near[place] if place in near else far[place].result() for place in range(len(asked))]

    def _outcome_in(self, context: Context, asked: tuple[Share, str, dict[str, Any]]) -> Any:
        """With the caller's identity, deadline and trace."""
        return context.run(self._outcome, *asked)

    def _outcome(self, share: Share, name: str, arguments: dict[str, Any]) -> Any:
        try:
            return self._ask(share, name, arguments)
        except Exception as problem:
            return problem

    def _ask(self, share: Share, name: str, arguments: dict[str, Any]) -> Any:
        try:
            return getattr(self._parts[share], name)(**arguments)
        except Unavailable as away:
            if share.is_default:
                raise
            kinds = " and ".join(share.kinds)
            detail = f"What is of the type {kinds} cannot be reached at the moment; everything else can."
            raise Unavailable(detail, retry_after=away.retry_after or 2) from away

    def _share_for(self, thing: Any, mark: Among) -> Share:
        kind = getattr(thing, mark.kind) if mark.kind else str(thing)
        return self._part(share_of_kind(self._house, kind))

    def _moved(self, problem: Exception, asked: Share) -> Share | None:
        """Where to ask on, if the share that was asked says that the thing was moved."""
        share = share_moved_to(self._house, problem.extra) if isinstance(problem, NotFound) else None
        return None if share is None or share.kinds == asked.kinds else self._part(share)

    def _part(self, share: Share) -> Share:
        return next(each for each in self._parts if each.kinds == share.kinds)


def _sound(outcome: Any) -> Any:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _with_next(answer: Any, cursor: str) -> Any:
    return answer.model_copy(update={"next": cursor})


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=16, thread_name_prefix="souk-shares")
