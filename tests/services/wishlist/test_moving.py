"""Moving into the cart, and sharing."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartHolder
from souk.contracts.wishlist.calls import (
    CannotMove,
    ListHolder,
    SharedListNotFound,
    Thing,
    WishNotFound,
)
from souk.kernel import crashes
from souk.services.wishlist.use_cases import auditing, moving
from souk.vocabulary.problems import Unavailable
from tests.fakes.cart import quantities
from tests.services.wishlist.conftest import said


@pytest.fixture
def saved(wishlists, market, ada):
    def put(title: str, **facts) -> tuple[str, str]:
        variation_id = market.put(title, **facts)
        return variation_id, wishlists.save(holder=ada, thing=Thing(variation_id=variation_id)).item_id

    return put


def in_cart(market, holder) -> dict[str, int]:
    return quantities(market.carts.cart(holder=CartHolder(user_id=holder.user_id)))


def test_moving_puts_one_into_the_cart_and_takes_it_off_the_list(wishlists, market, ada, saved):
    mug, item_id = saved("Mug")
    for _ in range(2):
        moved = wishlists.move_to_cart(holder=ada, item_id=item_id)
        assert (moved.variation_id, moved.cart_quantity, moved.marks.count) == (mug, 1, 0)
    assert in_cart(market, ada) == {mug: 1}
    assert [event["reason"] for event in said("wishlist.deleted")] == ["moved_to_cart"]


def test_dying_between_cart_and_list_leaves_it_in_both_and_once_in_the_cart(
    wishlists, market, ada, saved, monkeypatch
):
    mug, item_id = saved("Mug")

    def die(*_):
        raise crashes.Crashed if hasattr(crashes, "Crashed") else RuntimeError("the process died")

    with monkeypatch.context() as here:
        here.setattr(moving, "_leave", die)
        with pytest.raises(Exception):  # noqa: B017
            wishlists.move_to_cart(holder=ada, item_id=item_id)
    assert (in_cart(market, ada), wishlists.marks(holder=ada).count) == ({mug: 1}, 1)
    wishlists.move_to_cart(holder=ada, item_id=item_id)
    assert (in_cart(market, ada), wishlists.marks(holder=ada).count) == ({mug: 1}, 0)


def test_what_was_taken_out_of_the_cart_after_a_crash_is_not_lost(wishlists, market, ada, saved, monkeypatch):
    mug, item_id = saved("Mug")
    with monkeypatch.context() as here:
        here.setattr(moving, "_leave", lambda *_: None)
        wishlists.move_to_cart(holder=ada, item_id=item_id)
    market.carts.clear(holder=CartHolder(user_id=ada.user_id))
    wishlists.move_to_cart(holder=ada, item_id=item_id)
    assert (in_cart(market, ada), wishlists.marks(holder=ada).count) == ({mug: 1}, 0)


def test_what_cannot_be_had_stays_on_the_list_and_says_why(wishlists, market, ada, saved):
    out, out_item = saved("Lamp")
    withdrawn, withdrawn_item = saved("Rug")
    _, gone_item = gone = saved("Vase")
    market.stock(out, 0)
    market.withdraw(withdrawn)
    market.delete(gone[0])
    for item_id, reason in (
        (out_item, "sold_out"),
        (withdrawn_item, "not_for_sale"),
        (gone_item, "not_for_sale"),
    ):
        with pytest.raises(CannotMove) as refused:
            wishlists.move_to_cart(holder=ada, item_id=item_id)
        assert refused.value.extra["reason"] == reason
    assert (in_cart(market, ada), wishlists.marks(holder=ada).count) == ({}, 3)


def test_the_cart_knows_better_than_the_list(wishlists, market, ada, saved):
    mug, item_id = saved("Mug", stock=1)
    market.carts.add_item(holder=CartHolder(user_id=ada.user_id), variation_id=mug, quantity=1)
    with pytest.raises(CannotMove) as refused:
        wishlists.move_to_cart(holder=ada, item_id=item_id)
    assert refused.value.extra["reason"] == "all_in_cart"
    market.carts.goods[mug].is_sellable = False  # the event is on its way
    with pytest.raises(CannotMove) as refused:
        wishlists.move_to_cart(holder=ada, item_id=item_id)
    assert refused.value.extra["reason"] == "not_for_sale"


def test_shops_and_products_with_a_choice_do_not_go_into_a_cart(wishlists, market, ada):
    small, kiln = market.put("Shirt", sizes=("S", "M")), market.shops.open()
    for thing, reason in (
        (Thing(product_id=market.product_of(small)), "needs_choice"), (Thing(shop_id=kiln.shop_id), "shop"),
    ):  # fmt: skip
        item_id = wishlists.save(holder=ada, thing=thing).item_id
        with pytest.raises(CannotMove) as refused:
            wishlists.move_to_cart(holder=ada, item_id=item_id)
        assert refused.value.extra["reason"] == reason


def test_a_guest_gets_a_cart_with_the_first_thing_moved(wishlists, market):
    mug, lamp = market.put("Mug"), market.put("Lamp")
    token = wishlists.save(holder=ListHolder(), thing=Thing(variation_id=mug)).token
    guest = ListHolder(token=token)
    wishlists.save(holder=guest, thing=Thing(variation_id=lamp))
    first, second = [wish.item_id for wish in wishlists.wishlist(holder=guest).items]
    moved = wishlists.move_to_cart(holder=guest, item_id=first)
    again = wishlists.move_to_cart(holder=guest, item_id=second, cart_token=moved.cart_token)
    assert (again.cart_token, again.cart_quantity) == (moved.cart_token, 2)


def test_somebody_elses_wish_is_not_found(wishlists, market, ada, saved):
    mug, item_id = saved("Mug")
    eve = ListHolder(user_id="usr_eve")
    wishlists.save(holder=eve, thing=Thing(variation_id=mug))
    for who in (eve, ListHolder(), ListHolder(token="guess")):
        with pytest.raises(WishNotFound):
            wishlists.move_to_cart(holder=who, item_id=item_id)
    assert wishlists.marks(holder=ada).count == 1


def test_nothing_leaves_the_list_while_cart_is_away(wishlists, market, ada, saved):
    _, item_id = saved("Mug")
    market.carts.is_away = True
    with pytest.raises(Unavailable):
        wishlists.move_to_cart(holder=ada, item_id=item_id)
    with pytest.raises(Unavailable):
        wishlists.move_all(holder=ada)
    assert wishlists.marks(holder=ada).count == 1


def test_everything_moves_and_what_cannot_is_told(wishlists, market, ada, saved):
    mug, _ = saved("Mug")
    out, out_item = saved("Lamp")
    rug, _ = saved("Rug")
    wishlists.save(holder=ada, thing=Thing(shop_id=market.shops.open().shop_id))
    market.stock(out, 0)
    done = wishlists.move_all(holder=ada)
    assert (len(done.moved), done.cart_quantity, done.waiting) == (2, 2, 0)
    assert [(each.item_id, each.title) for each in done.not_moved] == [(out_item, "Lamp")]
    assert in_cart(market, ada) == {mug: 1, rug: 1}
    again = wishlists.move_all(holder=ada)
    assert (again.moved, again.cart_quantity) == ([], None)
    assert auditing.violations() == []


def test_a_guest_without_anything_moves_nothing(wishlists, market):
    done = wishlists.move_all(holder=ListHolder())
    assert (done.moved, done.not_moved, done.cart_token) == ([], [], None)


def test_a_shared_list_shows_things_and_no_person(wishlists, market, ada, saved):
    saved("Mug", price=1500)
    token = wishlists.share(holder=ada, shows_name=False).token
    seen = wishlists.shared(token=token)
    assert (seen.owner, [thing.title for thing in seen.items]) == ("", ["Mug"])
    text = seen.model_dump_json()
    for secret in (ada.user_id, "wsh_", "wsl_", "Byron", "ada@example.org", "added_at"):
        assert secret not in text


def test_a_first_name_is_shown_only_where_its_owner_says_so(wishlists, market, ada, saved):
    saved("Mug")
    token = wishlists.share(holder=ada, shows_name=True).token
    assert wishlists.shared(token=token).owner == "Ada"
    assert wishlists.share(holder=ada, shows_name=False).token == token
    assert wishlists.shared(token=token).owner == ""


def test_a_link_that_was_ended_opens_nothing_and_the_next_is_another(wishlists, market, ada, saved):
    saved("Mug")
    before = wishlists.share(holder=ada, shows_name=False).token
    wishlists.end_sharing(holder=ada)
    wishlists.end_sharing(holder=ada)
    for token in (before, "", "guess"):
        with pytest.raises(SharedListNotFound):
            wishlists.shared(token=token)
    after = wishlists.share(holder=ada, shows_name=False).token
    assert after != before
    assert len(after) >= 24
    assert wishlists.shared(token=after).count == 1


def test_an_empty_list_has_no_link(wishlists, market, ada):
    with pytest.raises(WishNotFound):
        wishlists.share(holder=ada, shows_name=False)
    wishlists.end_sharing(holder=ListHolder())
