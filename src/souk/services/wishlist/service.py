"""The door for neighbours."""

from __future__ import annotations

from souk.contracts.wishlist.calls import (
    ListHolder,
    Marks,
    Moved,
    MovedAll,
    Saved,
    Share,
    SharedList,
    Thing,
    Wishlist,
)
from souk.services.wishlist.use_cases import (
    holding,
    merging,
    moving,
    removing,
    saving,
    sharing,
    showing,
    waiting,
    writing,
)
from souk.vocabulary.ids import UserId, VariationId


class WishlistsService:
    """Implements contracts.wishlist.calls.Wishlists."""

    def wishlist(self, *, holder: ListHolder, cursor: str | None = None, limit: int = 48) -> Wishlist:
        return showing.wishlist(holder, cursor, limit)

    def marks(self, *, holder: ListHolder) -> Marks:
        return holding.marks(holder)

    def save(self, *, holder: ListHolder, thing: Thing) -> Saved:
        return saving.save(holder, thing)

    def remove(self, *, holder: ListHolder, what: str) -> Marks:
        return removing.remove(holder, what)

    def move_to_cart(self, *, holder: ListHolder, item_id: str, cart_token: str | None = None) -> Moved:
        return moving.move_to_cart(holder, item_id, cart_token)

    def move_all(self, *, holder: ListHolder, cart_token: str | None = None) -> MovedAll:
        return moving.move_all(holder, cart_token)

    def merge(self, *, token: str, user_id: UserId) -> Marks:
        return merging.merge(token, user_id)

    def share(self, *, holder: ListHolder, shows_name: bool) -> Share:
        return sharing.share(holder, shows_name)

    def end_sharing(self, *, holder: ListHolder) -> None:
        sharing.end_sharing(holder)

    def shared(self, *, token: str, cursor: str | None = None, limit: int = 48) -> SharedList:
        return showing.shared(token, cursor, limit)

    def choose_letters(self, *, holder: ListHolder, wants: bool, item_id: str | None = None) -> None:
        writing.choose_letters(holder, wants, item_id)

    def end_letters(self, *, token: str) -> None:
        writing.end_letters(token)


class BackInStockService:
    """Implements contracts.wishlist.calls.BackInStock."""

    def tell_when_back(
        self, *, email: str, variation_id: VariationId, address: str, user_id: UserId | None = None
    ) -> None:
        waiting.tell_when_back(email, variation_id, address, user_id)

    def forget_address(self, *, email: str, address: str) -> None:
        waiting.forget(email, address)

    def end_waiting(self, *, token: str) -> None:
        waiting.end(token)
