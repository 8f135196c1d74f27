"""The product types there are, found by looking into `rules/types/`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from souk.services.products.rules import types
from souk.services.products.rules.product_type import ProductType


@cache
def product_types() -> dict[str, type[ProductType]]:
    """Every type by its name."""
    found: dict[str, type[ProductType]] = {}
    for module in pkgutil.iter_modules(types.__path__):
        loaded = importlib.import_module(f"{types.__name__}.{module.name}")
        for kind in vars(loaded).values():
            if (
                isinstance(kind, type)
                and issubclass(kind, ProductType)
                and kind.__module__ == loaded.__name__
            ):
                if kind.name in found:
                    raise TypeError(f"there are two product types {kind.name!r}")
                found[kind.name] = kind
    return found
