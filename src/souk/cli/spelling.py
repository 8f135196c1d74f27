"""Spelling: a setting whose name is mistyped is set for nobody, and its default holds unasked."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec

from souk.kernel.settings import Settings
from souk.street import STREET

#: How alike two names are when one of them is probably a slip; what other programs call theirs is further away.
ALIKE = 0.85


def mistyped() -> list[str]:
    """What the environment has that no setting is called, but nearly; each in a sentence."""
    told = [name for name in os.environ if name.startswith("SOUK_") and not _is_of_a_share(name)]
    return list(_slips(told, set(known())))


def _slips(told: Iterable[str], names: set[str]) -> Iterator[str]:
    for name in sorted(set(told) - names):
        for meant in get_close_matches(name, names, n=1, cutoff=ALIKE):
            yield f"{name} is no setting, and nobody reads it; {meant} is one"


def _is_of_a_share(name: str) -> bool:
    """Shares may keep several kinds in one database, and of kinds that nobody knows the doctor tells anyway."""
    parted = tuple(f"SOUK_{house.name.upper()}_" for house in STREET if house.kind)
    return name.startswith(parted) and name.endswith(("_DATABASE", "_URL"))


def known() -> Iterator[str]:
    """Every setting of a market."""
    from souk.services.products.rules.known_types import product_types

    yield from (f"SOUK_{field.upper()}" for field in Settings.model_fields)
    for house in STREET:
        parts = ("", *house.stores, *(product_types() if house.kind else ()))
        for part in parts:
            own = "_".join(filter(None, ("SOUK", house.name, part))).upper()
            yield from (f"{own}_DATABASE", f"{own}_URL")
        if find_spec(f"souk.services.{house.name}.settings"):
            yield from _of(f"souk.services.{house.name}.settings")


def _of(module: str) -> Iterator[str]:
    for kind in vars(import_module(module)).values():
        if inspect.isclass(kind) and kind.__module__ == module and hasattr(kind, "model_fields"):
            yield from (f"{kind.model_config['env_prefix']}{field.upper()}" for field in kind.model_fields)
