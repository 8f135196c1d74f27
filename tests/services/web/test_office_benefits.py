"""What members asked for, in the back office: seen by staff, done by who may."""

from __future__ import annotations

from web_neighbours import ADA, Street
from web_office import signed_in_as, text_of


def test_staff_see_who_waits_and_who_may_says_that_it_is_done(street: Street):
    assert "Nobody waits" in text_of(signed_in_as(street, "staff").get("/office/benefits"))
    street.customers.gift_is_active = True
    staff = signed_in_as(street, "staff")
    text = text_of(staff.get("/office/benefits"))
    assert "Ada &lt;b&gt;Byron" in text
    assert f"/office/customers/{ADA}" in text
    assert "/done" not in text
    for name in ("What", "For", "Email", "Since"):
        assert f'data-title="{name}"' in text, "a phone shows no heading above it"
    assert staff.post("/office/benefits/7-1/done").status_code == 403
    browser = signed_in_as(street, "administrator")
    assert "/office/benefits/7-1/done" in text_of(browser.get("/office/benefits"))
    assert browser.post("/office/benefits/7-1/done").headers["Location"] == "/office/benefits"
    assert "Nobody waits" in text_of(browser.get("/office/benefits"))


def test_others_find_the_door_closed(street: Street):
    assert signed_in_as(street, "shop_owner").get("/office/benefits").status_code == 403
