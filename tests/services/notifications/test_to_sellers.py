"""What letters to sellers say."""

from __future__ import annotations

import pytest

from souk.services.notifications.handlers import on_call_off, on_sale
from souk.services.notifications.use_cases.sending import send_due

from .conftest import call_off, sale


def test_a_sale_says_what_is_to_be_sent_and_nothing_of_the_buyer(remembering_post):
    on_sale(sale(others=2))
    on_sale(sale(others=2))
    send_due()
    (email,) = remembering_post.emails
    assert (email.to, email.subject) == ("ada@example.org", "Sold at Kiln & Loom: order ORD-7K2M9QXA")
    for line in (
        "2 × Winter <jacket> (Navy) (SKU LAMP-1)",
        "And 2 more.",
        "Together $45.00, without tax and shipping",
    ):
        assert line in email.text
    assert "Winter &lt;jacket&gt; (Navy)" in email.html


@pytest.mark.parametrize("is_all", [True, False])
def test_a_cancellation_says_what_is_not_to_be_sent_and_whether_something_is_left(remembering_post, is_all):
    for _ in range(2):
        on_call_off(call_off(is_all=is_all))
    send_due()
    (email,) = remembering_post.emails
    assert (email.to, email.subject) == ("ada@example.org", "Cancelled at Kiln & Loom: order ORD-7K2M9QXA")
    assert "2 × Winter <jacket> (Navy) (SKU LAMP-1)" in email.text
    assert ("Nothing of this order is left to send." in email.text) is is_all
    assert ("The rest of the order is to be sent as before." in email.text) is not is_all
    assert "Winter &lt;jacket&gt; (Navy)" in email.html
