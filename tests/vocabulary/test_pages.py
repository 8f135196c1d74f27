"""Cursors: ours come back as they went, anybody else's are refused by name."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from souk.vocabulary.pages import BadCursor, Page, read_cursor, write_cursor

texts = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"))
numbers = some.integers(-(2**63) + 1, 2**63 - 1)


@given(some.lists(some.one_of(texts, numbers), max_size=5))
def test_a_cursor_comes_back_as_it_went(position: list[Any]) -> None:
    cursor = write_cursor(*position)
    assert read_cursor(cursor, tuple(type(value) for value in position)) == position
    assert cursor.replace("-", "").replace("_", "").isalnum(), "it travels in an address as it is"


@given(some.text(max_size=80))
def test_any_other_text_is_a_bad_cursor(text: str) -> None:
    with pytest.raises(BadCursor) as refused:
        read_cursor(text, (str, int, str))
    assert refused.value.errors[0].pointer == "query/cursor"


def written(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "value",
    [["a"], ["a", 1, 2], [1, "a"], ["a", True], ["a", 1.0], ["a", None], ["a", 2**63], ["a", -(2**63)], ["\0", 1],
     ["\ud800", 1], {"a": 1}, "a", 1, None, [["a"], 1]],
)  # fmt: skip
def test_a_cursor_of_another_list_is_refused(value: Any) -> None:
    with pytest.raises(BadCursor):
        read_cursor(written(value), (str, int))


def test_a_cursor_as_deep_as_a_well_is_refused() -> None:
    with pytest.raises(BadCursor):
        read_cursor(base64.urlsafe_b64encode(b"[" * 100_000).decode(), (str,))


def test_the_last_page_says_so() -> None:
    assert Page[int](items=[1]).model_dump_json() == '{"items":[1],"next":null}'
