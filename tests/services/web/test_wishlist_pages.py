"""Hearts and the wishlist's pages: with and without JavaScript, signed in or not, and while neighbours rest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_neighbour import ADA

from souk.contracts.wishlist.calls import ListHolder, Thing
from souk.kernel import clock
from souk.services.web.rules import hearts
from tests.fakes.wishlist import OnStreet

LIVE = {"HX-Request": "true"}
MINE = ListHolder(user_id=ADA)


def press(browser, what="var_tan_m", *, drop=False, **more):
    form = {"drop" if drop else "save": what, "back": "/products/winter-jacket", "name": "Winter jacket"}
    return browser.post("/wishlist/heart", form, **more)


def pressed(text: str, what: str) -> str:
    return re.search(rf'id="heart-{what}"[^>]*aria-pressed="(\w+)"', text)[1]


def asked(street) -> list[str]:
    return [name for name, _ in street.wishes.calls]


def test_a_guest_saves_something_without_javascript_and_finds_it_on_the_list(browser):
    answer = press(browser)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/products/winter-jacket")
    assert "It is on your wishlist." in browser.get("/").content.decode()
    page = browser.get("/wishlist").content.decode()
    assert "Winter jacket" in page
    assert "$99.00" in page
    assert "1 thing" in page
    cookie = browser.cookies["souk_wishlist"]
    assert cookie["httponly"]


def test_a_heart_says_whether_it_is_pressed_and_what_a_press_means(browser):
    path = "/products/winter-jacket?variation=var_tan_m"
    assert pressed(browser.get(path).content.decode(), "var_tan_m") == "false"
    press(browser)
    text = browser.get(path).content.decode()
    assert pressed(text, "var_tan_m") == "true"
    assert re.search(r'name="drop" aria-pressed="true" value="var_tan_m"', text)
    other = browser.get("/products/winter-jacket?variation=var_black_l").content.decode()
    assert pressed(other, "var_black_l") == "false"
    press(browser, drop=True)
    assert pressed(browser.get(path).content.decode(), "var_tan_m") == "false"


def test_pressing_twice_saves_once_and_an_old_heart_does_what_it_says(browser, street):
    press(browser)
    press(browser)
    page = browser.get("/wishlist").content.decode()
    assert page.count('class="line wish') == 1
    press(browser, drop=True)
    press(browser, drop=True)
    assert "Nothing saved yet" in browser.get("/wishlist").content.decode()


def test_with_javascript_the_heart_comes_back_with_the_count(browser):
    text = press(browser, headers=LIVE).content.decode()
    assert "<html" not in text
    assert pressed(text, "var_tan_m") == "true"
    assert re.search(r'id="wishes"[^>]*hx-swap-oob="true"', text)
    assert 'class="number">1</span>' in text
    assert "Save Winter jacket to your wishlist" in text


def test_a_name_cannot_become_markup(browser):
    form = {"save": "var_tan_m", "name": "<script>alert(1)</script>"}
    assert "<script>" not in browser.post("/wishlist/heart", form, headers=LIVE).content.decode()


def test_what_cannot_be_saved_says_so(browser):
    assert press(browser, "var_none").status_code == 409
    text = press(browser, "var_none", headers=LIVE).content.decode()
    assert "note bad" in text
    assert pressed(text, "var_none") == "false"
    assert browser.post("/wishlist/heart", {}).status_code == 303


def test_a_heart_cannot_send_the_shopper_to_another_site(browser):
    answer = browser.post("/wishlist/heart", {"save": "var_tan_m", "back": "https://evil.example/"})
    assert answer.headers["Location"] == "/wishlist"


def test_a_guest_without_a_list_costs_wishlist_nothing(browser, street):
    for path in ("/", "/explore", "/products/winter-jacket", "/shops", "/wishlist", "/cart"):
        assert browser.get(path).status_code == 200
    assert street.wishes.calls == []


def test_pages_after_a_heart_ask_nobody_which_hearts_are_on(browser, street):
    press(browser)
    street.wishes.calls.clear()
    for path in ("/", "/explore", "/products/winter-jacket"):
        browser.get(path)
    assert street.wishes.calls == []


def test_who_is_signed_in_is_looked_up_again_after_ten_minutes_only(member, street):
    street.wishes.calls.clear()
    member.get("/")
    street.wishes.save(holder=MINE, thing=Thing(variation_id="var_tan_m"))  # in another browser
    member.get("/")
    assert asked(street).count("marks") == 0
    with clock.shifted(601):
        assert 'class="number">1</span>' in member.get("/").content.decode()
        member.get("/explore")
    assert asked(street).count("marks") == 1


def test_while_wishlist_rests_pages_are_whole_and_do_not_ask_again_at_once(member, street):
    press(member)
    street.wishes.is_away = True
    with clock.shifted(601):
        page = member.get("/products/winter-jacket?variation=var_tan_m")
        assert page.status_code == 200
        assert pressed(page.content.decode(), "var_tan_m") == "true"
        street.wishes.is_away = False
        street.wishes.calls.clear()
        member.get("/")
        assert street.wishes.calls == []
    assert press(member).status_code in (303, 200)


def test_a_forged_cookie_is_no_hearts_and_no_error(browser):
    for forged in ("x", "1.2.###", "9" * 3000, "1.99999.", "1.1.abc"):
        browser.cookies["souk_hearts"] = forged
        browser.cookies["souk_wishlist"] = "guess"
        assert browser.get("/").status_code == 200


def test_signing_in_brings_the_guests_list(browser, street):
    press(browser)
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    assert street.wishes.marks(holder=MINE).variation_ids == ["var_tan_m"]
    assert not browser.cookies["souk_wishlist"].value
    browser.post("/sign-out")
    assert not browser.cookies["souk_hearts"].value


def test_signing_in_works_while_wishlist_rests_and_the_list_stays(browser, street):
    press(browser)
    street.wishes.is_away = True
    answer = browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    assert answer.status_code == 303
    assert browser.cookies["souk_wishlist"].value


def item_on(browser) -> str:
    return re.search(r"/wishlist/items/(wsh_\w+)/remove", browser.get("/wishlist").content.decode())[1]


def test_a_thing_moves_into_the_cart(browser, street):
    press(browser)
    answer = browser.post(f"/wishlist/items/{item_on(browser)}/move")
    assert answer.headers["Location"] == "/wishlist"
    page = browser.get("/wishlist").content.decode()
    assert "It is in your cart." in page
    assert "Nothing saved yet" in page
    assert "Winter jacket" in browser.get("/cart").content.decode()


def test_moving_with_javascript_answers_the_list_both_counts_and_a_notice(browser):
    press(browser)
    text = browser.post(f"/wishlist/items/{item_on(browser)}/move", headers=LIVE).content.decode()
    assert "<html" not in text
    for part in ('id="wishlist"', 'id="wishes"', 'id="bag"', "It is in your cart."):
        assert part in text


def test_what_is_sold_out_has_no_button_and_refuses(browser, street):
    press(browser, "var_lamp")
    page = browser.get("/wishlist").content.decode()
    assert "Sold out" in page
    assert '/move"' not in page
    answer = browser.post(f"/wishlist/items/{item_on(browser)}/move")
    assert answer.status_code == 409
    assert "sold out" in answer.content.decode()


def test_everything_moves_at_once(browser, street):
    for what in ("var_tan_m", "var_black_l", "var_lamp"):
        press(browser, what)
    assert 'action="/wishlist/move"' in browser.get("/wishlist").content.decode()
    answer = browser.post("/wishlist/move")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/wishlist"), (
        "loading it anew posts nothing"
    )
    page = browser.get("/wishlist").content.decode()
    assert "What can be bought is in your cart." in page
    assert "What cannot be bought at the moment is still on your list" in page
    assert "Sold out" in page
    assert page.count('class="line wish') == 1


def test_a_price_that_fell_and_a_product_with_a_choice_are_shown(member, street):
    street.wishes.save(holder=MINE, thing=Thing(variation_id="var_tan_m"))
    street.wishes.save(holder=MINE, thing=Thing(product_id="prd_jacket"))
    street.wishes.save(holder=MINE, thing=Thing(shop_id="shp_dune"))
    for thing in street.wishes.things:
        thing.price = 4950
    page = member.get("/wishlist").content.decode()
    assert "50 % less since you saved it" in page
    assert "Choose<span" in page
    assert "Visit<span" in page


def test_a_list_is_shared_without_a_word_about_its_owner(member, browser, street):
    press(member)
    member.post("/wishlist/share", {})
    token = street.wishes.wishlist(holder=MINE).share.token
    assert f"/wishlist/shared/{token}" in member.get("/wishlist").content.decode()
    member.post("/sign-out")
    seen = browser.get(f"/wishlist/shared/{token}")
    text = seen.content.decode()
    assert "A wishlist" in text
    assert "Ada" not in text
    assert (seen["X-Robots-Tag"], seen["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert 'content="noindex, nofollow"' in text
    assert 'rel="canonical"' not in text
    assert 'action="/cart/add"' in text


def test_a_first_name_is_shown_where_its_owner_ticked_it_and_an_ended_link_opens_nothing(member, street):
    press(member)
    member.post("/wishlist/share", {"shows_name": "on"})
    token = street.wishes.wishlist(holder=MINE).share.token
    assert "Ada’s wishlist" in member.get(f"/wishlist/shared/{token}").content.decode()
    member.post("/wishlist/share", {"end": "1"})
    assert member.get(f"/wishlist/shared/{token}").status_code == 404


def test_letters_are_asked_for_and_ended(member, street):
    press(member)
    member.post("/wishlist/letters", {"wants": "yes"})
    page = member.get("/wishlist").content.decode()
    assert "Stop the letters" in page
    assert "No letters about this" in page
    member.post("/wishlist/letters", {"wants": "no", "item": item_on(member)})
    assert "Write to me about this" in member.get("/wishlist").content.decode()
    token = f"letters-{street.wishes.wishlist(holder=MINE).wishlist_id}"
    assert "End them" in member.get(f"/wishlist/letters/end?token={token}").content.decode()
    assert street.wishes.wishlist(holder=MINE).wants_letters
    member.post("/wishlist/letters/end", {"token": token})
    assert not street.wishes.wishlist(holder=MINE).wants_letters


def test_a_mail_program_ends_letters_with_one_click(street):
    """RFC 8058: a POST to the link itself, without cookies and so without our token against forgery."""
    from django.test import Client

    street.wishes.save(holder=MINE, thing=Thing(variation_id="var_tan_m"))
    street.wishes.choose_letters(holder=MINE, wants=True)
    token = f"letters-{street.wishes.wishlist(holder=MINE).wishlist_id}"
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/wishlist/letters/end?token={token}", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 303
    assert not street.wishes.wishlist(holder=MINE).wants_letters
    assert strict.post("/wishlist/heart", {"save": "var_tan_m"}).status_code == 403


def test_what_is_saved_for_later_leaves_the_cart_for_the_list(browser, street):
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "2"})
    assert "Save for later" in browser.get("/cart").content.decode()
    answer = browser.post("/cart/items/itm_var_tan_m/save-for-later")
    assert answer.headers["Location"] == "/cart"
    page = browser.get("/cart").content.decode()
    assert "Your cart is empty" in page
    assert "It waits on your wishlist." in page
    assert "Winter jacket" in browser.get("/wishlist").content.decode()
    assert browser.post("/cart/items/itm_none/save-for-later").status_code == 303


def test_what_cannot_be_saved_stays_in_the_cart(browser, street):
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"})
    street.wishes.things = [OnStreet("Lamp", "prd_lamp", "var_lamp")]
    assert browser.post("/cart/items/itm_var_tan_m/save-for-later").status_code == 409
    assert "Winter jacket" in browser.get("/cart").content.decode()


@pytest.mark.parametrize(
    "path", ["/wishlist", "/wishlist/heart", "/wishlist/move", "/wishlist/shared/none", "/"]
)
def test_pages_hold_while_wishlist_rests(browser, street, path):
    press(browser)
    street.wishes.is_away = True
    assert browser.get(path).status_code in (200, 404, 405, 503)


def test_a_cursor_that_is_not_ours_begins_the_list_again(browser, street):
    press(browser)
    assert browser.get("/wishlist?cursor=zzz").status_code == 200


IDS = st.lists(st.from_regex(r"[a-z]{3}_[0-9a-z]{1,26}", fullmatch=True), unique=True, max_size=60)


@given(ids=IDS, others=IDS, count=st.integers(0, 200))
def test_hearts_come_back_from_their_cookie(ids, others, count):
    known = hearts.known(count, 29_000_000, variation=ids)
    again = hearts.read(known.text())
    assert again == known
    assert all(f"variation:{each}" in again for each in ids)
    assert sum(f"shop:{each}" in again for each in others) == 0


def test_a_full_list_fits_into_a_cookie():
    ids = [f"{kind}_{number:026}" for kind in ("var", "prd") for number in range(200)]
    text = hearts.known(200, 29_000_000, variation=ids[:200], product=ids[200:]).text()
    assert len(text) < 2100


def test_a_list_that_is_put_away_is_not_counted(member, street):
    press(member)
    assert '<span class="number">1</span>' in member.get("/wishlist").content.decode()
    street.wishes.sellers.add(ADA)
    page = member.get("/wishlist").content.decode()
    assert "Your list is put away" in page
    assert re.search(r'Wishlist, </span><span class="number">0</span>', page)
    assert (
        pressed(member.get("/products/winter-jacket?variation=var_tan_m").content.decode(), "var_tan_m")
        == "false"
    )
