"""A street of one house: web is real, its neighbours are small fakes that remember and can be sent away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parent))

from web_neighbours import Street
from web_office import signed_in_as

from souk.services.web.use_cases import shelves


@pytest.fixture
def street(neighbours: Any) -> Iterator[Street]:
    """The neighbours. `street.search.is_away = True` makes one unreachable."""
    built = Street()
    for contract, fake in built.contracts().items():
        neighbours.replace(contract, fake)
    shelves.forget_categories()
    yield built
    shelves.forget_categories()


@pytest.fixture
def browser(street: Street) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def member(browser: Client) -> Client:
    """A browser whose owner is signed in."""
    answer = browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    assert answer.status_code == 303, answer.content
    return browser


@pytest.fixture
def staff(street: Street) -> Client:
    return signed_in_as(street, "staff")


@pytest.fixture
def administrator(street: Street) -> Client:
    return signed_in_as(street, "staff", "administrator")
