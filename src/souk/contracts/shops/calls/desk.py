"""What the back office asks of shops: everybody's, in every state."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from souk.contracts.shops.calls import ShopStatus
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, ShopId, UserId
from souk.vocabulary.pages import Page

#: `name`: without regard to capitals; `applied`: when it was asked for. With a minus the other way round.
ShopSort = Literal["-applied", "applied", "name", "-name"]


class ShopFilter(Message):
    """Which shops; what is empty or null filters nothing. `name`: the beginning of it, or of it from one of its words on; accents and
    capitals do not matter. `country`: two letters. `is_active`: the owner's switch. `since` (with) and `until` (without): when it was
    asked for."""

    name: str = ""
    status: str = ""
    owner_id: UserId = ""
    country: str = ""
    is_verified: bool | None = None
    is_active: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class ShopRow(Message):
    """A line of the list of everybody's shops."""

    shop_id: ShopId
    owner_id: UserId
    slug: str
    name: str
    city: str
    country: str
    status: ShopStatus
    is_active: bool
    is_verified: bool
    created_at: datetime


class ShopDesk(Protocol):
    """Everybody's shops, for staff: whoever asks has to see to it that they are."""

    @query()
    def search(
        self, *, wanted: ShopFilter, sort: ShopSort = "-applied", cursor: str | None = None, limit: int = 50
    ) -> Page[ShopRow]:
        """Raises BadCursor, also for a cursor of another order."""
        ...

    @query()
    def namesakes(self, *, shop_id: ShopId) -> list[ShopRow]:
        """Other approved shops of the same name, whatever its capitals, accents and blanks; five at most. Raises ShopNotFound."""
        ...

    @command()
    def close_shop(self, *, key: Key, shop_id: ShopId, reason: str) -> None:
        """For good, by the market. `reason` is for the owner, up to 500 characters. Raises ShopNotFound; Invalid without a reason."""
        ...
