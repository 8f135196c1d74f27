"""The promises of wishlist, kept by the house, by the house as if it were far away (asked twice), and by its fake."""

from __future__ import annotations

import pytest

from souk.contracts.wishlist.calls import (
    CannotMove,
    LettersTokenInvalid,
    ListHolder,
    NotForSaving,
    SharedListNotFound,
    Thing,
    Wishlists,
    WishNotFound,
)
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.wishlist.models import List
from souk.services.wishlist.service import WishlistsService
from souk.vocabulary.problems import Invalid
from tests.fakes.wishlist import FakeWishlists, OnStreet


class Promised:
    """Wishlists, with a mug, a lamp that is sold out, a shirt in two sizes and a shop on the street."""

    def __init__(self, kind: str, market) -> None:
        self.mug, self.lamp = market.put("Mug", price=1500, stock=20), market.put("Lamp", stock=0)
        self.small = market.put("Shirt", sizes=("S", "M"))
        self.shirt = market.product_of(self.small)
        self.kiln = market.shops.open("kiln", "Kiln").shop_id
        account = market.users.open()
        self.ada = ListHolder(user_id=account.user_id)
        house = WishlistsService()
        self.wishlists = house if kind == "house" else Rehearsal(Wishlists, house)
        if kind == "fake":
            fake = self.wishlists = FakeWishlists(market.carts)
            fake.shops, fake.names = {self.kiln: "Kiln"}, {account.user_id: account.name}
            fake.things = [
                OnStreet("Mug", market.product_of(self.mug), self.mug, 1500, 20),
                OnStreet("Lamp", market.product_of(self.lamp), self.lamp, 2000, 0),
                *(OnStreet("Shirt", self.shirt, each) for each in market.variations_of(self.small)),
            ]
        self.is_fake = kind == "fake"

    def save(self, holder: ListHolder | None = None, **thing: str):
        return self.wishlists.save(holder=holder or self.ada, thing=Thing(**thing))

    def letters_token(self) -> str:
        wishlist_id = self.wishlists.wishlist(holder=self.ada).wishlist_id
        return f"letters-{wishlist_id}" if self.is_fake else List.objects.get().letters_token


@pytest.fixture(params=["house", "far away", "fake"])
def promised(request, market):
    return Promised(request.param, market)


def test_a_list_lives(promised):
    wishlists, ada = promised.wishlists, promised.ada
    token = promised.save(ListHolder(), variation_id=promised.mug).token
    guest = ListHolder(token=token)
    promised.save(guest, shop_id=promised.kiln)
    promised.save(guest, product_id=promised.shirt)
    promised.save(ada, variation_id=promised.lamp)
    assert promised.save(ada, variation_id=promised.lamp).is_new is False
    assert wishlists.merge(token=token, user_id=ada.user_id).count == 4
    assert wishlists.merge(token=token, user_id=ada.user_id).count == 4
    page = wishlists.wishlist(holder=ada, limit=3)
    assert [(w.title, w.kind) for w in page.items] == [
        ("Lamp", "variation"),
        ("Shirt", "product"),
        ("Kiln", "shop"),
    ]
    rest = wishlists.wishlist(holder=ada, cursor=page.next)
    assert [w.title for w in rest.items] == ["Mug"]
    assert (page.count, rest.next, page.token) == (4, None, None)
    assert (rest.items[0].price.minor, rest.items[0].standing, page.items[0].standing) == (
        1500,
        "in_stock",
        "out_of_stock",
    )
    marks = wishlists.remove(holder=ada, what=promised.small)
    assert (marks.count, marks.variation_ids, marks.shop_ids) == (
        3,
        [promised.mug, promised.lamp],
        [promised.kiln],
    )
    assert wishlists.marks(holder=guest).count == 0


def test_refusals(promised):
    wishlists, ada = promised.wishlists, promised.ada
    for thing, refusal in (
        ({}, Invalid), ({"variation_id": "var_1", "product_id": "prd_1"}, Invalid), ({"variation_id": "var_none"}, NotForSaving),
        ({"shop_id": "shp_none"}, NotForSaving), ({"product_id": "prd_none"}, NotForSaving),
    ):  # fmt: skip
        with pytest.raises(refusal):
            promised.save(**thing)
    for call in (
        lambda: wishlists.remove(holder=ada, what="wsh_none"),
        lambda: wishlists.move_to_cart(holder=ada, item_id="wsh_none"),
        lambda: wishlists.choose_letters(holder=ada, wants=True, item_id="wsh_none"),
    ):
        with pytest.raises(WishNotFound):
            call()
    with pytest.raises(SharedListNotFound):
        wishlists.shared(token="guess")
    with pytest.raises(LettersTokenInvalid):
        wishlists.end_letters(token="guess")


def test_things_move_into_the_cart(promised):
    wishlists, ada = promised.wishlists, promised.ada
    mug = promised.save(variation_id=promised.mug).item_id
    lamp = promised.save(variation_id=promised.lamp).item_id
    for item_id, reason in (
        (lamp, "sold_out"), (promised.save(shop_id=promised.kiln).item_id, "shop"),
        (promised.save(product_id=promised.shirt).item_id, "needs_choice"),
    ):  # fmt: skip
        with pytest.raises(CannotMove) as refused:
            wishlists.move_to_cart(holder=ada, item_id=item_id)
        assert refused.value.extra["reason"] == reason
    for _ in range(2):
        moved = wishlists.move_to_cart(holder=ada, item_id=mug)
        assert (moved.variation_id, moved.cart_quantity, moved.marks.count) == (promised.mug, 1, 3)
    promised.save(variation_id=promised.small)
    done = wishlists.move_all(holder=ada)
    assert [each.item_id for each in done.not_moved] == [lamp]
    assert done.marks.count == 3


def test_a_list_is_shared(promised):
    wishlists, ada = promised.wishlists, promised.ada
    promised.save(variation_id=promised.mug)
    share = wishlists.share(holder=ada, shows_name=True)
    assert wishlists.share(holder=ada, shows_name=True) == share
    seen = wishlists.shared(token=share.token)
    assert (seen.owner, seen.count, [thing.title for thing in seen.items]) == ("Ada", 1, ["Mug"])
    wishlists.end_sharing(holder=ada)
    with pytest.raises(SharedListNotFound):
        wishlists.shared(token=share.token)
    assert wishlists.wishlist(holder=ada).share is None


def test_letters_are_chosen(promised):
    wishlists, ada = promised.wishlists, promised.ada
    item_id = promised.save(variation_id=promised.mug).item_id
    wishlists.choose_letters(holder=ada, wants=True)
    wishlists.choose_letters(holder=ada, wants=False, item_id=item_id)
    page = wishlists.wishlist(holder=ada)
    assert (page.wants_letters, page.items[0].is_quiet) == (True, True)
    wishlists.end_letters(token=promised.letters_token())
    assert not wishlists.wishlist(holder=ada).wants_letters
