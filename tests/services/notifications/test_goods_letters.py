"""The letter about what staff changed of a shop's goods."""

from __future__ import annotations

from souk.services.notifications.handlers import on_goods_changed
from souk.services.notifications.use_cases.sending import send_due

from .conftest import goods_changed


def test_an_owner_reads_what_staff_changed_of_which_goods_and_why(remembering_post):
    on_goods_changed(goods_changed())
    send_due()
    (email,) = remembering_post.emails
    assert email.subject == "We have changed something at Kiln & Loom: Desk lamp and 1 more"
    for line in (
        "Desk lamp: the pictures and prices",
        "Rug: it is off the street for good",
        "The reason: The picture was of <b>something</b> else.",
    ):
        assert line in email.text
    assert 'href="http://testserver/portal/products/prd_1"' in email.html
    assert "prd_2" not in email.html, "it is not there any more"
