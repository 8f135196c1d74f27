"""The product types there are, found by looking into `rules/types/` and into the modules that the settings name."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from types import ModuleType

from souk.contracts.products.kinds import Kind
from souk.services.products.rules import types
from souk.services.products.rules.product_type import ProductType
from souk.services.products.settings import settings

_NAME = re.compile(
    r"[a-z][a-z0-9]{1,8}"
)  # it is part of ids, which are at most 40 long, and of variables' names
_COLLECTION = re.compile(r"[a-z][a-z0-9-]{1,39}")


@cache
def product_types() -> dict[str, type[ProductType]]:
    """Every type by its name. Raises TypeError for two of a name, or a name nobody can use."""
    found: dict[str, type[ProductType]] = {}
    for module in _modules():
        for kind in vars(module).values():
            if (
                isinstance(kind, type)
                and issubclass(kind, ProductType)
                and kind.__module__ == module.__name__
            ):
                _check(kind, found)
                found[kind.name] = kind
    return found


def described() -> list[Kind]:
    """What the street knows of them."""
    return [kind.described() for kind in product_types().values()]


def _modules() -> list[ModuleType]:
    own = [f"{types.__name__}.{module.name}" for module in pkgutil.iter_modules(types.__path__)]
    try:
        return [importlib.import_module(name) for name in [*own, *settings().modules]]
    except ModuleNotFoundError as missing:
        if not any(f"{name}.".startswith(f"{missing.name}.") for name in settings().modules):
            raise
        raise SystemExit(
            f"souk: SOUK_PRODUCTS_TYPE_MODULES names {missing.name}, which is not there"
        ) from None


def _check(kind: type[ProductType], known: dict[str, type[ProductType]]) -> None:
    if kind.name in known:
        raise TypeError(f"there are two product types {kind.name!r}")
    if not _NAME.fullmatch(kind.name):
        raise TypeError(f"a product type is called by 2 to 9 small letters and digits, not {kind.name!r}")
    if kind.collection and not _COLLECTION.fullmatch(kind.collection):
        raise TypeError(f"{kind.collection!r} is no address of a list")
    if kind.collection and kind.collection in {other.collection for other in known.values()}:
        raise TypeError(f"there are two collections {kind.collection!r}")
