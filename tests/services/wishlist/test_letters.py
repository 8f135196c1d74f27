"""Letters: who is told what, once, and not too often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.contracts.wishlist.calls import LettersTokenInvalid, ListHolder, Thing, WishNotFound
from souk.kernel import clock
from souk.services.wishlist.models import Entry, List, WatchedProduct
from souk.services.wishlist.rules.prices import is_worth_telling, percent_less
from souk.services.wishlist.use_cases.writing import write_letters
from tests.services.wishlist.conftest import said

HOUR = 3600


@pytest.fixture
def mug(wishlists, market, ada) -> str:
    """On Ada's list; she wants letters."""
    mug = market.put("Mug", price=2000, stock=20)
    wishlists.save(holder=ada, thing=Thing(variation_id=mug))
    wishlists.choose_letters(holder=ada, wants=True)
    return mug


def letters() -> list[list[tuple[str, str]]]:
    return [
        [(news["title"], news["kind"]) for news in letter["news"]]
        for letter in said("wishlist.letter.requested")
    ]


def write_after(seconds: float) -> int:
    with clock.shifted(seconds):
        return write_letters()


def test_a_price_that_fell_is_told_once(market, ada, mug):
    market.price(mug, 1500)
    assert write_after(299) == 0
    assert write_after(301) == 1
    assert write_after(302) == 0
    assert write_after(48 * HOUR) == 0
    (letter,) = said("wishlist.letter.requested")
    assert (letter["email"], letter["user_id"]) == ("ada@example.org", ada.user_id)
    (news,) = letter["news"]
    assert (news["price"]["amount"], news["price_before"]["amount"]) == ("15.00", "20.00")
    assert news["path"] == f"/products/mug?variation={mug}"


def test_a_small_fall_is_not_worth_a_letter_but_many_small_ones_are(market, mug):
    market.price(mug, 1950)
    assert write_after(400) == 0
    market.price(mug, 1900)
    assert write_after(800) == 1


def test_a_price_is_told_again_only_when_it_falls_below_what_was_told(market, mug):
    market.price(mug, 1500)
    write_after(400)
    with clock.shifted(48 * HOUR):
        market.price(mug, 2200)
        market.price(mug, 1600)
        assert write_after(400) == 0
        market.price(mug, 1400)
        assert write_after(800) == 1
    assert len(letters()) == 2


def test_what_comes_back_is_told_once(market, mug):
    market.stock(mug, 0)
    assert write_after(400) == 0
    with clock.shifted(1000):
        market.stock(mug, 4)
        assert write_after(400) == 1
        assert write_after(500) == 0
    assert letters() == [[("Mug", "back_in_stock")]]


def test_what_was_saved_sold_out_is_told_when_it_comes(wishlists, market, ada, mug):
    lamp = market.put("Lamp", stock=0)
    wishlists.save(holder=ada, thing=Thing(variation_id=lamp))
    with clock.shifted(10):
        market.stock(lamp, 1)
    assert write_after(400) == 1
    assert letters() == [[("Lamp", "back_in_stock")]]


def test_what_is_sold_out_again_by_then_is_no_news(market, mug):
    market.stock(mug, 0)
    with clock.shifted(10):
        market.stock(mug, 1)
        market.stock(mug, 0)
    assert write_after(400) == 0
    assert letters() == []


def test_a_flapping_stock_does_not_send_ten_letters(market, mug):
    for minute in range(0, 600, 40):
        with clock.shifted(minute * 60):
            market.stock(mug, 0)
            market.stock(mug, 3)
            write_letters()
    assert len(letters()) == 1
    assert write_after(36 * HOUR) == 1  # it came back since, and is there
    assert write_after(72 * HOUR) == 0


def test_a_price_that_falls_in_the_quiet_time_is_told_when_that_is_over(market, mug):
    market.price(mug, 1500)
    write_after(400)
    with clock.shifted(HOUR):
        market.price(mug, 1000)
    assert write_after(2 * HOUR) == 0
    assert write_after(25 * HOUR) == 1
    assert [
        news["price_before"]["amount"]
        for letter in said("wishlist.letter.requested")
        for news in letter["news"]
    ] == [
        "20.00",
        "15.00",
    ]


def test_what_happens_at_once_is_one_letter(wishlists, market, ada, mug):
    lamp, rug = market.put("Lamp", price=9000, stock=0), market.put("Rug", price=5000)
    for each in (lamp, rug):
        wishlists.save(holder=ada, thing=Thing(variation_id=each))
    with clock.shifted(10):
        market.stock(lamp, 2)
        market.price(rug, 3000)
        market.price(mug, 100)
    assert write_after(400) == 1
    assert sorted(letters()[0]) == [
        ("Lamp", "back_in_stock"),
        ("Mug", "price_dropped"),
        ("Rug", "price_dropped"),
    ]


def test_everybody_who_wants_it_is_told(wishlists, market, mug):
    for name in ("eve", "joe"):
        someone = market.users.open(f"{name}@example.org", name=name)
        wishlists.save(holder=ListHolder(user_id=someone.user_id), thing=Thing(variation_id=mug))
        wishlists.choose_letters(holder=ListHolder(user_id=someone.user_id), wants=name == "eve")
    wishlists.save(holder=ListHolder(), thing=Thing(variation_id=mug))
    market.price(mug, 1000)
    assert write_after(400) == 2
    assert sorted(letter["email"] for letter in said("wishlist.letter.requested")) == [
        "ada@example.org",
        "eve@example.org",
    ]


def test_a_product_saved_as_a_whole_is_told_of_too(wishlists, market, ada, mug):
    small = market.put("Shirt", sizes=("S", "M"), price=3000, stock=0)
    wishlists.save(holder=ada, thing=Thing(product_id=market.product_of(small)))
    with clock.shifted(10):
        market.stock(small, 2)
    assert write_after(400) == 1
    with clock.shifted(48 * HOUR):
        market.price(small, 2000)
        assert write_after(400) == 1
    assert letters() == [[("Shirt", "back_in_stock")], [("Shirt", "price_dropped")]]


def test_nobody_is_written_to_who_did_not_ask(wishlists, market, ada):
    mug = market.put("Mug", price=2000)
    wishlists.save(holder=ada, thing=Thing(variation_id=mug))
    market.price(mug, 1000)
    assert write_after(400) == 0
    assert WatchedProduct.objects.get().news_at is None


def test_who_begins_to_want_letters_is_not_told_what_is_on_the_page_already(wishlists, market, ada):
    mug = market.put("Mug", price=2000)
    wishlists.save(holder=ada, thing=Thing(variation_id=mug))
    market.price(mug, 1000)
    wishlists.choose_letters(holder=ada, wants=True)
    assert write_after(400) == 0
    with clock.shifted(500):
        market.price(mug, 900)
        assert write_after(400) == 1
    assert said("wishlist.letter.requested")[0]["news"][0]["price_before"]["amount"] == "10.00"


def test_one_thing_can_be_left_out(wishlists, market, ada, mug):
    item_id = wishlists.wishlist(holder=ada).items[0].item_id
    wishlists.choose_letters(holder=ada, wants=False, item_id=item_id)
    assert wishlists.wishlist(holder=ada).items[0].is_quiet
    market.price(mug, 1000)
    assert write_after(400) == 0
    with pytest.raises(WishNotFound):
        wishlists.choose_letters(holder=ListHolder(user_id="usr_eve"), wants=False, item_id=item_id)
    with pytest.raises(WishNotFound):
        wishlists.choose_letters(holder=ada, wants=True, item_id="wsh_none")


def test_guests_have_no_address_to_write_to(wishlists, market):
    saved = wishlists.save(holder=ListHolder(), thing=Thing(variation_id=market.put("Mug")))
    with pytest.raises(WishNotFound):
        wishlists.choose_letters(holder=ListHolder(token=saved.token), wants=True)


def test_the_link_in_a_letter_ends_them(wishlists, market, ada, mug):
    market.price(mug, 1500)
    write_after(400)
    token = said("wishlist.letter.requested")[0]["token"]
    for _ in range(2):
        wishlists.end_letters(token=token)
    assert not wishlists.wishlist(holder=ada).wants_letters
    with clock.shifted(48 * HOUR):
        market.price(mug, 1000)
        assert write_after(400) == 0
    with pytest.raises(LettersTokenInvalid):
        wishlists.end_letters(token="guess")


def test_while_users_is_away_nothing_is_written_and_nothing_forgotten(market, mug):
    market.price(mug, 1500)
    market.users.vanish()
    assert write_after(400) == 0
    market.users.come_back()
    assert write_after(460) == 1


def test_an_address_that_is_not_confirmed_gets_no_letters(market, ada, mug):
    market.users.change(ada.user_id, is_verified=False)
    market.price(mug, 1500)
    assert write_after(400) == 0
    assert WatchedProduct.objects.get().news_at is None


def test_what_is_no_longer_sold_is_no_news(market, mug):
    market.price(mug, 1500)
    market.withdraw(mug)
    assert write_after(400) == 0


def test_a_price_that_fell_while_it_was_put_away_is_news_when_it_is_back(market, mug):
    market.hear(market.facts(mug, status="draft"))
    market.products.change(mug, price=market.products.for_sale(variation_ids=[mug])[0].price * 0)
    market.hear(market.facts(mug, status="draft"))
    assert write_after(400) == 0
    with clock.shifted(HOUR):
        market.price(mug, 1000)
        assert write_after(400) == 1


def test_two_who_write_at_once_write_one_letter(market, mug, monkeypatch):
    from souk.services.wishlist.use_cases import writing

    market.price(mug, 1500)
    ask, asked = writing._accounts, []

    def meanwhile(user_ids):
        if not asked:
            asked.append(True)
            assert write_letters() == 1  # the other process, between our look and our letter
        return ask(user_ids)

    monkeypatch.setattr(writing, "_accounts", meanwhile)
    with clock.shifted(400):
        assert write_letters() == 0
    assert len(letters()) == 1


def test_many_lists_are_written_to_in_pieces_and_each_list_gets_one_letter(
    wishlists, market, monkeypatch, mug
):
    from souk.services.wishlist.use_cases import writing

    lamp = market.put("Lamp", price=4000)
    for number in range(7):
        someone = ListHolder(user_id=market.users.open(f"p{number}@example.org").user_id)
        for each in (mug, lamp):
            wishlists.save(holder=someone, thing=Thing(variation_id=each))
        wishlists.choose_letters(holder=someone, wants=True)
    monkeypatch.setattr(writing, "ENTRIES", 3)
    market.price(mug, 1000)
    market.price(lamp, 1000)
    assert write_after(400) == 8
    assert sorted(len(letter) for letter in letters()) == [1] + [2] * 7


def test_a_list_that_is_put_away_is_not_written_about(market, ada, mug):
    market.price(mug, 1000)
    market.approve(ada.user_id)
    assert write_after(400) == 0


def test_letters_look_at_what_changed_and_not_at_every_list(market, mug, count_queries):
    with count_queries("wishlist") as queries:
        write_letters()
    assert len(queries) == 1
    assert (List.objects.count(), Entry.objects.count()) == (1, 1)


@given(told=st.integers(0, 10**9), now=st.integers(0, 10**9), percent=st.integers(1, 90))
def test_a_price_worth_telling_fell_by_at_least_so_much(told, now, percent):
    less = percent_less(told, now)
    assert 0 <= less <= 100
    assert is_worth_telling(told, now, percent) == (told > 0 and less >= percent)
