"""Shares: a house whose things are of several kinds may be split, each share a service of its own with a database of its own.

    SOUK_PRODUCTS_BOOK_URL=http://books:8000        books live there
    souk serve products --types book                and this is that service

Whatever no share keeps is the default's, which is the house as everybody knows it. What is made in a share carries its kind in its
id (`prd_book_01jd…`) and at the end of its address (`dune-book`), so that whoever has either knows whom to ask, without a
directory that could be away or late, and so that two shares never give out the same address. What was moved from one share to
another keeps its id and address; where it stood a signpost says where it is now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from souk.kernel.settings import address_of_house, is_hosted, kinds_here, share_addresses

NOT_EVERYWHERE = "We cannot look everywhere just now. Please try again in a moment."


@dataclass(frozen=True)
class Share:
    """`kinds`: what it keeps; nothing for the default, which keeps the rest. `url`: where it lives; None: in this process."""

    house: str
    kinds: tuple[str, ...] = ()
    url: str | None = None

    @property
    def is_default(self) -> bool:
        return not self.kinds

    @property
    def name(self) -> str:
        """Among the houses of the street: `products`, `products-book`."""
        return "-".join((self.house, *self.kinds))

    @property
    def hears_as(self) -> str:
        """Its queue or consumer group is `souk.<this>`."""
        return self.house if self.is_default else f"{self.house}.{'-'.join(self.kinds)}"


_parted: frozenset[str] | None = None


def part_only(houses: Iterable[str]) -> None:
    """Says which houses may be split, once for the process: of the others `SOUK_<HOUSE>_…_URL` is a setting like any, as
    notifications' address of the mail server."""
    global _parted
    _parted = frozenset(houses)
    shares_of.cache_clear()


@lru_cache(maxsize=32)
def shares_of(house: str) -> tuple[Share, ...]:
    """Every share of a house, the default first; the house alone where it is not split."""
    if _parted is not None and house not in _parted:
        return (Share(house, (), None if is_hosted(house) else address_of_house(house)),)
    here = kinds_here(house)
    by_url: dict[str, list[str]] = {}
    for kind, url in share_addresses(house).items():
        if kind not in here:
            by_url.setdefault(url, []).append(kind)
    lives_here = is_hosted(house) and not here
    default = Share(house, (), None if lives_here else address_of_house(house))
    found = [default]
    if here:
        found.append(Share(house, here, None))
    elif not by_url:
        return (default,)
    return (*found, *(Share(house, tuple(sorted(kinds)), url) for url, kinds in sorted(by_url.items())))


def is_split(house: str) -> bool:
    return len(shares_of(house)) > 1


def share_here(house: str) -> Share:
    """The share that a process keeps which hosts the house."""
    here = kinds_here(house)
    return next(share for share in shares_of(house) if share.kinds == here)


def share_of_kind(house: str, kind: str) -> Share:
    return next((share for share in shares_of(house) if kind in share.kinds), shares_of(house)[0])


def share_named_by(house: str, reference: str) -> Share | None:
    """The share that an id or an address says it is of; None when it does not say."""
    shares = shares_of(house)
    if len(shares) == 1:
        return shares[0]
    parts = reference.split("_")
    slug, _, ending = reference.rpartition("-")
    kind = parts[1] if len(parts) == 3 else ending if slug and len(parts) == 1 else ""
    return next((share for share in shares if kind in share.kinds), None)


def may_keep(share: Share, reference: str) -> bool:
    """Whether a share could have made an id or an address: its ids say so, and its addresses have its kind in them, at their end or
    before the shop's name."""
    if "_" in reference:
        named = share_named_by(share.house, reference)
        return named == share or (named is None and share.is_default)
    return share.is_default or any(f"-{kind}-" in f"{reference}-" for kind in share.kinds)


def prefix_of(house: str, prefix: str, kind: str) -> str:
    """What an id of a thing of this kind begins with where it is made: `prd`, or `prd_book` in a share of its own."""
    return prefix if share_here(house).is_default else f"{prefix}_{kind}"


def address_in(house: str, slug: str, kind: str) -> str:
    """An address that no other share gives out: what is made in a share has its kind at its end."""
    if share_here(house).is_default or slug.endswith(f"-{kind}"):
        return slug
    return f"{slug[: 119 - len(kind)].rstrip('-')}-{kind}"


def is_anothers(house: str, slug: str) -> bool:
    """Whether an address belongs to a share elsewhere, and may not be given out here."""
    named = share_named_by(house, slug)
    return named is not None and not named.is_default and named != share_here(house)


MOVED = "kept_as"


def moved_to(kind: str) -> dict[str, str]:
    """What a share adds to its "not found" of a thing that was moved: the kind whose share keeps it now; nothing is the default's."""
    return {MOVED: kind}


def share_moved_to(house: str, said: dict[str, Any]) -> Share | None:
    """Where to ask on after a "not found" with these fields; None when it is simply not found."""
    kind = said.get(MOVED)
    return share_of_kind(house, kind) if isinstance(kind, str) else None


def heard_as(house: str) -> str:
    """The name under which this process's house hears."""
    return share_here(house).hears_as
