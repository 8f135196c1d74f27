"""The sign over each door says what the code does: what the house says, hears and asks, and which of its files to read."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from souk.kernel.events.inbox import heard_by
from souk.street import STREET, asks
from souk.vocabulary.events import Event

SERVICES = Path(__file__).parents[2] / "src" / "souk" / "services"
HOUSES = [house.name for house in STREET]


def sign(house: str) -> dict[str, str]:
    """Owns, Says, Hears, Asks and Read, each with its words up to the next."""
    text = importlib.import_module(f"souk.services.{house}").__doc__ or ""
    parts = re.split(r"\b(Owns|Says|Hears|Asks|Read)\b:?", text)
    return {name: words.split("\n\n")[0] for name, words in zip(parts[1::2], parts[2::2], strict=True)}


def events_in(text: str) -> set[str]:
    known = {kind.name for kind in Event.known.values() if kind.__module__.startswith("souk.contracts.")}
    return set(re.findall(r"[a-z]+(?:\.[a-z]+)+", text)) & known


@pytest.mark.parametrize("house", HOUSES)
def test_it_says_what_the_sign_says(house: str) -> None:
    code = "".join(path.read_text() for path in (SERVICES / house).rglob("*.py"))
    said = {
        kind.name
        for kind in Event.known.values()
        if kind.__module__ == f"souk.contracts.{house}.events" and re.search(rf"\b{kind.__name__}\b", code)
    }
    assert events_in(sign(house).get("Says", "")) == said


@pytest.mark.parametrize("house", HOUSES)
def test_it_hears_what_the_sign_says(house: str) -> None:
    heard = {Event.known[wire].name for wire in heard_by().get(house, [])}
    assert events_in(sign(house).get("Hears", "")) == heard


@pytest.mark.parametrize("house", HOUSES)
def test_it_asks_whom_the_sign_says(house: str) -> None:
    told = re.split(r"[;.(]", sign(house).get("Asks", "") or sign(house).get("Says", ""))[0]
    assert set(re.findall(r"[a-z]+", told)) & set(HOUSES) == set(asks(house))


@pytest.mark.parametrize("house", HOUSES)
def test_what_the_sign_tells_to_read_is_there(house: str) -> None:
    text = importlib.import_module(f"souk.services.{house}").__doc__ or ""
    for name in re.findall(r"`([\w/.-]+)`", text):
        if "/" in name or name.endswith(".py"):
            places = [SERVICES / house / name, SERVICES / house / f"{name}.py", SERVICES.parents[2] / name]
            places += [
                found
                for kind in ("templates", "static")
                for found in (SERVICES / house).glob(f"{kind}/{name}")
            ]
            assert any(place.exists() for place in places), f"{house} has no {name}"
