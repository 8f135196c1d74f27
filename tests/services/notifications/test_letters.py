"""What the letters say."""

from __future__ import annotations

import re

import pytest

from souk.contracts.orders import events
from souk.kernel import clock
from souk.services.notifications.handlers import (
    on_birthday,
    on_call_off,
    on_goods_changed,
    on_low_stock,
    on_order,
    on_order_letter,
    on_review_answered,
    on_review_moderated,
    on_sale,
    on_shop_letter,
    on_subscriber_letter,
    on_tier,
    on_tracking_corrected,
    on_user_letter,
    on_waiting_letter,
    on_wishlist_letter,
)
from souk.services.notifications.rules.letters import SUBJECTS
from souk.services.notifications.rules.pauses import pause_seconds
from souk.services.notifications.rules.wording import amount, link, moment, one_line, sentence
from souk.services.notifications.use_cases.auditing import facts
from souk.services.notifications.use_cases.sending import send_due
from souk.street import hears
from souk.vocabulary.money import Money

from .conftest import (
    ITEM,
    TOKEN,
    account_letter,
    answered,
    birthday,
    call_off,
    cancelled,
    completed,
    confirmed,
    confirmed_again,
    goods_changed,
    item_cancelled,
    low_stock,
    moderated,
    payment_failed,
    refunded,
    sale,
    shipped,
    shop_letter,
    subscriber_letter,
    tier_reached,
    tracking_corrected,
    waiting_letter,
    wish_news,
    wishlist_news,
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
    "shop_applied": (on_shop_letter, shop_letter("shop_applied"), "/sell/application"),
    "shop_approved": (on_shop_letter, shop_letter("shop_approved"), "/portal"),
    "shop_rejected": (on_shop_letter, shop_letter("shop_rejected"), "/sell/application"),
    "shop_closed": (on_shop_letter, shop_letter("shop_closed"), "/sell"),
    "order_confirmed": (on_order, confirmed(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_confirmed_again": (on_order_letter, confirmed_again(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_cancelled": (on_order, cancelled(500), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_item_cancelled": (on_order, item_cancelled(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_payment_failed": (on_order, payment_failed(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_shipped": (on_order, shipped(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_tracking_corrected": (
        on_tracking_corrected,
        tracking_corrected(),
        "/orders/ORD-7K2M9QXD?token=guests-token",
    ),
    "order_completed": (on_order, completed(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "order_refunded": (on_order, refunded(), "/orders/ORD-7K2M9QXD?token=guests-token"),
    "wishlist_news": (on_wishlist_letter, wishlist_news(), "/wishlist"),
    "back_in_stock": (on_waiting_letter, waiting_letter(), f"/back-in-stock/end?token={TOKEN}"),
    "low_stock": (on_low_stock, low_stock(), "/portal/stock"),
    "goods_changed": (on_goods_changed, goods_changed(), "/portal/products"),
    "sale_called_off": (on_call_off, call_off(), "/portal/orders/ORD-7K2M9QXA"),
    "sale": (on_sale, sale(), "/portal/orders/ORD-7K2M9QXA"),
    "review_moderated": (on_review_moderated, moderated(), "/account/reviews"),
    "review_answered": (on_review_answered, answered(), "/products/winter-jacket/questions"),
    "tier_reached": (on_tier, tier_reached(), "/account/membership"),
    "birthday": (on_birthday, birthday(), "/account/membership"),
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


def test_who_has_an_account_gets_a_link_without_a_token(remembering_post):
    on_order(completed().model_copy(update={"order_token": None}))
    send_due()
    assert "http://testserver/orders/ORD-7K2M9QXD\n" in remembering_post.emails[0].text


def test_every_event_of_an_order_that_becomes_a_letter_can_carry_a_guests_link():
    heard = [name for module, name in hears("notifications") if module == events.__name__]
    assert len(heard) > 7
    assert [name for name in heard if "order_token" not in getattr(events, name).model_fields] == []


def test_a_review_that_is_hidden_says_why_and_one_that_is_published_leads_to_it(remembering_post):
    on_review_moderated(moderated())
    on_review_moderated(moderated(decision="published", reason=""))
    on_review_moderated(moderated(email="", decision="published"))
    assert send_due() == 2
    hidden, published = sorted(remembering_post.emails, key=lambda email: "not shown" not in email.text)
    assert "It has a link in it." in hidden.text
    assert "/products/winter-jacket/reviews" in published.text
    assert "not shown" not in published.text


def test_who_has_a_shop_closed_by_the_market_reads_so_and_why(remembering_post):
    on_shop_letter(shop_letter("shop_closed", reason="It sold what others own"))
    on_shop_letter(shop_letter("shop_closed", letter_id="ltr_2"))
    assert send_due() == 2
    market, owner = sorted(remembering_post.emails, key=lambda email: "market has" not in email.text)
    for form in (market.text, market.html):
        assert "the market has closed" in form
        assert "It sold what others own." in form
    assert "the market has" not in owner.text + owner.html


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


def test_a_confirmation_is_sent_again_once_for_each_time_it_was_asked_for(remembering_post):
    on_order(confirmed())
    for letter_id in ("ltr_1", "ltr_1", "ltr_2"):
        on_order_letter(confirmed_again(letter_id))
    assert send_due() == 3
    first, *again = remembering_post.emails
    assert [email.text for email in again] == [first.text] * 2
    assert {email.subject for email in again} == {"The confirmation of your order ORD-7K2M9QXD, once more"}
    assert facts()["confirmations"] == {"ord_1": 1}, "the audit counts those that come by themselves"


def test_the_order_letter_adds_up_before_the_readers_eyes(remembering_post):
    on_order(confirmed())
    send_due()
    text = remembering_post.emails[0].text
    for line in ("2 × Winter <jacket>, tan (Kiln & Loom)  $1,299.00", "Discount  −$129.90", "Shipping  Free",
                 "Tax  $93.53", "Total  $1,262.63"):  # fmt: skip
        assert line in text


BASKETS = ITEM.model_copy(
    update={"title": "Woven <basket>", "options": {"size": "Large", "colour": "Red"}, "quantity": 2}
)


@pytest.mark.parametrize(
    "event",
    [
        confirmed(items=[BASKETS]),
        confirmed_again().model_copy(update={"items": [BASKETS]}),
        shipped().model_copy(update={"items": [BASKETS]}),
        completed().model_copy(update={"items": [BASKETS]}),
        item_cancelled().model_copy(update={"title": BASKETS.title, "options": BASKETS.options}),
    ],
    ids=lambda event: event.name,
)
def test_letters_name_goods_with_what_was_chosen(remembering_post, event):
    (on_order_letter if event.name == "order.letter.requested" else on_order)(event)
    send_due()
    (email,) = remembering_post.emails
    assert "2 × Woven <basket> (Large, Red)" in email.text
    assert "Woven &lt;basket&gt; (Large, Red)" in email.html


def test_only_another_number_is_worth_a_letter_and_the_same_news_one(remembering_post):
    on_tracking_corrected(tracking_corrected(tracking_number="TRK-1"))
    assert send_due() == 0
    for _ in range(2):
        on_tracking_corrected(tracking_corrected())
    assert send_due() == 1
    assert "The right one is TRK-2, with Blue Van." in remembering_post.emails[0].text


def test_a_parcel_of_before_its_contents_were_told_says_nothing_of_them(remembering_post):
    on_order(shipped())
    send_due()
    assert "In the parcel" not in remembering_post.emails[0].text


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


def test_an_owner_reads_why_an_application_was_rejected_and_each_rejection_is_a_letter(remembering_post):
    first = shop_letter("shop_rejected", reason="say more about <b>your</b> goods")
    for event in (first, first, shop_letter("shop_rejected", letter_id="ltr_2", reason="Still no address")):
        on_shop_letter(event)
    assert send_due() == 2
    one, two = remembering_post.emails
    assert "The reason: Say more about <b>your</b> goods." in one.text
    assert "&lt;b&gt;your&lt;/b&gt;" in one.html
    assert "Still no address" in two.text
    assert one.subject == "About your application for Kiln & Loom"
    assert "Hello Ada <b>Byron</b>," in one.text
    assert "<b>Byron" not in one.html


@pytest.mark.parametrize(
    ("news", "subject"),
    [
        ([wish_news()], "Desk lamp costs less now"),
        ([wish_news(kind="back_in_stock", price_before=None)], "Back in stock: Desk lamp"),
        ([wish_news(), wish_news(title="Rug"), wish_news()], "News from your wishlist: Desk lamp and 2 more"),
        (
            [wish_news(title="<b>Lamp</b>\r\nBcc: eve@example.org")],
            "<b>Lamp</b> Bcc: eve@example.org costs less now",
        ),
    ],
)
def test_a_wishlists_letter_says_in_its_subject_what_is_new(remembering_post, news, subject):
    on_wishlist_letter(wishlist_news(*news))
    send_due()
    email = remembering_post.emails[0]
    assert email.subject == subject
    assert "<b>Lamp" not in email.html


def test_a_wishlists_letter_can_be_ended_with_one_click(remembering_post):
    on_wishlist_letter(wishlist_news())
    send_due()
    email = remembering_post.emails[0]
    assert email.headers["List-Unsubscribe"] == f"<http://testserver/wishlist/letters/end?token={TOKEN}>"
    assert email.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/wishlist/letters/end?token={TOKEN}" in email.text
    assert "$15.00" in email.html
    assert "$20.00" in email.text
    assert "Only 3 left" in email.text


def test_the_same_news_a_week_later_is_another_letter(remembering_post):
    event = wishlist_news()
    on_wishlist_letter(event)
    on_wishlist_letter(event)
    assert send_due() == 1
    on_wishlist_letter(event.model_copy(update={"at": clock.in_seconds(7 * 86_400)}))
    assert send_due() == 1


def test_what_a_tier_brings_is_told_and_a_step_down_is_not(remembering_post):
    on_tier(tier_reached())
    on_tier(tier_reached(from_tier="gold", to_tier="silver", is_higher=False, tier_label="Silver"))
    send_due()
    (letter,) = remembering_post.emails
    assert letter.subject == "You are Gold now"
    assert "A gift each quarter" in letter.text
    assert "Ada &lt;b&gt;Byron" in letter.html


def test_a_birthday_letter_is_written_once_a_year(remembering_post):
    on_birthday(birthday())
    on_birthday(birthday())
    send_due()
    (letter,) = remembering_post.emails
    assert letter.subject == "Happy birthday: 200 points for you"
    assert "1,450" in letter.text


def test_a_confirmation_says_what_the_tier_took_off(remembering_post):
    on_order(confirmed(member_label="Gold member 15 %", member_discount=Money.of(12990)))
    on_order(confirmed(number="ORD-2", member_label="Gold member 15 %", member_discount=Money.of(2990)))
    send_due()
    alone, beside_a_coupon = (email.text for email in remembering_post.emails)
    assert "Gold member 15 %  −$129.90" in alone
    assert "Discount, of it $29.90 as Gold member 15 %  −$129.90" in beside_a_coupon


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


def test_a_letter_to_who_waited_leads_to_the_goods_and_ends_with_one_click(remembering_post):
    on_waiting_letter(waiting_letter())
    send_due()
    (email,) = remembering_post.emails
    assert (email.to, email.subject) == ("eve@example.org", "Back in stock: Desk lamp")
    assert "http://testserver/products/desk-lamp?variation=var_1" in email.text
    assert email.headers["List-Unsubscribe"] == f"<http://testserver/back-in-stock/end?token={TOKEN}>"
    assert email.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_runs_low_is_one_letter_with_a_line_for_each(remembering_post):
    on_low_stock(low_stock(others=3))
    send_due()
    (email,) = remembering_post.emails
    assert email.subject == "Running low at Kiln & Loom: Desk lamp (Brass) and 4 more"
    for line in ("Desk lamp (Brass) (SKU LAMP-1): 2 left", "RUG-1: none left", "And 3 more."):
        assert line in email.text
