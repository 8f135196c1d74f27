"""What letters to sellers say."""

from __future__ import annotations

from souk.services.notifications.handlers import on_sale
from souk.services.notifications.use_cases.sending import send_due

from .conftest import sale


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
