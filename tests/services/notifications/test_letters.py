"""What the letters say."""

from __future__ import annotations

import re

import pytest

from souk.kernel import clock
from souk.services.notifications.handlers import (
    on_order,
    on_review_answered,
    on_review_moderated,
    on_subscriber_letter,
    on_user_letter,
)
from souk.services.notifications.rules.letters import SUBJECTS
from souk.services.notifications.rules.pauses import pause_seconds
from souk.services.notifications.rules.wording import amount, link, moment, one_line, sentence
from souk.services.notifications.use_cases.sending import send_due

from .conftest import (
    TOKEN,
    account_letter,
    answered,
    cancelled,
    completed,
    confirmed,
    item_cancelled,
    moderated,
    payment_failed,
    refunded,
    shipped,
    subscriber_letter,
)

EVERY = {
    "verify_email": (on_user_letter, account_letter("verify_email"), f"/verify?token={TOKEN}"),
    "reset_password": (on_user_letter, account_letter("reset_password"), f"/reset?token={TOKEN}"),
    "unlock_account": (on_user_letter, account_letter("unlock_account"), f"/unlock?token={TOKEN}"),
    "confirm_subscription": (on_subscriber_letter, subscriber_letter(), f"/newsletter/confirm?token={TOKEN}"),
    "welcome_subscriber": (
        on_subscriber_letter,
        subscriber_letter("welcome_subscriber"),
        f"/newsletter/end?token={TOKEN}",
    ),
    "order_confirmed": (on_order, confirmed(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_cancelled": (on_order, cancelled(500), "/orders/ORD-7K2M9QXD"),
    "order_item_cancelled": (on_order, item_cancelled(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_payment_failed": (on_order, payment_failed(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_shipped": (on_order, shipped(), "/orders/ORD-7K2M9QXD"),
    "order_completed": (on_order, completed(), "/orders/ORD-7K2M9QXD"),
    "order_refunded": (on_order, refunded(), "/orders/ORD-7K2M9QXD"),
    "review_moderated": (on_review_moderated, moderated(), "/account/reviews"),
    "review_answered": (on_review_answered, answered(), "/products/winter-jacket/questions"),
}


def test_every_template_is_tried_here():
    assert set(EVERY) == set(SUBJECTS)


@pytest.mark.parametrize("template", EVERY)
def test_every_letter_is_whole_in_both_forms(remembering_post, template):
    handler, event, path = EVERY[template]
    handler(event)
    assert send_due() == 1
    email = remembering_post.emails[0]
    address = f"http://testserver{path}"
    assert address in email.text
    assert f'href="{address}"' in email.html
    for form in (email.text, email.html):
        assert not re.search(r"\{[{%]|[%}]\}|None|\\0", form)
    assert "<" not in email.text.replace("<b>", "").replace("</b>", "").replace("<jacket>", "")
    assert email.html.count("<table") == email.html.count("</table>")
    assert email.subject == one_line(email.subject)


def test_a_review_that_is_hidden_says_why_and_one_that_is_published_leads_to_it(remembering_post):
    on_review_moderated(moderated())
    on_review_moderated(moderated(decision="published", reason=""))
    on_review_moderated(moderated(email="", decision="published"))
    assert send_due() == 2
    hidden, published = sorted(remembering_post.emails, key=lambda email: "not shown" not in email.text)
    assert "It has a link in it." in hidden.text
    assert "/products/winter-jacket/reviews" in published.text
    assert "not shown" not in published.text


def test_a_person_cannot_write_html_into_a_letter(remembering_post):
    with clock.shifted(-2):
        on_user_letter(account_letter("verify_email"))
    with clock.shifted(-1):
        on_order(confirmed())
    on_order(shipped(shop_name="<script>alert(1)</script>\r\nBcc: eve@example.org"))
    send_due()
    welcome, order, parcel = remembering_post.emails
    assert "Ada &lt;b&gt;Byron" in welcome.html
    assert "Ada <b>Byron</b>" in welcome.text
    assert "Winter &lt;jacket&gt;" in order.html
    assert "<script>" not in parcel.html
    assert "\n" not in parcel.subject
    assert "\r" not in parcel.subject


def test_the_order_letter_adds_up_before_the_readers_eyes(remembering_post):
    on_order(confirmed())
    send_due()
    text = remembering_post.emails[0].text
    for line in ("2 × Winter <jacket>, tan (Kiln & Loom)  $1,299.00", "Discount  −$129.90", "Shipping  Free",
                 "Tax  $93.53", "Total  $1,262.63"):  # fmt: skip
        assert line in text


def test_a_cancellation_says_where_the_money_is(remembering_post):
    with clock.shifted(-1):
        on_order(cancelled(126263))
    on_order(cancelled(0))
    send_due()
    given_back, free = remembering_post.emails
    assert "$1,262.63" in given_back.text
    assert "The reason: Sold out." in given_back.text
    assert "Nothing was charged" in free.text


def test_a_newsletter_can_be_ended_from_the_mail_program(remembering_post):
    on_subscriber_letter(subscriber_letter("welcome_subscriber"))
    send_due()
    assert remembering_post.emails[0].headers == {
        "List-Unsubscribe": f"<http://testserver/newsletter/end?token={TOKEN}>"
    }


@pytest.mark.parametrize(
    ("number", "currency", "text"),
    [("1299.00", "USD", "$1,299.00"), ("-5.50", "EUR", "−€5.50"), ("12000", "JPY", "¥12,000"), ("1.500", "KWD", "1.500 KWD"),
     ("0.00", "USD", "$0.00")],
)  # fmt: skip
def test_amounts_read_as_people_write_them(number, currency, text):
    assert amount({"amount": number, "currency": currency}) == text


def test_words():
    assert moment("2026-11-01T08:05:00+00:00") == "1 November 2026, 08:05 UTC"
    assert link("http://s", "/orders/A B", token="a&b", other=None) == "http://s/orders/A%20B?token=a%26b"
    assert (sentence("sold out"), sentence("Why?"), sentence("")) == ("Sold out.", "Why?", "")
    assert one_line("a\r\n b\x00c") == "a b c"
    assert len(one_line("x" * 500)) == 200


def test_pauses_grow_and_have_an_end():
    pauses = [pause_seconds(n, 0.5) for n in range(1, 13)]
    assert pauses[:3] == [30, 60, 120]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 6 * 3600
    assert pause_seconds(1, 0) < pause_seconds(1, 1)


def test_an_item_that_cannot_be_sent_is_told_with_its_money_in_one_letter(remembering_post):
    on_order(item_cancelled(4500))
    on_order(refunded(4500))
    send_due()
    (email,) = remembering_post.emails
    assert email.subject == "Kiln & Loom could not send something of your order ORD-7K2M9QXD"
    assert "2 × Winter <jacket>" in email.text
    assert "Sold out." in email.text
    assert "$45.00 back" in email.text


def test_with_the_last_item_the_order_is_told_to_be_over(remembering_post):
    on_order(cancelled(4500, "Kiln & Loom could not send it: sold out"))
    on_order(item_cancelled(4500))
    on_order(refunded(4500))
    send_due()
    (email,) = remembering_post.emails
    assert email.subject == "Your order ORD-7K2M9QXD was cancelled"
