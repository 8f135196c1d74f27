"""Asking is acyclic, and every call to a neighbour says whether it may be repeated."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pytest

from souk.kernel.neighbours.asking import methods_of
from souk.process import contracts_of
from souk.street import STREET, asks
from souk.vocabulary.calls import mark_of

HOUSES = [house.name for house in STREET]


def sorted_by_asking(graph: dict[str, list[str]]) -> list[str]:
    return list(TopologicalSorter(graph).static_order())


def test_nobody_asks_in_a_circle() -> None:
    sorted_by_asking({house: asks(house) for house in HOUSES})


def test_a_circle_would_be_seen() -> None:
    graph = {house: asks(house) for house in HOUSES}
    graph["payments"] = [*graph["payments"], "orders"]
    with pytest.raises(CycleError):
        sorted_by_asking(graph)


def test_checkout_asks_whom_its_story_names() -> None:
    assert {"cart", "inventory", "payments", "shipping"} <= set(asks("orders"))


@pytest.mark.parametrize("house", HOUSES)
def test_a_command_has_the_key_that_makes_it_repeatable(house: str) -> None:
    for contract in contracts_of(house):
        for name, method in methods_of(contract).items():
            key = mark_of(method).key
            assert key is None or key in method.__annotations__, (
                f"{contract.__name__}.{name} has no parameter {key!r}"
            )


@pytest.mark.parametrize("house", HOUSES)
def test_the_service_has_the_calls_of_its_contract_and_no_others(house: str) -> None:
    import importlib
    import inspect

    for contract in contracts_of(house):
        service = importlib.import_module(f"souk.services.{house}.service")
        implementation = getattr(service, f"{contract.__name__}Service")
        promised = methods_of(contract)
        assert set(promised) == {name for name in vars(implementation) if not name.startswith("_")}
        for name, method in promised.items():
            offered = inspect.signature(getattr(implementation, name)).parameters
            assert list(inspect.signature(method).parameters) == list(offered), f"{contract.__name__}.{name}"
