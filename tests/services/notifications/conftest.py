"""A post that remembers, and events to hear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from souk.contracts.customers.events import CustomerBirthday, CustomerTierChanged
from souk.contracts.marketing.events import SubscriberLetterRequested
from souk.contracts.orders.events import (
    ItemFacts,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderItemCancelled,
    OrderLetterRequested,
    OrderPaymentFailed,
    OrderRefunded,
    OrderShipped,
    OrderTrackingCorrected,
)
from souk.contracts.reviews.events import ReviewAnswered, ReviewModerated
from souk.contracts.shops.events import (
    CallOffLetterRequested,
    ChangedGoods,
    GoodsLetterRequested,
    LowGoods,
    LowStockLetterRequested,
    SaleLetterRequested,
    ShopLetterRequested,
    SoldGoods,
)
from souk.contracts.users.events import UserLetterRequested
from souk.contracts.wishlist.events import NewsFacts, WaitingLetterRequested, WishlistLetterRequested
from souk.kernel import clock
from souk.services.notifications import ports
from souk.services.notifications.ports import Email
from souk.vocabulary.money import Money

AT = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
TOKEN = "a-token-that-opens-the-account"
WHO = {"order_id": "ord_1", "number": "ORD-7K2M9QXD", "user_id": None, "email": "ada@example.org", "at": AT}
ITEM = ItemFacts(
    item_id="itm_1", variation_id="var_1", product_id="prd_1", shop_id="shp_1", shop_name="Kiln & Loom",
    title="Winter <jacket>, tan", quantity=2, unit_price=Money.of(64950), line_total=Money.of(129900),
)  # fmt: skip


def account_letter(kind="reset_password", token=TOKEN, **other):
    given = {
        "user_id": "usr_1", "email": "ada@example.org", "full_name": "Ada <b>Byron</b>", "letter": kind, "token": token,
        "expires_at": clock.in_seconds(3600),
    }  # fmt: skip
    return UserLetterRequested(**(given | other))


def tier_reached(**other):
    given = {
        "user_id": "usr_1", "email": "ada@example.org", "full_name": "Ada <b>Byron</b>", "from_tier": "silver",
        "to_tier": "gold", "tier_label": "Gold", "benefits": ["15 % off", "A gift each quarter"],
    }  # fmt: skip
    return CustomerTierChanged(**(given | other))


def birthday():
    return CustomerBirthday(
        user_id="usr_1", email="ada@example.org", full_name="Ada", points=200, balance=1450, year=2026
    )


def subscriber_letter(kind="confirm_subscription"):
    return SubscriberLetterRequested(email="ada@example.org", letter=kind, token=TOKEN)


def wish_news(**other):
    given = {
        "kind": "price_dropped", "item_id": "wsh_1", "title": "Desk lamp", "shop_name": "Kiln & Loom",
        "options": {"colour": "Brass"}, "path": "/products/desk-lamp?variation=var_1", "price": Money.of(1500),
        "price_before": Money.of(2000), "left": 3,
    }  # fmt: skip
    return NewsFacts(**(given | other))


def wishlist_news(*news):
    return WishlistLetterRequested(
        wishlist_id="wsl_1", user_id="usr_1", email="ada@example.org", full_name="Ada <b>Byron</b>", token=TOKEN, at=AT,
        news=list(news) or [wish_news()],
    )  # fmt: skip


def waiting_letter(*news):
    told = list(news) or [wish_news(kind="back_in_stock", price_before=None)]
    return WaitingLetterRequested(letter_id="ltr_1", email="eve@example.org", token=TOKEN, at=AT, news=told)


def low_stock(*low, others=0):
    named = list(low) or [
        LowGoods(variation_id="var_1", sku="LAMP-1", title="Desk lamp (Brass)", available=2),
        LowGoods(variation_id="var_2", sku="RUG-1", title="", available=0),
    ]
    return LowStockLetterRequested(
        letter_id="ltr_1", shop_id="shp_1", owner_id="usr_1", email="ada@example.org", full_name="Ada <b>Byron</b>",
        shop_name="Kiln & Loom", low=named, others=others, at=AT,
    )  # fmt: skip


def goods_changed(*goods, reason="the picture was of <b>something</b> else"):
    named = list(goods) or [
        ChangedGoods(product_id="prd_1", title="Desk lamp", what=["pictures", "price"]),
        ChangedGoods(product_id="prd_2", title="Rug", what=["deleted"]),
    ]
    return GoodsLetterRequested(
        letter_id="ltr_1", shop_id="shp_1", owner_id="usr_1", email="ada@example.org", full_name="Ada <b>Byron</b>",
        shop_name="Kiln & Loom", changed=named, reason=reason, at=AT,
    )  # fmt: skip


def sale(*goods, others=0):
    sent = list(goods) or [SoldGoods(title="Winter <jacket> (Navy)", sku="LAMP-1", quantity=2)]
    return SaleLetterRequested(
        letter_id="ltr_1", shop_id="shp_1", owner_id="usr_1", email="ada@example.org", full_name="Ada <b>Byron</b>",
        shop_name="Kiln & Loom", number="ORD-7K2M9QXA", goods=sent, others=others, value=Money.of(4500), at=AT,
    )  # fmt: skip


def call_off(*goods, is_all=False):
    gone = list(goods) or [SoldGoods(title="Winter <jacket> (Navy)", sku="LAMP-1", quantity=2)]
    return CallOffLetterRequested(
        letter_id="ltr_1", shop_id="shp_1", owner_id="usr_1", email="ada@example.org", full_name="Ada <b>Byron</b>",
        shop_name="Kiln & Loom", number="ORD-7K2M9QXA", goods=gone, is_all=is_all, at=AT,
    )  # fmt: skip


def confirmed(**other):
    given = WHO | {
        "buyer_name": "Ada", "items": [ITEM], "subtotal": Money.of(129900), "discount": Money.of(12990),
        "shipping": Money.of(0), "tax": Money.of(9353), "total": Money.of(126263), "order_token": "guests-token",
    }  # fmt: skip
    return OrderConfirmed(**(given | other))


def confirmed_again(letter_id="ltr_1"):
    return OrderLetterRequested(**confirmed().model_dump(), letter_id=letter_id)


def cancelled(refunded=0, reason="sold out"):
    return OrderCancelled(**WHO, reason=reason, refunded=Money.of(refunded), order_token="guests-token")


def item_cancelled(refunded=4500, at=AT):
    return OrderItemCancelled(
        **(WHO | {"at": at}), item_id="itm_1", shop_id="shp_1", shop_name="Kiln & Loom", title="Winter <jacket>", quantity=2,
        reason="sold out", refunded=Money.of(refunded), order_token="guests-token",
    )  # fmt: skip


def refunded(amount=126263, at=AT):
    return OrderRefunded(**(WHO | {"at": at}), amount=Money.of(amount), order_token="guests-token")


def payment_failed():
    return OrderPaymentFailed(**WHO, failure="the card was declined", order_token="guests-token")


def shipped(shop_name="Kiln & Loom", tracking_number="TRK-1"):
    return OrderShipped(
        **WHO, shop_name=shop_name, tracking_number=tracking_number, order_token="guests-token"
    )


def tracking_corrected(**other):
    given = WHO | {
        "shop_id": "shp_1", "shop_name": "Kiln & Loom", "carrier": "Blue Van", "tracking_number": "TRK-2",
        "former_number": "TRK-1", "items": [ITEM], "order_token": "guests-token",
    }  # fmt: skip
    return OrderTrackingCorrected(**(given | other))


def completed():
    return OrderCompleted(**WHO, items=[ITEM], total=Money.of(126263), order_token="guests-token")


def shop_letter(letter, letter_id="ltr_1", reason=""):
    return ShopLetterRequested(
        letter_id=letter_id, shop_id="shp_1", owner_id="usr_1", email="ada@example.org", full_name="Ada <b>Byron</b>",
        shop_name="Kiln & Loom", slug="kiln-loom", letter=letter, reason=reason, at=AT,
    )  # fmt: skip


def moderated(**changed):
    return ReviewModerated(**(WRITTEN | {"decision": "hidden", "reason": "it has a link in it"} | changed))


def answered(**changed):
    about = WRITTEN | {"kind": "comment", "shop_name": "Kiln & Loom", "answer": "It is lined.\nWith wool."}
    return ReviewAnswered(**(about | changed))


WRITTEN = {
    "item_id": "rev_1", "kind": "review", "user_id": "usr_ada", "email": "ada@example.org", "author_name": "Ada",
    "subject_kind": "product", "subject_title": "Winter jacket", "subject_slug": "winter-jacket",
}  # fmt: skip


class RememberingPost:
    """Keeps what it is given; `troubles` are raised first, one per delivery."""

    waits = False

    def __init__(self) -> None:
        self.emails: list[Email] = []
        self.troubles: list[Exception] = []

    def deliver(self, email: Email) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.emails.append(email)


@pytest.fixture
def remembering_post() -> Iterator[RememberingPost]:
    before = ports.post()
    post = RememberingPost()
    ports.use_post(post)
    yield post
    ports.use_post(before)
