"""Parcels of these tests are collected by the carrier, where a test does not say otherwise."""

from __future__ import annotations

import pytest

from souk.services.shipping.settings import settings


@pytest.fixture(autouse=True)
def the_carrier_collects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "unless_chosen", "carrier")
