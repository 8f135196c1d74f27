"""Links of a listing: a filter is a query parameter, so every state of the page has an address. Also which addresses are ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import urlencode

#: Parameters that move through a listing instead of narrowing it.
NOT_FILTERS = frozenset({"sort", "cursor", "part", "search"})
MAX_FILTER_VALUES = 20

Pairs = list[tuple[str, str]]


def pairs_of(query: Mapping[str, Iterable[str]]) -> Pairs:
    """The non-empty parameters in order; a flood of values is cut where no shopper would get."""
    return [
        (name, value)
        for name, values in query.items()
        for value in list(values)[:MAX_FILTER_VALUES]
        if value != ""
    ]


def has(pairs: Pairs, name: str) -> bool:
    return any(given == name for given, _ in pairs)


def link(path: str, pairs: Pairs) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def without(pairs: Pairs, name: str, value: str | None = None) -> Pairs:
    """Everything but one filter; a cursor is dropped with it, because it belongs to the old list."""
    return [
        (n, v) for n, v in pairs if n not in ("cursor", "part") and not (n == name and value in (None, v))
    ]


def with_one(pairs: Pairs, name: str, value: str) -> Pairs:
    return [*without(pairs, name), (name, value)]


def is_filtered(pairs: Pairs) -> bool:
    return any(name not in NOT_FILTERS for name, _ in pairs)


def branches(tree: Sequence[tuple[str, str]], chosen: Collection[str]) -> dict[str, int]:
    """The categories (slug, path) worth offering with their depth: the roots, and what lies along and just below the chosen."""
    open_paths = {path for slug, path in tree if slug in chosen}
    shown = {}
    for slug, path in tree:
        above = path.rpartition("/")[0]
        if not above or any(one == above or one.startswith(above + "/") for one in open_paths):
            shown[slug] = path.count("/")
    return shown


def narrowest(tree: Sequence[tuple[str, str]], chosen: Sequence[str]) -> list[str]:
    """The chosen categories without those that contain another chosen one: who ticks Books and then Fiction means Fiction."""
    paths = {slug: path for slug, path in tree if slug in chosen}
    return [
        slug
        for slug in chosen
        if not any(other.startswith(paths.get(slug, slug) + "/") for other in paths.values())
    ]


def path_here(address: str, origin: str) -> str:
    """The path of an address on this site; another site's address as it is."""
    path = address.removeprefix(origin)
    return path if path.startswith("/") and not path.startswith("//") else address


def safe_path(wanted: str, otherwise: str = "/") -> str:
    """A path on this site to go on to; never another site, whatever was put into the form."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\\" not in wanted
    return wanted if is_ours and wanted.isprintable() and len(wanted) < 2000 else otherwise
