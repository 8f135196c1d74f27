"""Every setting is explained, and what `.env.example` sets is known."""

from __future__ import annotations

import re

import pytest

from tests.docs.documents import GENERATED, ROOT

PAGE = (GENERATED / "configuration.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `SOUK_")]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("`")[1])
def test_a_setting_says_what_it_is_for(row: str) -> None:
    meaning = re.split(r"(?<!\\)\|", row)[3].strip()
    assert meaning
    assert not meaning.startswith("one of")


def test_what_the_example_sets_exists() -> None:
    known = set(re.findall(r"`(SOUK_\w+)`", PAGE))
    for line in (ROOT / ".env.example").read_text().splitlines():
        if found := re.match(r"(?:# )?(SOUK_\w+)=", line):
            assert found[1] in known or found[1].endswith(("_DATABASE", "_URL")), line
