"""The demo's last weeks: every outcome is there, told by the houses themselves, and nothing of it is at odds with anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from souk import audit
from souk.contracts.orders.calls import Orders, Reader
from souk.contracts.products.calls import CategoryDraft, Products
from souk.contracts.shipping.calls import Shipping
from souk.contracts.shops.calls import ShopDraft, Shops, SoldItems
from souk.contracts.users.calls import Users
from souk.demo import history
from souk.demo.catalogue import products
from souk.demo.categories import CATEGORIES
from souk.demo.market import draft_of
from souk.demo.people import ADDRESSES, BUYERS
from souk.demo.purchases import DAYS, ORDERS, Line, Purchase, bought, purchases
from souk.demo.shops import SHOPS
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.process import databases as hosted
from souk.services.notifications.models import Message

FATES = (
    "arrived", "sent", "packing", "half_sent", "one_cannot_be_sent", "sold_out", "called_off", "declined", "money_back",
    "goodwill", "to_confirm", "to_pay",
)  # fmt: skip


def test_the_weeks_are_the_same_every_time_and_have_everything() -> None:
    assert purchases() == purchases.__wrapped__()
    assert len(purchases()) == ORDERS
    assert {purchase.fate for purchase in purchases()} == set(FATES)
    assert {line.product.shop for purchase in purchases() for line in purchase.lines} == {
        s.slug for s in SHOPS
    }
    ages = [purchase.hours_ago for purchase in purchases()]
    assert ages == sorted(ages, reverse=True)
    assert ages[0] <= DAYS * 24
    guests = [purchase.email for purchase in purchases() if purchase.is_guest]
    assert len(guests) == len(set(guests)) > 10
    assert {person.email for person in BUYERS} <= {purchase.email for purchase in purchases()}
    assert set(ADDRESSES) == {person.email for person in BUYERS}


def test_who_bought_what_is_known_to_whoever_writes_reviews() -> None:
    pairs = list(bought())
    assert len(set(pairs)) > 40
    assert {email for email, _ in pairs} <= {person.email for person in BUYERS}
    assert {slug for _, slug in pairs} <= {product.slug for product in products()}


def test_what_is_divided_has_at_least_two_things_of_one_shop() -> None:
    for purchase in purchases():
        if purchase.fate in ("half_sent", "one_cannot_be_sent"):
            assert len(purchase.lines) >= 2


@pytest.fixture
def street(databases: None, deliver: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two shops with three goods each, and one purchase of every fate."""
    shops = [SHOPS[0], SHOPS[1]]
    shelf = []
    owner = ask(Users).open_account(
        key="o",
        email="o@souk.example",
        password="a long password",
        name="O",
        roles=["shopper"],
        is_verified=True,
    )
    drafts = [CategoryDraft(slug=c.slug, name=c.name, parent_slug=c.parent) for c in CATEGORIES]
    ask(Products).save_categories(key="c", drafts=drafts)
    for shop in shops:
        opened = ask(Shops).open_shop(
            key=shop.slug, owner_id=owner.user_id, draft=ShopDraft(slug=shop.slug, name=shop.name)
        )
        ask(Shops).approve_shop(key=shop.slug, shop_id=opened.shop_id)
        deliver()
        goods = [p for p in products() if p.shop == shop.slug and p.variations[0].stock >= 30][:3]
        ask(Products).save_products(
            key=f"p/{shop.slug}", drafts=[draft_of(product, opened.shop_id, []) for product in goods]
        )
        shelf += goods
    deliver()
    everything = tuple(_purchase(number, fate, shelf) for number, fate in enumerate(FATES))
    monkeypatch.setattr(history, "purchases", lambda: everything)
    monkeypatch.setattr(history, "SHOPS", shops)
    monkeypatch.setattr(history, "SEND_THEMSELVES", (shops[0].slug,))
    return deliver


def _purchase(number: int, fate: Any, shelf: list[Any]) -> Purchase:
    is_guest = number % 3 == 0
    hours = {"packing": 3, "sent": 40, "to_pay": 0, "to_confirm": 0}.get(fate, 24 * 12)
    lines = tuple(Line(product, product.variations[0].sku, 1) for product in (shelf[0], shelf[1], shelf[4]))
    email = f"guest.{number}@guests.example" if is_guest else BUYERS[number % 8].email
    return Purchase(number, email, "Ada Guest", is_guest, hours, lines, fate, "")


def test_every_outcome_comes_to_pass_and_the_audit_is_clean(street: Any) -> None:
    told = history.open_history(hosted())
    assert told.refusals == []
    assert told.placed == len(FATES)
    orders = [
        ask(Orders).order(order_id=row.order_id, reader=Reader(is_staff=True))
        for row in ask(Orders).newest(limit=50).items
    ]
    assert sorted(order.status for order in orders) == sorted(
        ["delivered"] * 4 + ["shipped"] + ["processing"] * 2 + ["cancelled"] * 3 + ["pending"] * 2
    )
    assert {order.payment.status for order in orders} == {
        "captured", "partly_refunded", "refunded", "voided", "failed", "requires_action"
    }  # fmt: skip
    now = clock.now()
    assert sum(now - order.created_at > timedelta(days=10) for order in orders) == 8
    states = {item.status for order in orders for shop in order.shops for item in shop.items}
    assert states == {"pending", "processing", "shipped", "delivered", "cancelled"}
    parcels = [parcel for order in orders for parcel in ask(Shipping).shipments(order_id=order.order_id)]
    assert {parcel.status for parcel in parcels} >= {"preparing", "handed_over", "delivered", "cancelled"}
    first = ask(Shops).shop_by_slug(slug=SHOPS[0].slug)
    sales = ask(SoldItems).sales(shop_id=first.shop_id)
    assert sales.periods[2].orders > sales.periods[0].orders
    assert not Message.objects.filter(status="waiting", created_at__lt=now - timedelta(hours=1)).exists()
    broken = [
        sentence for finding in audit.audit() for sentence in finding.violations if "is due" not in sentence
    ]
    assert broken == []


def test_again_it_changes_nothing_and_half_of_it_is_completed(street: Any) -> None:
    history.open_history(hosted())
    assert history.open_history(hosted()).placed == 0
    second = ask(Shops).shop_by_slug(slug=SHOPS[1].slug)
    assert ask(Shipping).sender(shop_id=second.shop_id) == "carrier"
    ask(Shipping).choose_sender(key="x", shop_id=second.shop_id, sender="shop")  # as if it had broken off
    again = history.open_history(hosted())
    assert (again.placed, again.kept) == (0, len(FATES))
    assert len(ask(Orders).newest(limit=50).items) == len(FATES)


def test_a_market_in_many_processes_opens_without_it(street: Any) -> None:
    assert history.open_history(["web"]).placed == 0
