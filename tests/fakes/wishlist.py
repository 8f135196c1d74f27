"""A fake of wishlist: lists in memory, of things that a test puts on the street, moved into a fake cart."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from souk.contracts.cart.calls import CartHolder, NotEnoughStock
from souk.contracts.wishlist.calls import (
    MAX_WISHES,
    CannotMove,
    LettersTokenInvalid,
    ListHolder,
    Marks,
    Moved,
    MovedAll,
    NotForSaving,
    NotMoved,
    Saved,
    Share,
    SharedList,
    SharedListNotFound,
    Shown,
    Thing,
    Wish,
    Wishlist,
    WishlistFull,
    WishNotFound,
)
from souk.kernel import clock
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable, invalid
from tests.fakes.cart import FakeCarts


@dataclass
class OnStreet:
    """Something that can be saved; a test may change it. `variation_id` is empty for a product with a choice."""

    title: str
    product_id: str
    variation_id: str = ""
    price: int = 2000
    stock: int = 5


@dataclass
class _Entry:
    item_id: str
    thing: OnStreet | None
    shop_id: str
    price_when_added: int
    is_quiet: bool = False

    @property
    def target(self) -> str:
        return (self.thing.variation_id or self.thing.product_id) if self.thing else self.shop_id


@dataclass
class _Kept:
    wishlist_id: str
    token: str | None
    entries: list[_Entry] = field(default_factory=list)
    former: dict[str, str] = field(default_factory=dict)
    wants_letters: bool = False
    share: Share | None = None


class FakeWishlists:
    """`things` and `shops` (id → name) can be saved; `names` of users, for sharing; `sellers` save nothing; `vanish()` makes every call unavailable."""

    def __init__(self, carts: FakeCarts | None = None) -> None:
        self.carts = carts or FakeCarts()
        self.things: list[OnStreet] = []
        self.shops: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.sellers: set[str] = set()
        self.asked = 0
        self._lists: dict[str, _Kept] = {}
        self._count = 0
        self._gone = False

    def vanish(self) -> None:
        self._gone = True

    def come_back(self) -> None:
        self._gone = False

    def wishlist(self, *, holder: ListHolder, cursor: str | None = None, limit: int = 48) -> Wishlist:
        kept = self._find(holder)
        if kept is None or holder.user_id in self.sellers:
            is_archived = holder.user_id in self.sellers
            return Wishlist(wishlist_id=None, token=None, count=0, items=[], is_archived=is_archived)
        rest = [entry for entry in reversed(kept.entries) if cursor is None or entry.item_id < cursor]
        return Wishlist(
            wishlist_id=kept.wishlist_id, token=kept.token, count=len(kept.entries),
            items=[self._wish(entry) for entry in rest[:limit]],
            next=rest[limit - 1].item_id if len(rest) > limit else None,
            wants_letters=kept.wants_letters, share=kept.share,
        )  # fmt: skip

    def marks(self, *, holder: ListHolder) -> Marks:
        marks = self._marks(self._find(holder))
        return Marks(count=0, is_archived=True) if holder.user_id in self.sellers else marks

    def save(self, *, holder: ListHolder, thing: Thing) -> Saved:
        if sum(value is not None for value in (thing.variation_id, thing.product_id, thing.shop_id)) != 1:
            raise invalid("/variation_id", "Exactly one.", "exactly_one")
        kept = self._find(holder)
        found = self._on_street(thing)
        if kept is None:
            token = None if holder.user_id else f"fake-list-{self._next()}"
            kept = self._lists[holder.user_id or token or ""] = _Kept(f"wsl_fake{self._next()}", token)
        before = next((entry for entry in kept.entries if entry.target == found.target), None)
        if before is None:
            if len(kept.entries) >= MAX_WISHES:
                raise WishlistFull()
            kept.entries.append(found)
        item_id = (before or found).item_id
        return Saved(item_id=item_id, token=kept.token, is_new=before is None, marks=self._marks(kept))

    def remove(self, *, holder: ListHolder, what: str) -> Marks:
        kept = self._find(holder)
        known = {*kept.former, *(entry.item_id for entry in kept.entries)} if kept else set()
        if what.startswith("wsh_") and what not in known:
            raise WishNotFound()
        if kept is not None:
            whole = {each.product_id for each in self.things if each.variation_id == what}
            self._leave(
                kept,
                [
                    entry.item_id
                    for entry in kept.entries
                    if what in (entry.item_id, entry.target)
                    or (entry.thing and entry.thing.product_id == what)
                    or entry.target in whole
                ],
            )
        return self._marks(kept)

    def move_to_cart(self, *, holder: ListHolder, item_id: str, cart_token: str | None = None) -> Moved:
        kept = self._find(holder)
        if kept is None:
            raise WishNotFound()
        into = CartHolder(user_id=holder.user_id, token=cart_token)
        entry = next((entry for entry in kept.entries if entry.item_id == item_id), None)
        if entry is not None:
            cart = self._put_in(into, entry)
            self._leave(kept, [item_id], entry.target)
        elif kept.former.get(item_id):
            cart = self.carts.cart(holder=into)
        else:
            raise WishNotFound()
        return Moved(
            item_id=item_id, variation_id=kept.former[item_id], cart_token=cart.token, cart_quantity=cart.quantity,
            marks=self._marks(kept),
        )  # fmt: skip

    def move_all(self, *, holder: ListHolder, cart_token: str | None = None) -> MovedAll:
        kept = self._find(holder)
        moved, stayed, last = [], [], None
        for entry in [e for e in reversed(kept.entries) if e.thing and e.thing.variation_id] if kept else []:
            try:
                last = self.move_to_cart(holder=holder, item_id=entry.item_id, cart_token=cart_token)
                cart_token = last.cart_token
                moved.append(entry.item_id)
            except CannotMove as refusal:
                assert entry.thing
                stayed.append(NotMoved(item_id=entry.item_id, title=entry.thing.title, reason=refusal.detail))
        return MovedAll(
            moved=moved, not_moved=stayed, waiting=0, cart_token=last.cart_token if last else None,
            cart_quantity=last.cart_quantity if last else None, marks=self._marks(kept),
        )  # fmt: skip

    def merge(self, *, token: str, user_id: str) -> Marks:
        guest = self._find(ListHolder(token=token))
        if guest is not None:
            del self._lists[token]
            mine = self._lists.setdefault(user_id, _Kept(f"wsl_fake{self._next()}", None))
            there = {entry.target for entry in mine.entries}
            mine.entries += [entry for entry in guest.entries if entry.target not in there]
            mine.entries.sort(key=lambda entry: entry.item_id)
        return self.marks(holder=ListHolder(user_id=user_id))

    def share(self, *, holder: ListHolder, shows_name: bool) -> Share:
        kept = self._find(holder)
        if kept is None:
            raise WishNotFound()
        token = kept.share.token if kept.share else f"fake-share-{self._next()}"
        kept.share = Share(token=token, shows_name=shows_name and holder.user_id in self.names)
        return kept.share

    def end_sharing(self, *, holder: ListHolder) -> None:
        kept = self._find(holder)
        if kept is not None:
            kept.share = None

    def shared(self, *, token: str, cursor: str | None = None, limit: int = 48) -> SharedList:
        for user_id, kept in self._lists.items():
            if kept.share and kept.share.token == token:
                page = self.wishlist(
                    holder=ListHolder(user_id=user_id, token=kept.token), cursor=cursor, limit=limit
                )
                owner = self.names[user_id].split()[0] if kept.share.shows_name else ""
                items = [
                    Shown(**{name: getattr(wish, name) for name in Shown.model_fields}) for wish in page.items
                ]
                return SharedList(owner=owner, count=page.count, items=items, next=page.next)
        raise SharedListNotFound()

    def choose_letters(self, *, holder: ListHolder, wants: bool, item_id: str | None = None) -> None:
        kept = self._find(holder)
        if kept is None or not holder.user_id:
            raise WishNotFound()
        if item_id is None:
            kept.wants_letters = wants
            return
        for entry in kept.entries:
            if entry.item_id == item_id:
                entry.is_quiet = not wants
                return
        raise WishNotFound()

    def end_letters(self, *, token: str) -> None:
        for kept in self._lists.values():
            if token == f"letters-{kept.wishlist_id}":
                kept.wants_letters = False
                return
        raise LettersTokenInvalid()

    def _find(self, holder: ListHolder) -> _Kept | None:
        self.asked += 1
        if self._gone:
            raise Unavailable("wishlist rests")
        return self._lists.get(holder.user_id or holder.token or "")

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _on_street(self, thing: Thing) -> _Entry:
        item_id = f"wsh_{self._next():06}"
        if thing.shop_id in self.shops:
            return _Entry(item_id, None, thing.shop_id or "", 0)
        of_product = [each for each in self.things if each.product_id == thing.product_id]
        one = [each for each in self.things if thing.variation_id and each.variation_id == thing.variation_id]
        found = (of_product if len(of_product) == 1 else []) or one
        if found:
            return _Entry(item_id, found[0], "", found[0].price)
        if of_product:
            return _Entry(item_id, replace(of_product[0], variation_id=""), "", of_product[0].price)
        raise NotForSaving()

    def _put_in(self, into: CartHolder, entry: _Entry):
        if entry.thing is None or not entry.thing.variation_id:
            raise CannotMove(reason="shop" if entry.thing is None else "needs_choice")
        if not entry.thing.stock:
            raise CannotMove(f"{entry.thing.title} is sold out.", reason="sold_out")
        try:
            return self.carts.put_in(
                key=entry.item_id, holder=into, variation_id=entry.thing.variation_id, quantity=1
            )
        except NotEnoughStock as refusal:
            reason = "all_in_cart" if refusal.extra.get("available") else "sold_out"
            raise CannotMove(f"{entry.thing.title} is sold out.", reason=reason) from refusal

    def _leave(self, kept: _Kept, item_ids: list[str], variation_id: str = "") -> None:
        kept.entries = [entry for entry in kept.entries if entry.item_id not in item_ids]
        kept.former |= dict.fromkeys(item_ids, variation_id)

    def _marks(self, kept: _Kept | None) -> Marks:
        entries = kept.entries if kept else []
        things = [entry.thing for entry in entries if entry.thing]
        return Marks(
            count=len(entries),
            variation_ids=[thing.variation_id for thing in things if thing.variation_id],
            whole_product_ids=[thing.product_id for thing in things if not thing.variation_id],
            product_ids=list(dict.fromkeys(thing.product_id for thing in things)),
            shop_ids=[entry.shop_id for entry in entries if entry.shop_id],
        )

    def _wish(self, entry: _Entry) -> Wish:
        own = {"item_id": entry.item_id, "added_at": clock.now(), "is_quiet": entry.is_quiet}
        if entry.thing is None:
            name = self.shops[entry.shop_id]
            return Wish(
                kind="shop", shop_id=entry.shop_id, shop_slug=name.lower(), shop_name=name, title=name, standing="open", **own
            )  # fmt: skip
        thing = entry.thing
        less = (entry.price_when_added - thing.price) * 100 // entry.price_when_added
        return Wish(
            kind="variation" if thing.variation_id else "product", variation_id=thing.variation_id or None,
            product_id=thing.product_id, product_slug=thing.title.lower(), shop_id="shp_1", shop_slug="shop",
            shop_name="Shop", title=thing.title, price=Money.of(thing.price),
            standing=("in_stock" if thing.stock > 10 else "low_stock") if thing.stock else "out_of_stock",
            left=thing.stock if 0 < thing.stock <= 10 else None,
            needs_choice=not thing.variation_id, can_move=bool(thing.variation_id and thing.stock),
            price_when_added=Money.of(entry.price_when_added), percent_less=max(0, less),
            news=["price_dropped"] if less > 0 and thing.stock else [], **own,
        )  # fmt: skip
