"""Asking a neighbour: `inventory = ask(Inventory)` at the top of a module, then `inventory.reserve(...)` where needed.

The handle finds the neighbour at each call: the object itself when it lives in this process, or a client derived from the
contract's type hints when it does not. Nobody can tell but by the clock.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any, TypeVar, cast

from souk.kernel import clock
from souk.kernel.data.connections import told_when_it_fails
from souk.kernel.data.database import forbid_open_transaction
from souk.kernel.telemetry import metrics, tracing
from souk.vocabulary.problems import Unavailable

C = TypeVar("C")

_NOTHING: Any = object()
_neighbours: dict[type, Any] = {}


def provide(contract: type[C], implementation: C) -> None:
    """Says who answers for a contract in this process; by the composition root and by tests."""
    _neighbours[contract] = implementation


def provided() -> dict[type, Any]:
    """Contracts with who answers for them here."""
    return dict(_neighbours)


def house_of(contract: type) -> str:
    """The house that keeps a contract: `souk.contracts.inventory.calls` → `inventory`."""
    return contract.__module__.split(".")[-2]


def ask(contract: type[C], *, otherwise: Any = _NOTHING) -> C:
    """A handle on a neighbour. With `otherwise`, that is the answer whenever the neighbour is unavailable."""
    return cast(C, _Handle(contract, otherwise))


def methods_of(contract: type) -> dict[str, Callable[..., Any]]:
    """The calls of a contract by name."""
    return {
        name: method
        for name, method in vars(contract).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


def types_of(method: Callable[..., Any]) -> tuple[dict[str, Any], Any]:
    """The types of a call's parameters, and of its answer."""
    hints = typing.get_type_hints(method)
    answer = hints.pop("return", None)
    return hints, answer


class _Handle:
    def __init__(self, contract: type, otherwise: Any) -> None:
        self._contract = contract
        self._otherwise = otherwise

    def __getattr__(self, name: str) -> Callable[..., Any]:
        try:
            method = getattr(_neighbours[self._contract], name)
        except KeyError:
            raise LookupError(f"nobody answers for {self._contract.__name__} in this process") from None
        otherwise, house = self._otherwise, house_of(self._contract)
        what = f"{self._contract.__name__}.{name}"

        def call(**arguments: Any) -> Any:
            forbid_open_transaction(what)
            began = clock.stopwatch()
            try:
                with told_when_it_fails(), tracing.span(what, kind="client"):
                    answer = method(**arguments)
            except Exception as failure:
                metrics.asked(house, what, clock.stopwatch() - began, failure)
                if otherwise is _NOTHING or not isinstance(failure, Unavailable):
                    raise
                return otherwise
            metrics.asked(house, what, clock.stopwatch() - began, None)
            return answer

        return call

    def __repr__(self) -> str:
        return f"<ask {self._contract.__name__}>"
