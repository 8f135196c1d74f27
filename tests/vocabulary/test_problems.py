"""Problems: what is raised in one house is raised again in the other, the same class with the same words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from souk.process import contracts_of
from souk.street import STREET
from souk.vocabulary.problems import FieldError, Problem, Refused, TooManyRequests, Unavailable, invalid

for _house in STREET:  # so that every promised problem is known
    contracts_of(_house.name)
KINDS = sorted(
    (kind for kind in Problem.known.values() if kind.__module__.startswith("souk.")),
    key=lambda kind: kind.code,
)
texts = some.text(some.characters(exclude_categories=["Cs"]))
field_errors = some.builds(FieldError, pointer=texts, code=texts, detail=texts)
RESERVED = {"type", "title", "status", "detail", "code", "errors", "retry_after", "self"}
extras = some.dictionaries(
    some.from_regex(r"[a-z_]{1,12}", fullmatch=True).filter(lambda name: name not in RESERVED),
    some.one_of(texts, some.integers(), some.lists(some.integers())), max_size=3,
)  # fmt: skip


@given(some.sampled_from(KINDS), texts, some.lists(field_errors, max_size=3), extras)
def test_a_problem_comes_back_as_it_went(
    kind: type[Problem], detail: str, errors: list[FieldError], extra: dict
) -> None:
    raised = kind(detail, errors=errors, **extra)
    again = Problem.from_document(json.loads(json.dumps(raised.document())))
    assert type(again) is kind
    assert (again.detail, again.errors, again.extra) == (raised.detail, raised.errors, raised.extra)
    assert again.document() == raised.document()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_problem_says_what_a_person_needs(kind: type[Problem]) -> None:
    assert 400 <= kind.status < 600
    assert kind.title
    assert not kind.title.endswith(".")
    assert issubclass(kind, Refused) == (kind.status < 500)


def test_a_code_nobody_here_knows_keeps_its_family() -> None:
    no = Problem.from_document({"code": "of-tomorrow", "status": 409, "detail": "No."})
    unknown = Problem.from_document({"code": "of-tomorrow", "status": 503})
    assert type(no) is Refused
    assert no.detail == "No."
    assert type(unknown) is Unavailable


def test_two_problems_cannot_have_one_code() -> None:
    with pytest.raises(TypeError, match="taken by"):

        class Taken(Refused):
            code = "not-found"


def test_one_wrong_field_in_one_line() -> None:
    document = invalid("/address/country", "Two letters, please.").document()
    assert document["status"] == 422
    assert document["errors"] == [
        {"pointer": "/address/country", "code": "invalid", "detail": "Two letters, please."}
    ]


def test_between_houses_a_problem_keeps_when_to_ask_again() -> None:
    told = TooManyRequests("Slowly.", retry_after=60)
    assert Problem.from_document(told.between_houses()).retry_after == 60
    assert TooManyRequests("Slowly.").between_houses() == TooManyRequests("Slowly.").document()
