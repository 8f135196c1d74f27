"""Signing in and up, staying in, the account's rooms, letters."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web_neighbours import ADA

from souk.kernel import clock
from souk.kernel.cache import use_cache
from tests.fakes.shared_cache import ForgetfulCache

ADDRESS = {
    "name": "Ada Byron",
    "line1": "1 Analytical Row",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}


def test_signing_in_leads_to_where_the_shopper_wanted_to_go(browser):
    wanted = browser.get("/account/orders").headers["Location"]
    assert wanted == "/sign-in?next=/account/orders"
    answer = browser.post(
        "/sign-in", {"email": "ada@example.org", "password": "right horse battery", "next": "/account/orders"}
    )
    assert answer.headers["Location"] == "/account/orders"
    assert browser.get("/account/orders").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_signing_in_never_leads_to_another_site(browser, elsewhere):
    form = {"email": "ada@example.org", "password": "right horse battery", "next": elsewhere}
    assert browser.post("/sign-in", form).headers["Location"] == "/account"


def test_tokens_stay_out_of_reach_of_scripts(browser):
    answer = browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    for name in ("souk_access", "souk_refresh"):
        assert answer.cookies[name]["httponly"]
        assert answer.cookies[name]["samesite"] == "Lax"
    assert answer.cookies["souk_refresh"]["max-age"] == ""
    answer = Client().post(
        "/sign-in", {"email": "ada@example.org", "password": "right horse battery", "remember": "on"}
    )
    assert answer.cookies["souk_refresh"]["max-age"] == 30 * 86400


def test_a_wrong_password_keeps_the_email_and_not_the_password(browser):
    answer = browser.post("/sign-in", {"email": "ada@example.org", "password": "wrong"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Email or password is not right." in text
    assert 'value="ada@example.org"' in text
    assert "wrong" not in text


def test_an_unknown_email_reads_the_same_as_a_wrong_password(browser):
    known = browser.post("/sign-in", {"email": "ada@example.org", "password": "wrong"}).content.decode()
    unknown = browser.post("/sign-in", {"email": "who@example.org", "password": "wrong"}).content.decode()
    assert "Email or password is not right." in known
    assert "Email or password is not right." in unknown


def test_a_locked_account_is_told_how_it_opens(browser, street):
    for _ in range(4):
        answer = browser.post("/sign-in", {"email": "ada@example.org", "password": "wrong"})
    assert "locked for a while" in answer.content.decode()
    assert browser.get("/unlock?token=good").status_code == 200
    assert street.sessions.wrong == 3  # opening the link alone opens nothing: mail scanners do that
    browser.post("/unlock", {"token": "good"})
    assert street.sessions.wrong == 0


def test_the_guests_cart_comes_along_at_sign_in(browser, street):
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "2"})
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    assert street.carts.lines == {ADA: {"var_tan_m": 2}}
    assert not browser.cookies["souk_cart"].value
    assert "Winter jacket" in browser.get("/cart").content.decode()


def test_sign_in_works_while_the_cart_rests_and_the_guests_cart_waits(browser, street):
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "2"})
    street.carts.is_away = True
    assert (
        browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"}).status_code
        == 303
    )
    assert browser.cookies["souk_cart"].value


def test_a_session_goes_on_when_the_access_token_runs_out(member, street):
    with clock.shifted(3600):
        assert member.get("/account").status_code == 200
        assert sum(name == "refresh" for name, _ in street.sessions.calls) == 1
        member.get("/account")
        assert sum(name == "refresh" for name, _ in street.sessions.calls) == 1


def test_two_pages_at_once_renew_the_session_together(member, street):
    other = Client()
    for name in ("souk_access", "souk_refresh", "souk_stay"):
        other.cookies[name] = member.cookies[name].value
    with clock.shifted(3600):
        assert member.get("/account").status_code == other.get("/account").status_code == 200
    for name in ("souk_access", "souk_refresh"):
        assert other.cookies[name].value == member.cookies[name].value


def test_while_nobody_can_say_what_was_revoked_the_store_is_open_and_the_back_office_is_not(browser, street):
    away = ForgetfulCache()
    use_cache(away)
    for roles, store, account, office in ((["shopper"], 200, 200, 403), (["staff"], 200, 503, 503)):
        street.users.account = street.users.account.model_copy(update={"roles": roles})
        form = {"email": "ada@example.org", "password": "right horse battery"}
        away.is_away = False
        assert browser.post("/sign-in", form).status_code == 303
        away.is_away = True
        pages = [browser.get(path).status_code for path in ("/explore", "/account", "/office")]
        assert pages == [store, account, office]
        assert browser.cookies["souk_access"].value, "nobody was signed out"


def test_a_session_that_is_over_asks_to_sign_in(member, street):
    street.sessions.good.clear()
    with clock.shifted(3600):
        assert member.get("/account").headers["Location"].startswith("/sign-in")
    assert not member.cookies["souk_refresh"].value


def test_a_forged_access_token_is_nobody(browser):
    browser.cookies["souk_access"] = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSJ9."
    assert browser.get("/account").headers["Location"].startswith("/sign-in")


def test_nobody_is_signed_out_because_users_rests(member, street):
    street.sessions.is_away = True
    with clock.shifted(3600):
        assert member.get("/explore").status_code == 200
        assert member.cookies["souk_refresh"].value
        street.sessions.is_away = False
        assert member.get("/account").status_code == 200


def test_signing_out_revokes_and_forgets(member, street):
    token = member.cookies["souk_refresh"].value
    member.post("/sign-out")
    assert token not in street.sessions.good
    assert member.get("/account").headers["Location"].startswith("/sign-in")


def test_signing_up_signs_in_and_asks_to_confirm(browser):
    form = {"name": "Grace", "email": "grace@example.org", "password": "a long enough one"}
    text = browser.post("/sign-up", form, follow=True).content.decode()
    assert "Your account is open" in text
    assert "not confirmed yet" in text


def test_what_is_wrong_with_a_sign_up_stands_beside_its_field(browser):
    text = browser.post(
        "/sign-up", {"name": "G", "email": "g@example.org", "password": "short"}
    ).content.decode()
    assert "Password: That password is too short." in text
    text = browser.post(
        "/sign-up", {"name": "G", "email": "taken@example.org", "password": "long enough it is"}
    ).content.decode()
    assert "There is an account with this email." in text


def test_an_email_is_confirmed_by_a_press_not_by_a_scanner(member, street):
    member.get("/verify?token=good")
    assert not street.users.account.is_verified
    member.post("/verify", {"token": "good"})
    assert street.users.account.is_verified
    street.users.account = street.users.account.model_copy(update={"is_verified": False})
    assert "no longer good" in member.post("/verify", {"token": "old"}, follow=True).content.decode()


def test_a_forgotten_password_answers_the_same_for_everybody(browser, street):
    known = browser.post("/forgot", {"email": "ada@example.org"}, follow=True).content
    unknown = Client().post("/forgot", {"email": "who@example.org"}, follow=True).content
    assert "If that address is with us" in known.decode()
    assert "If that address is with us" in unknown.decode()


def test_a_reset_link_chooses_a_new_password_once(browser, street):
    assert 'value="good"' in browser.get("/reset?token=good").content.decode()
    assert browser.post("/reset", {"token": "good", "password": "short"}).status_code == 422
    assert (
        browser.post("/reset", {"token": "good", "password": "a new long one"}).headers["Location"]
        == "/sign-in"
    )
    assert (
        browser.post("/reset", {"token": "old", "password": "a new long one"}).headers["Location"]
        == "/forgot"
    )


def test_addresses_are_added_changed_made_default_and_removed(member, street):
    assert member.post("/account/addresses", ADDRESS).status_code == 303
    assert "1 Analytical Row" in member.get("/account/addresses").content.decode()
    assert "1 Analytical Row" in member.get("/account/addresses/adr_0").content.decode()
    member.post("/account/addresses/adr_0", ADDRESS | {"city": "Potsdam"})
    assert street.users.saved[0].address.city == "Potsdam"
    member.post("/account/addresses/adr_0/default")
    assert street.users.saved[0].is_default
    for _ in range(2):
        assert member.post("/account/addresses/adr_0/remove").status_code == 303
    assert street.users.saved == []


def test_an_address_that_is_not_mine_is_not_there(member):
    assert member.get("/account/addresses/adr_99").status_code == 404
    assert member.post("/account/addresses/adr_99/default").status_code == 404


def test_an_incomplete_address_is_refused_field_by_field(member, street):
    answer = member.post("/account/addresses", ADDRESS | {"postal_code": "", "country": "XX"})
    assert answer.status_code == 422
    assert "2 things need another look" in answer.content.decode()
    assert street.users.saved == []


def test_settings_change_name_picture_password_and_letters(member, street):
    picture = SimpleUploadedFile("ada.png", b"\x89PNG....", content_type="image/png")
    member.post("/account/settings/profile", {"profile-name": "Ada King", "profile-picture": picture})
    assert (street.users.account.name, street.users.account.picture_url) == ("Ada King", "/media/ada.webp")
    member.post("/account/settings/profile", {"profile-name": "Ada King", "profile-remove_picture": "on"})
    assert street.users.account.picture_url is None
    form = {"password-old_password": "right horse battery", "password-new_password": "an even better one"}
    assert member.post("/account/settings/password", form).status_code == 303
    assert street.users.password == "an even better one"
    member.post("/account/settings/letters", {"letters-wants_newsletter": "on"})
    assert street.users.account.wants_newsletter


def test_a_file_that_is_no_picture_is_refused_beside_its_field(member):
    bomb = SimpleUploadedFile("x.png", b"MZ not a picture", content_type="image/png")
    answer = member.post("/account/settings/profile", {"profile-name": "Ada", "profile-picture": bomb})
    assert answer.status_code == 422
    assert "Picture: This is not a picture we can read." in answer.content.decode()


def test_a_wrong_present_password_changes_nothing(member, street):
    form = {"password-old_password": "wrong", "password-new_password": "an even better one"}
    answer = member.post("/account/settings/password", form)
    assert answer.status_code == 422
    assert "not your present password" in answer.content.decode()
    assert street.users.password == "right horse battery"


def test_ones_data_is_a_file_to_take_along(member, street):
    assert 'href="/account/settings/export"' in member.get("/account/settings").content.decode()
    answer = member.get("/account/settings/export")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["account"]["email"] == "ada@example.org"


def test_an_account_is_deleted_with_its_password_and_signs_out(member, street):
    assert 'href="/account/settings/erasure"' in member.get("/account/settings").content.decode()
    page = member.get("/account/settings/erasure").content.decode()
    assert "What goes" in page
    assert "Your orders and payments" in page
    for wrong, said in ((" ", "That is not your present password."), ("", "Please fill this in.")):
        answer = member.post("/account/settings/erasure", {"password": wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not street.users.is_erased
    answer = member.post("/account/settings/erasure", {"password": street.users.password}, follow=True)
    assert street.users.is_erased
    assert "Your account is deleted" in answer.content.decode()
    assert member.get("/account").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "path",
    [
        "/account",
        "/account/orders",
        "/account/addresses",
        "/account/settings",
        "/account/addresses/adr_1",
        "/account/settings/export",
        "/account/settings/erasure",
    ],
)
def test_the_account_is_for_its_owner_only(browser, path):
    assert browser.get(path).headers["Location"] == f"/sign-in?next={path}"


@pytest.mark.parametrize("path", ["/account", "/account/addresses", "/account/settings"])
def test_the_account_says_so_while_users_rests(member, street, path):
    street.users.is_away = True
    assert member.get(path).status_code == 503


def test_the_newsletter_asks_for_a_confirmation_and_ends_with_a_press(browser, street):
    assert browser.post("/newsletter", {"email": "nope"}).status_code == 422
    assert (
        "letter we have just sent"
        in browser.post("/newsletter", {"email": "a@example.org"}, follow=True).content.decode()
    )
    assert (
        "You are on the list"
        in browser.post("/newsletter/confirm", {"token": "good"}, follow=True).content.decode()
    )
    assert (
        "no longer good"
        in browser.post("/newsletter/confirm", {"token": "old"}, follow=True).content.decode()
    )
    browser.get("/newsletter/end?token=good")
    assert not any(name == "unsubscribe" for name, _ in street.marketing.calls)
    browser.post("/newsletter/end", {"token": "good"})
    assert any(name == "unsubscribe" for name, _ in street.marketing.calls)


def test_an_unforeseen_error_shows_a_page_and_no_insides(browser, street):
    street.shops.shop_by_slug = lambda **_: 1 / 0
    answer = browser.get("/shops/dune-thread")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Something fell over" in text
    assert "ZeroDivision" not in text


def test_an_unknown_address_is_a_page_with_ways_on(browser):
    answer = browser.get("/no/such/page")
    assert answer.status_code == 404
    assert "There is no such door" in answer.content.decode()


def test_who_is_confirmed_is_told_so_when_the_link_is_pressed_again(member, street):
    member.post("/verify", {"token": "good"})
    again = member.post("/verify", {"token": "old"}, follow=True).content.decode()
    assert "Your email is confirmed already." in again
    elsewhere = Client().post("/verify", {"token": "old"}, follow=True).content.decode()
    assert "If your email is confirmed already, just sign in" in elsewhere


def test_faults_are_counted_and_hidden_fields_have_no_name(browser):
    answer = browser.post("/reset", {"token": "a\x00b", "password": ""})
    text = answer.content.decode()
    assert "2 things need another look" in text
    assert "Token:" not in text
    assert "The page stood open for too long" in text
    one = browser.post("/reset", {"token": "good", "password": ""}).content.decode()
    assert "One thing needs another look" in one


def test_forms_speak_our_words_and_not_djangos():
    from django import forms as django_forms

    from souk.services.web.pages.forms import StreetForm

    class Form(StreetForm):
        amount = django_forms.DecimalField(min_value=1, decimal_places=2)
        word = django_forms.CharField(max_length=3)
        choice = django_forms.ChoiceField(choices=[("a", "A")])
        own = django_forms.IntegerField(error_messages={"invalid": "Mine."})
        day = django_forms.DateField()

    form = Form({"amount": "0", "word": "long\x00er", "choice": "emperor", "own": "x", "day": "y"})
    assert {name: list(said) for name, said in form.errors.items()} == {
        "amount": ["This has to be at least 1."],
        "word": [
            "Please use at most 3 characters; these are 7.",
            "There is a character in this that cannot be kept.",
        ],
        "choice": ["Please choose one of the list."],
        "own": ["Mine."],
        "day": ["Please give a day, such as 2026-03-21."],
    }


def test_a_bad_cursor_shows_the_first_page():
    from django.test import RequestFactory

    from souk.services.web.pages.errors import problem_page
    from souk.services.web.pages.visitor import Visit
    from souk.vocabulary.pages import BadCursor

    visit = Visit(RequestFactory().get("/account/orders?cursor=bad&kind=x"))
    answer = problem_page(visit, BadCursor())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/orders?kind=x")
