"""Coupons in the back office over the real houses: made, found, changed, ended, and noted."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from souk.contracts.marketing.calls import CouponDraft
from souk.demo.coupons import print_coupons
from souk.kernel import clock
from souk.kernel.models import TrailRow
from souk.services.marketing.models import Coupon
from souk.services.marketing.service import MarketingService
from souk.services.web.pages.office import tables
from souk.vocabulary.money import Money
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")

LIST = "/office/coupons"
FORM = {"key": "1", "code": "ten-off", "description": "Ten off", "percent": "10"}


def codes_in(text: str) -> list[str]:
    return [part.split('"')[0] for part in text.split(f'href="{LIST}/')[1:] if not part.startswith("new")]


def test_a_coupon_is_made_once_found_changed_and_ended(desk, grace):
    for _ in range(2):
        answer = desk.post(f"{LIST}/new", FORM, follow=True)
        assert "The coupon is made" in text_of(answer)
    row = Coupon.objects.get()
    assert (row.code, row.percent, row.usage_limit) == ("TEN-OFF", 10, None)
    assert codes_in(text_of(desk.get(LIST))) == ["TEN-OFF"]
    page = text_of(desk.get(f"{LIST}/TEN-OFF"))
    assert 'value="10"' in page
    assert "Used never" in page
    changed = {"description": "Five off", "amount_off": "5.00", "minimum_subtotal": "20", "usage_limit": "3",
               "starts_at": "2026-11-01T00:00", "ends_at": "2099-01-01T10:30"}  # fmt: skip
    assert desk.post(f"{LIST}/TEN-OFF", changed).headers["Location"] == LIST
    row.refresh_from_db()
    assert (row.percent, row.amount_off, row.minimum_subtotal, row.usage_limit) == (None, 500, 2000, 3)
    assert row.ends_at.isoformat() == "2099-01-01T10:30:00+00:00"
    assert 'value="2099-01-01T10:30"' in text_of(desk.get(f"{LIST}/TEN-OFF"))
    assert "is over" in text_of(desk.post(f"{LIST}/TEN-OFF/end", follow=True))
    assert "End this coupon" not in text_of(desk.get(f"{LIST}/TEN-OFF"))
    done = TrailRow.objects.using("marketing").filter(kind="done", subject="TEN-OFF").order_by("entry_id")
    assert [(one.deed, one.actor_id) for one in done] == [
        ("coupons.add", grace.user_id),
        ("coupons.change", grace.user_id),
        ("coupons.end", grace.user_id),
    ]
    assert '"percent":10' in done[1].before
    assert "5.00" in done[1].after


def test_a_code_that_is_there_is_not_written_over(desk):
    MarketingService().save_coupon(key="a", draft=CouponDraft(code="TEN-OFF", description="x", percent=50))
    answer = desk.post(f"{LIST}/new", FORM)
    assert answer.status_code == 422
    assert "There is a coupon of this code already" in text_of(answer)
    assert Coupon.objects.get().percent == 50


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"code": "x"}, "Only letters from A to Z"),
        ({"percent": ""}, "Give percent or amount_off"),
        ({"percent": "101"}, "This can be at most 100"),
        ({"amount_off": "5"}, "Give percent or amount_off"),
        ({"percent": "", "amount_off": "-5"}, "This has to be at least 0"),
        ({"percent": "", "amount_off": "5.001"}, "digits after the point"),
        ({"usage_limit": "0"}, "This has to be at least 1"),
        ({"ends_at": "tomorrow"}, "Write a day and a time"),
        ({"starts_at": "2027-01-02T00:00", "ends_at": "2027-01-01T00:00"}, "It ends before it starts"),
        ({"ends_at": "0001-01-01T00:00"}, "A year from 2000"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(desk, typed, says):
    answer = desk.post(f"{LIST}/new", FORM | typed)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not Coupon.objects.exists()


def test_a_limit_below_its_uses_is_said_beside_the_field(desk):
    marketing = MarketingService()
    marketing.save_coupon(key="a", draft=CouponDraft(code="TEN", description="x", percent=10))
    for number in range(2):
        marketing.redeem(key=f"k{number}", code="TEN", subtotal=Money.of(1000), customer="usr_ada")
    answer = desk.post(f"{LIST}/TEN", {"description": "x", "percent": "10", "usage_limit": "1"})
    assert answer.status_code == 422
    assert "It was used more often already" in text_of(answer)
    assert "Used twice" in text_of(answer)


def test_coupons_are_found_by_code_and_by_how_they_stand(desk):
    print_coupons()
    marketing = MarketingService()
    draft = CouponDraft(code="USED-UP", description="x", percent=5, usage_limit=1)
    marketing.save_coupon(key="u", draft=draft)
    marketing.redeem(key="k", code="USED-UP", subtotal=Money.of(1000), customer="usr_ada")

    def found(query: str) -> list[str]:
        return codes_in(text_of(desk.get(f"{LIST}?{query}")))

    assert found("") == ["FIVE-OFF", "HELLO-10", "NEXT-SALE", "OPENING", "USED-UP"]
    assert found("code=he") == ["HELLO-10"]
    assert found("code=%00") == []
    assert found("state=running") == ["FIVE-OFF", "HELLO-10"]
    assert found("state=not_started") == ["NEXT-SALE"]
    assert found("state=ended") == ["OPENING"]
    assert found("state=used_up") == ["USED-UP"]
    assert desk.get(f"{LIST}?state=nonsense").status_code == 422
    with clock.shifted(15 * 86_400):
        later = browser_of("usr_1", given=("coupons.manage",)).get(f"{LIST}?state=ended")
        assert codes_in(text_of(later)) == ["NEXT-SALE", "OPENING"]
    rows = list(csv.reader(io.StringIO(text_of(desk.get(f"{LIST}.csv?code=USED")))))
    assert rows[0][1:] == [
        "In words", "Off", "Cart of", "From", "until", "Used", "of at most", "for one at most", "State",
    ]  # fmt: skip
    assert rows[1][:3] == ["USED-UP", "x", "5 %"]
    assert rows[1][-4:] == ["1", "1", "", "Used up"]


def test_many_coupons_are_read_a_page_at_a_time_each_by_one_query(desk, monkeypatch, count_queries):
    now = clock.now()
    Coupon.objects.bulk_create(
        Coupon(
            code=f"C-{n:03d}", description="", percent=5, currency="USD", created_at=now, updated_at=now,
            ends_at=now + timedelta(days=1),
        )
        for n in range(70)
    )  # fmt: skip
    with count_queries("marketing") as queries:
        first = text_of(desk.get(LIST))
    assert len(queries) == 1
    assert len(codes_in(first)) == 50
    more = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert codes_in(text_of(desk.get(more))) == [f"C-{n:03d}" for n in range(50, 70)]
    monkeypatch.setattr(tables, "ROWS_OF_FILE", 20)
    assert len(list(csv.reader(io.StringIO(text_of(desk.get(f"{LIST}.csv")))))) == 71


def test_only_who_may_manage_coupons_enters(grace):
    browser = browser_of("usr_1", given=("customers.manage", "orders.read"))
    assert browser.get(LIST).status_code == 403
    assert browser.post(f"{LIST}/new", FORM).status_code == 403
    assert not Coupon.objects.exists()
    assert f'href="{LIST}"' not in text_of(browser.get("/office"))
    assert browser_of("usr_1", given=("coupons.manage",)).get(LIST).status_code == 200
    assert browser_of("usr_1", given=("coupons.manage",)).get(f"{LIST}/NONE").status_code == 404
