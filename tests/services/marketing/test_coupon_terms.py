"""Coupons as staff save and list them."""

from __future__ import annotations

import datetime as dt

import pytest

from souk.contracts.marketing.calls import CouponDraft
from souk.kernel import clock
from souk.services.marketing import jobs
from souk.services.marketing.models import Coupon, SavedKey
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Invalid


def draft(**terms) -> CouponDraft:
    return CouponDraft(**{"code": "TEN", "description": "Ten off", **terms})


def test_saving_replaces_the_terms_and_keeps_the_uses(marketing):
    marketing.save_coupon(key="a", draft=draft(percent=10))
    marketing.redeem(key="k", code="TEN", subtotal=Money.of(1000), customer="usr_ada")
    marketing.save_coupon(key="b", draft=draft(amount_off=Money.of(700), usage_limit=9))
    row = Coupon.objects.get()
    assert (row.percent, row.amount_off, row.usage_limit, row.used) == (None, 700, 9, 1)


def test_an_old_save_that_arrives_again_does_not_bring_old_terms_back(marketing):
    marketing.save_coupon(key="a", draft=draft(percent=10))
    marketing.save_coupon(key="b", draft=draft(percent=20))
    marketing.save_coupon(key="a", draft=draft(percent=10))
    assert Coupon.objects.get().percent == 20
    with clock.shifted(31 * 86_400):
        jobs.forget_keys()
    assert not SavedKey.objects.exists()


def test_a_limit_below_what_was_used_is_refused(marketing):
    marketing.save_coupon(key="a", draft=draft(percent=10))
    for number in range(2):
        marketing.redeem(key=f"k{number}", code="TEN", subtotal=Money.of(1000), customer="usr_ada")
    with pytest.raises(Invalid):
        marketing.save_coupon(key="b", draft=draft(percent=10, usage_limit=1))
    assert Coupon.objects.get().usage_limit is None
    marketing.save_coupon(key="c", draft=draft(percent=10, usage_limit=2))


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({}, "/percent"),
        ({"percent": 10, "amount_off": Money.of(1)}, "/percent"),
        ({"amount_off": Money.of(0)}, "/amount_off"),
        ({"amount_off": Money.of(-5)}, "/amount_off"),
        ({"amount_off": Money.of(5, "EUR")}, "/amount_off"),
        ({"percent": 5, "minimum_subtotal": Money.of(5, "JPY")}, "/minimum_subtotal"),
        ({"percent": 5, "minimum_subtotal": Money.of(-1)}, "/minimum_subtotal"),
        ({"percent": 5, "usage_limit": 10**30}, "/usage_limit"),
        ({"percent": 5, "per_customer_limit": 2**31}, "/per_customer_limit"),
        ({"percent": 5, "ends_at": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}, "/ends_at"),
        (
            {
                "percent": 5,
                "starts_at": dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
            },
            "/starts_at",
        ),
        (
            {
                "percent": 5,
                "starts_at": dt.datetime(2026, 2, 1),
                "ends_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            },
            "/ends_at",
        ),
    ],
)
def test_terms_that_make_no_sense_name_their_field(marketing, terms, pointer):
    with pytest.raises(Invalid) as refusal:
        marketing.save_coupon(key="a", draft=draft(**terms))
    assert [error.pointer for error in refusal.value.errors] == [pointer]
    assert not Coupon.objects.exists()


def test_only_staff_see_and_save_coupons(client, signed_in):
    body = {"code": "TEN", "description": "Ten off", "percent": 10}
    for headers, status in [
        ({}, 401),
        (signed_in("usr_ada"), 403),
        (signed_in("usr_own", ["shop_owner"]), 403),
    ]:
        assert client.get("/api/marketing/coupons", headers=headers).status_code == status
        answer = client.put("/api/marketing/coupons", body, "application/json", headers=headers)
        assert answer.status_code == status
    assert not Coupon.objects.exists()


def test_staff_save_and_page_through_coupons(client, signed_in):
    headers = signed_in("usr_staff", ["staff"])
    for code in ("B-2", "A-1", "C-3"):
        body = {
            "code": code,
            "description": "x",
            "amount_off": {"amount": "5.00", "currency": "USD"},
            "usage_limit": 7,
        }
        answer = client.put("/api/marketing/coupons", body, "application/json", headers=headers)
        assert answer.status_code == 200
        assert (answer.json()["amount_off"]["amount"], answer.json()["used"]) == ("5.00", 0)
    first = client.get("/api/marketing/coupons?limit=2", headers=headers).json()
    assert [item["code"] for item in first["items"]] == ["A-1", "B-2"]
    rest = client.get(f"/api/marketing/coupons?limit=2&cursor={first['next']}", headers=headers).json()
    assert ([item["code"] for item in rest["items"]], rest["next"]) == (["C-3"], None)
    from souk.vocabulary.pages import write_cursor

    odd = [f"cursor={write_cursor(value)}" for value in ("\ud800", "\0", 10**30)]
    for query in (*odd, "cursor=nonsense", "limit=0", "limit=101", "page=2"):
        assert client.get(f"/api/marketing/coupons?{query}", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "change",
    [{"code": "ten"}, {"code": "T"}, {"percent": 0}, {"percent": 101}, {"percent": -5}, {"used": 0}, {"usage_limit": 0}, {"description": "x" * 201}],
)  # fmt: skip
def test_a_coupon_that_is_wrong_is_not_saved(client, signed_in, change):
    body = {"code": "TEN", "description": "Ten off", "percent": 10} | change
    headers = signed_in("usr_staff", ["administrator"])
    answer = client.put("/api/marketing/coupons", body, "application/json", headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not Coupon.objects.exists()


def test_staff_end_a_coupon_and_find_it_by_how_it_stands(client, signed_in, coupon):
    headers = signed_in("usr_staff", ["staff"])
    coupon("TEN", percent=10)
    coupon("OTHER", percent=5)
    path = "/api/marketing/coupons/TEN/end"
    assert client.post(path, headers=signed_in("usr_ada")).status_code == 403
    for _ in range(2):
        assert client.post(path, headers=headers).status_code == 204
    ended_at = Coupon.objects.get(code="TEN").ends_at
    assert ended_at <= clock.now()
    assert client.post("/api/marketing/coupons/NONE/end", headers=headers).status_code == 404

    def found(query: str) -> list[str]:
        page = client.get(f"/api/marketing/coupons?{query}", headers=headers).json()
        return [one["code"] for one in page["items"]]

    assert found("state=ended") == ["TEN"]
    assert found("state=running") == ["OTHER"]
    assert found("code=te") == ["TEN"]
