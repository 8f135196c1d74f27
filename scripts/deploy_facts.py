"""What deployment must know of each house: read from the code, and the little that code cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from souk.street import STREET, asks

SERVICES = Path(__file__).parents[1] / "src" / "souk" / "services"
#: Every process listens here; the street's own ports are for many processes on one address.
PORT = 8000
#: Who reaches beyond the cluster, and at which ports: the mail server, payment providers. Nobody else gets out.
OUTSIDE = {"notifications": (465, 587), "payments": (443,)}
#: Who answers `/media/…`: pages.
SHOWS_PICTURES = "web"
#: Public keys and revocations are asked of this house by all others.
KEYS = "users"
#: Houses that `compose.mariadb.yaml` moves there, to show the mix.
ON_MARIADB = ("marketing", "shipping")


@dataclass(frozen=True)
class Place:
    """A house as its machines see it. `asks` is everybody it may call; `works` whether it has background work of its own."""

    name: str
    works: bool
    asks: tuple[str, ...]
    has_pictures: bool
    keeps_files: bool
    outside: tuple[int, ...]

    @property
    def variable(self) -> str:
        return f"SOUK_{self.name.upper()}_DATABASE"


@cache
def places() -> list[Place]:
    """The houses in the order of the street."""
    return [_place(house.name, works=house.has_database) for house in STREET]


def asked_by(name: str) -> list[str]:
    """Who may call a house: what its network policy lets in."""
    return [place.name for place in places() if name in place.asks]


def _place(name: str, *, works: bool) -> Place:
    source = "\n".join(path.read_text() for path in sorted((SERVICES / name).rglob("*.py")))
    called = _called(name)
    return Place(
        name=name,
        works=works,
        asks=tuple(other.name for other in STREET if other.name in called),
        has_pictures="souk.kernel.web.media" in source or name == SHOWS_PICTURES,
        keeps_files="settings().data" in source,
        outside=OUTSIDE.get(name, ()),
    )


def _called(name: str) -> set[str]:
    """The gateway carries requests to everybody; the back office looks after every house that keeps data; everybody needs the
    keys; and each house asks whom it asks."""
    called = {KEYS, *asks(name)}
    if name == "gateway":
        called |= {house.name for house in STREET}
    if name == SHOWS_PICTURES:
        called |= {house.name for house in STREET if house.has_database}
    return called - {name}
