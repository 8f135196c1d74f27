"""Saving and removing: hearts."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.contracts.wishlist.calls import (
    MAX_WISHES,
    ListHolder,
    NotForSaving,
    Thing,
    WishlistFull,
    WishNotFound,
)
from souk.services.wishlist.models import Entry, List, WatchedProduct
from souk.services.wishlist.rules.merging import join
from souk.services.wishlist.use_cases import auditing, saving
from souk.vocabulary.problems import Invalid, Unavailable
from tests.services.wishlist.conftest import said


def titles(page) -> list[str]:
    return [wish.title for wish in page.items]


def test_a_guests_heart_works_before_signing_in(wishlists, market):
    mug = market.put("Mug", price=1500)
    saved = wishlists.save(holder=ListHolder(), thing=Thing(variation_id=mug))
    assert saved.is_new
    assert saved.marks.variation_ids == [mug]
    page = wishlists.wishlist(holder=ListHolder(token=saved.token))
    assert titles(page) == ["Mug"]
    assert (page.items[0].price.minor, page.items[0].standing, page.items[0].can_move) == (
        1500,
        "in_stock",
        True,
    )
    assert said("wishlist.created") == [
        {
            "item_id": saved.item_id, "wishlist_id": page.wishlist_id, "user_id": None, "variation_id": mug,
            "product_id": market.product_of(mug), "shop_id": None,
        }
    ]  # fmt: skip


def test_a_token_is_never_of_the_guests_own_making(wishlists, market):
    saved = wishlists.save(holder=ListHolder(token="mine"), thing=Thing(variation_id=market.put("Mug")))
    assert saved.token not in (None, "mine")
    assert wishlists.wishlist(holder=ListHolder(token="mine")).items == []
    assert List.objects.filter(token_hash__contains=saved.token).count() == 0


def test_saving_twice_is_once_and_says_so(wishlists, market, ada):
    mug = market.put("Mug")
    first = wishlists.save(holder=ada, thing=Thing(variation_id=mug))
    again = wishlists.save(holder=ada, thing=Thing(variation_id=mug))
    assert (again.item_id, again.is_new, again.marks.count) == (first.item_id, False, 1)
    assert len(said("wishlist.created")) == 1


def test_a_product_with_one_variation_is_saved_as_that(wishlists, market, ada):
    mug = market.put("Mug")
    wishlists.save(holder=ada, thing=Thing(product_id=market.product_of(mug)))
    assert wishlists.marks(holder=ada).variation_ids == [mug]
    assert not wishlists.save(holder=ada, thing=Thing(variation_id=mug)).is_new


def test_a_product_with_a_choice_is_saved_as_a_whole(wishlists, market, ada):
    small = market.put("Shirt", sizes=("S", "M"))
    product_id = market.product_of(small)
    wishlists.save(holder=ada, thing=Thing(product_id=product_id))
    wish = wishlists.wishlist(holder=ada).items[0]
    assert (wish.kind, wish.needs_choice, wish.can_move) == ("product", True, False)
    marks = wishlists.marks(holder=ada)
    assert (marks.whole_product_ids, marks.product_ids, marks.variation_ids) == (
        [product_id],
        [product_id],
        [],
    )


def test_a_shop_can_be_saved_while_it_is_open(wishlists, market, ada):
    kiln, shut = market.shops.open("kiln", "Kiln"), market.shops.open("shut", "Shut", approved=False)
    wishlists.save(holder=ada, thing=Thing(shop_id=kiln.shop_id))
    with pytest.raises(NotForSaving):
        wishlists.save(holder=ada, thing=Thing(shop_id=shut.shop_id))
    page = wishlists.wishlist(holder=ada)
    assert [(w.kind, w.title, w.standing, w.price) for w in page.items] == [("shop", "Kiln", "open", None)]


@pytest.mark.parametrize(
    "thing",
    [
        Thing(),
        Thing(variation_id="var_1", shop_id="shp_1"),
        Thing(variation_id="v", product_id="p", shop_id="s"),
    ],
)
def test_a_wish_is_exactly_one_thing(wishlists, ada, thing):
    with pytest.raises(Invalid) as refused:
        wishlists.save(holder=ada, thing=thing)
    assert refused.value.errors[0].code == "exactly_one"
    assert not List.objects.exists()


def test_what_is_not_on_the_street_cannot_be_saved(wishlists, market, ada):
    hidden = market.put("Hidden")
    market.products.withdraw(hidden)
    for thing in (
        Thing(variation_id=hidden), Thing(variation_id="var_none"), Thing(product_id="prd_none"), Thing(shop_id="shp_none"),
        Thing(product_id="hidden"),
    ):  # fmt: skip
        with pytest.raises(NotForSaving):
            wishlists.save(holder=ada, thing=thing)
    assert not Entry.objects.exists()


def test_products_is_asked_once_for_whatever_many_people_save(wishlists, market):
    mug = market.put("Mug")
    market.products.asked = 0
    for name in ("ada", "eve", "joe"):
        wishlists.save(holder=ListHolder(user_id=f"usr_{name}"), thing=Thing(variation_id=mug))
    assert market.products.asked == 2  # which product it is, and the product


def test_what_is_known_can_be_saved_while_products_is_away_and_other_things_later(wishlists, market, ada):
    mug, lamp = market.put("Mug"), market.put("Lamp")
    wishlists.save(holder=ListHolder(user_id="usr_eve"), thing=Thing(variation_id=mug))
    market.products.vanish()
    assert wishlists.save(holder=ada, thing=Thing(variation_id=mug)).is_new
    with pytest.raises(Unavailable):
        wishlists.save(holder=ada, thing=Thing(variation_id=lamp))
    assert wishlists.marks(holder=ada).count == 1
    market.products.come_back()
    assert wishlists.save(holder=ada, thing=Thing(variation_id=lamp)).is_new


def test_an_event_that_arrives_while_products_is_asked_is_not_overwritten(
    wishlists, market, ada, monkeypatch
):
    mug = market.put("Mug", price=2000)
    product_id, ask_product = market.product_of(mug), market.products.product

    def answered_late(*, id_or_slug):
        answer = ask_product(id_or_slug=id_or_slug)
        market.price(mug, 1000)  # said and heard after products had looked
        return answer

    monkeypatch.setattr(market.products, "product", answered_late)
    wishlists.save(holder=ada, thing=Thing(product_id=product_id))
    assert wishlists.wishlist(holder=ada).items[0].price.minor == 1000


def test_a_full_list_takes_nothing_more_and_loses_nothing(wishlists, market, ada, monkeypatch):
    monkeypatch.setattr(saving, "MAX_WISHES", 2)
    for title in ("One", "Two"):
        wishlists.save(holder=ada, thing=Thing(variation_id=market.put(title)))
    with pytest.raises(WishlistFull):
        wishlists.save(holder=ada, thing=Thing(variation_id=market.put("Three")))
    assert titles(wishlists.wishlist(holder=ada)) == ["Two", "One"]
    assert auditing.violations() == []


def test_removing_twice_is_no_error_and_somebody_elses_is_not_found(wishlists, market, ada):
    mug = market.put("Mug")
    item_id = wishlists.save(holder=ada, thing=Thing(variation_id=mug)).item_id
    eve = ListHolder(user_id="usr_eve")
    wishlists.save(holder=eve, thing=Thing(variation_id=mug))
    for who in (eve, ListHolder(), ListHolder(token="guess")):
        with pytest.raises(WishNotFound):
            wishlists.remove(holder=who, what=item_id)
    assert wishlists.remove(holder=ada, what=item_id).count == 0
    assert wishlists.remove(holder=ada, what=item_id).count == 0
    assert wishlists.marks(holder=eve).count == 1
    assert [(event["item_id"], event["reason"]) for event in said("wishlist.deleted")] == [
        (item_id, "removed")
    ]


def test_a_heart_is_taken_back_by_what_it_stands_for(wishlists, market, ada):
    small = market.put("Shirt", sizes=("S", "M"))
    product_id, kiln = market.product_of(small), market.shops.open()
    save = lambda **thing: wishlists.save(holder=ada, thing=Thing(**thing))  # noqa: E731
    save(product_id=product_id)
    save(variation_id=small)
    assert wishlists.remove(holder=ada, what=small).count == 0  # the variation, and the product it belongs to
    save(product_id=product_id)
    save(variation_id=small)
    save(shop_id=kiln.shop_id)
    assert wishlists.remove(holder=ada, what=product_id).shop_ids == [kiln.shop_id]
    assert wishlists.remove(holder=ada, what=kiln.shop_id).count == 0
    assert wishlists.remove(holder=ada, what="prd_never").count == 0


def test_a_page_of_a_list_is_one_statement_however_long(wishlists, market, ada, count_queries):
    for number in range(12):
        wishlists.save(holder=ada, thing=Thing(variation_id=market.put(f"Thing {number}")))
    asked = market.products.asked
    with count_queries("wishlist") as queries:
        first = wishlists.wishlist(holder=ada, limit=10)
    assert len(queries) == 1
    assert market.products.asked == asked
    rest = wishlists.wishlist(holder=ada, limit=10, cursor=first.next)
    assert (len(first.items), len(rest.items), rest.next) == (10, 2, None)
    assert (first.count, first.items[0].title) == (12, "Thing 11")


def test_hearts_are_one_statement_more_than_finding_the_list(wishlists, market, ada, count_queries):
    wishlists.save(holder=ada, thing=Thing(variation_id=market.put("Mug")))
    with count_queries("wishlist") as queries:
        wishlists.marks(holder=ada)
    assert len(queries) == 2
    with count_queries("wishlist") as queries:
        wishlists.marks(holder=ListHolder())
    assert len(queries) == 0


def test_two_hearts_at_once_are_one_wish(real_databases, market):
    mug = market.put("Mug")
    results, begin = [], threading.Barrier(6)

    def press() -> None:
        from django.db import connections

        begin.wait()
        try:
            results.append(saving.save(ListHolder(user_id="usr_ada"), Thing(variation_id=mug)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(saved.is_new for saved in results) == [False] * 5 + [True]
    assert (List.objects.count(), Entry.objects.count()) == (1, 1)
    assert len(said("wishlist.created")) == 1
    assert auditing.violations() == []


def test_two_different_hearts_at_once_are_both_counted(real_databases, market):
    goods = [market.put(f"Thing {number}") for number in range(4)]
    begin = threading.Barrier(4)

    def press(variation_id: str) -> None:
        from django.db import connections

        begin.wait()
        try:
            saving.save(ListHolder(user_id="usr_ada"), Thing(variation_id=variation_id))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(each,)) for each in goods]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert List.objects.get().entry_count == Entry.objects.count() == 4


def test_signing_in_brings_the_guests_list_once(wishlists, market, ada):
    mug, lamp, rug = market.put("Mug"), market.put("Lamp"), market.put("Rug")
    token = wishlists.save(holder=ListHolder(), thing=Thing(variation_id=mug)).token
    guest = ListHolder(token=token)
    wishlists.save(holder=guest, thing=Thing(variation_id=lamp))
    wishlists.share(holder=guest, shows_name=False)
    wishlists.save(holder=ada, thing=Thing(variation_id=lamp))
    wishlists.save(holder=ada, thing=Thing(variation_id=rug))
    for _ in range(2):
        assert set(wishlists.merge(token=token, user_id=ada.user_id).variation_ids) == {mug, lamp, rug}
    assert wishlists.wishlist(holder=guest).items == []
    assert wishlists.save(holder=guest, thing=Thing(variation_id=mug)).token != token
    assert [event["reason"] for event in said("wishlist.deleted")] == ["merged"]
    assert auditing.violations() == []


def test_merging_with_a_wrong_token_changes_nothing(wishlists, market, ada):
    assert wishlists.merge(token="guess", user_id=ada.user_id).count == 0
    assert not List.objects.exists()


TARGETS = st.lists(st.sampled_from([f"var_{number}" for number in range(12)]), unique=True)


@given(mine=TARGETS, theirs=TARGETS, most=st.integers(1, 12))
def test_a_merge_keeps_all_of_the_users_and_as_much_of_the_guests_as_fits(mine, theirs, most):
    mine = mine[:most]
    guests = [(f"wsh_{place}", target) for place, target in enumerate(theirs)]
    joined = join(mine, guests, most)
    names = dict(guests)
    after = [*mine, *(names[item_id] for item_id in joined.moved)]
    assert len(after) == len(set(after)) == min(most, len(set(mine) | set(theirs)))
    assert sorted([*joined.moved, *joined.left]) == sorted(names)
    again = join(after, guests, most)
    assert again.moved == ()


def test_a_placeholder_is_on_no_list(wishlists, market, ada):
    """Products was asked and knew nothing: what is kept of that is never shown."""
    with pytest.raises(NotForSaving):
        wishlists.save(holder=ada, thing=Thing(product_id="prd_none"))
    assert WatchedProduct.objects.get().is_known is False
    assert auditing.violations() == []


def test_limits_are_what_the_contract_says():
    assert MAX_WISHES == 200
