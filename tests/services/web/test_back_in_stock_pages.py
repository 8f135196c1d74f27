"""Tell me when it is back: the form on the page of something sold out, without JavaScript, and the way out again."""

from __future__ import annotations

import pytest
from django.test import Client
from web_office import text_of

from souk.contracts.wishlist.calls import NotForSaving, NotSoldOut
from souk.vocabulary.problems import TooManyRequests

GONE = "var_tan_xl"
PAGE = f"/products/winter-jacket?variation={GONE}"
TELL = "/products/winter-jacket/tell-me"


def leave(browser: Client, email: str):
    return browser.post(TELL, {"email": email, "variation": GONE})


def test_a_visitor_leaves_an_email_for_what_is_sold_out(browser, street):
    page = text_of(browser.get(PAGE))
    assert "Tell me when it is back" in page
    answer = leave(browser, "eve@example.org")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert street.back_in_stock.waiting == [("eve@example.org", GONE)]
    assert "We write to you once" in text_of(browser.get(PAGE))


def test_what_can_be_bought_is_not_waited_for(browser):
    assert "Tell me when it is back" not in text_of(
        browser.get("/products/winter-jacket?variation=var_tan_m")
    )


def test_a_wrong_email_is_said_at_the_field_with_what_was_typed(browser, street):
    answer = leave(browser, 'eve"<b>@')
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please type an email like" in page
    assert "eve&quot;&lt;b&gt;@" in page
    assert 'aria-invalid="true"' in page
    assert "Sold out" in page
    assert street.back_in_stock.waiting == []


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [
        (TooManyRequests("Please wait an hour.", retry_after=3600), 429, "Please wait an hour."),
        (NotSoldOut(), 303, "It is there again"),
        (NotForSaving("gone"), 303, "no longer sold here"),
    ],
)
def test_a_refusal_is_a_sentence(browser, street, refusal, status, said):
    street.back_in_stock.refusal = refusal
    answer = leave(browser, "eve@example.org")
    assert answer.status_code == status
    assert said in text_of(answer if status != 303 else browser.get(answer.headers["Location"]))


def test_a_member_is_shown_the_way_by_the_wishlist(member):
    page = text_of(member.get(PAGE))
    assert "Tell me when it is back" not in page
    assert "your wishlist" in page


def test_an_email_is_forgotten_by_its_owner_and_by_the_letters_link(browser, street):
    leave(browser, "eve@example.org")
    assert browser.get("/back-in-stock/forget").status_code == 200
    assert browser.post("/back-in-stock/forget", {"email": "nonsense"}).status_code == 422
    assert browser.post("/back-in-stock/forget", {"email": "eve@example.org"}).status_code == 303
    assert street.back_in_stock.waiting == []
    leave(browser, "eve@example.org")
    assert "One press" in text_of(browser.get("/back-in-stock/end?token=good"))
    assert street.back_in_stock.waiting, "a mail scanner that follows links ends nothing"
    by_mail_program = Client(enforce_csrf_checks=True)
    by_mail_program.post("/back-in-stock/end?token=good", {"List-Unsubscribe": "One-Click"})
    assert street.back_in_stock.waiting == []
    assert browser.post("/back-in-stock/end", {"token": "bad"}).headers["Location"] == "/back-in-stock/forget"


def test_while_wishlist_rests_the_page_says_so(browser, street):
    street.back_in_stock.is_away = True
    assert leave(browser, "eve@example.org").status_code == 503
