"""Every setting is explained, and what `.env.example` sets is known."""

from __future__ import annotations

import re
import secrets

import pytest

from souk.kernel.production import Installation, complaints
from souk.kernel.settings import Settings
from tests.docs.documents import GENERATED, ROOT

PAGE = (GENERATED / "configuration.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| `SOUK_")]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("`")[1])
def test_a_setting_says_what_it_is_for(row: str) -> None:
    meaning = re.split(r"(?<!\\)\|", row)[3].strip()
    assert meaning
    assert not meaning.startswith("one of")


def test_what_the_example_sets_is_enough_for_a_market_on_many_machines() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if line.startswith("SOUK_"))
    chosen = {name: told.get(f"SOUK_{name.upper()}") for name in Settings.model_fields}
    made_up = {name: secrets.token_urlsafe(48) for name in ("secret_key", "service_token", "token_keys")}
    settings = Settings(**{name: value for name, value in chosen.items() if value}, **made_up)
    databases = {name.split("_")[1].lower(): url for name, url in told.items() if name.endswith("_DATABASE")}
    assert complaints(Installation(settings, databases, is_whole=False)) == []
    assert settings.bind == "0.0.0.0"
    assert told["SOUK_NEIGHBOURS"].endswith(f":{told['SOUK_PORT']}"), "who is asked there must listen there"
    assert told["SOUK_MEDIA"], "pictures are shared"


def test_what_the_example_sets_exists() -> None:
    known = set(re.findall(r"`(SOUK_\w+)`", PAGE))
    for line in (ROOT / ".env.example").read_text().splitlines():
        if found := re.match(r"(?:# )?(SOUK_\w+)=", line):
            assert found[1] in known or found[1].endswith(("_DATABASE", "_URL")), line
