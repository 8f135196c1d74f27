"""Who keeps a shop does not shop with that account; what was in the cart comes back when the shop closes."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartHolder, Carts, ShopOwnersDoNotShop
from souk.contracts.shops.events import ShopApproved, ShopCreated, ShopDeleted, ShopRejected, ShopUpdated
from souk.contracts.users.events import UserErased
from souk.kernel import clock
from souk.kernel.data.database import _outbox_row
from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.cart import jobs
from souk.services.cart.models import OwnedShop
from souk.services.cart.service import CartsService
from souk.services.cart.settings import settings
from tests.fakes.cart import FakeCarts, quantities

ADA = CartHolder(user_id="usr_ada")
DAY = 86_400


def about(kind, shop_id="shp_1", owner_id="usr_ada", status="", **more):
    return kind(shop_id=shop_id, owner_id=owner_id, slug="kiln", shop_name="Kiln", status=status, **more)


def hear(event):
    envelope = event if isinstance(event, Envelope) else Envelope(_outbox_row("shops", event).envelope)
    receive("cart", [envelope])
    return envelope


@pytest.fixture
def may_shop():
    """The market's policy is the other one."""
    settings().owners_may_shop = True
    yield
    settings().owners_may_shop = False


@pytest.fixture(params=["house", "far away", "fake"])
def promised(request, shelves):
    """Carts, and a way to let them hear that somebody keeps a shop, and that they no longer do."""
    if request.param == "fake":
        fake = FakeCarts()
        fake.goods, fake.coupons = shelves.goods, shelves.coupons
        return fake, fake.owners.add, fake.owners.discard
    house = CartsService()
    return (
        house if request.param == "house" else Rehearsal(Carts, house),
        lambda user: hear(about(ShopApproved, owner_id=user)),
        lambda user: hear(about(ShopDeleted, owner_id=user)),
    )


def test_an_owners_cart_is_archived_whole_and_comes_back_whole(promised, shelves):
    carts, begins, ends = promised
    shelves.coupons["TEN"] = 10
    carts.add_item(holder=ADA, variation_id="var_mug", quantity=3)
    before = carts.apply_coupon(holder=ADA, code="TEN")
    begins("usr_ada")
    archived = carts.cart(holder=ADA)
    assert (archived.lines, archived.is_archived, archived.archived_quantity) == ([], True, 3)
    ends("usr_ada")
    after = carts.cart(holder=ADA)
    assert quantities(after) == {"var_mug": 3}
    assert (after.coupon, after.total, after.is_archived) == (before.coupon, before.total, False)


@pytest.mark.parametrize(
    "deed", ["add", "change", "remove", "clear", "coupon", "no coupon", "merge", "check out"]
)
def test_an_owner_neither_fills_a_cart_nor_buys_it(promised, shelves, deed):
    carts, begins, ends = promised
    shelves.coupons["TEN"] = 10
    line = carts.add_item(holder=ADA, variation_id="var_mug", quantity=3).lines[0]
    guest = carts.add_item(holder=CartHolder(), variation_id="var_lamp", quantity=1).token
    begins("usr_ada")
    deeds = {
        "add": lambda: carts.add_item(holder=ADA, variation_id="var_lamp", quantity=1),
        "change": lambda: carts.change_quantity(holder=ADA, item_id=line.item_id, quantity=1),
        "remove": lambda: carts.remove_item(holder=ADA, item_id=line.item_id),
        "clear": lambda: carts.clear(holder=ADA),
        "coupon": lambda: carts.apply_coupon(holder=ADA, code="TEN"),
        "no coupon": lambda: carts.remove_coupon(holder=ADA),
        "merge": lambda: carts.merge(token=guest, user_id="usr_ada"),
        "check out": lambda: carts.check_out(key="k", holder=ADA),
    }
    with pytest.raises(ShopOwnersDoNotShop):
        deeds[deed]()
    assert quantities(carts.cart(holder=CartHolder(token=guest))) == {"var_lamp": 1}, (
        "the guest's cart stays theirs"
    )
    ends("usr_ada")
    assert quantities(carts.cart(holder=ADA)) == {"var_mug": 3}


def test_an_owner_without_a_cart_gets_none(promised, shelves):
    carts, begins, _ = promised
    begins("usr_ada")
    with pytest.raises(ShopOwnersDoNotShop):
        carts.add_item(holder=ADA, variation_id="var_mug", quantity=1)
    assert carts.cart(holder=ADA).archived_quantity == 0
    assert quantities(carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1)) == {
        "var_mug": 1
    }


def test_a_checkout_answered_before_is_answered_again(promised, shelves):
    carts, begins, _ = promised
    carts.add_item(holder=ADA, variation_id="var_mug", quantity=1)
    frozen = carts.check_out(key="k", holder=ADA)
    begins("usr_ada")
    assert carts.check_out(key="k", holder=ADA) == frozen, "the order is under way already"


def test_a_policy_lets_owners_shop(carts, shelves, may_shop):
    hear(about(ShopApproved))
    assert quantities(carts.add_item(holder=ADA, variation_id="var_mug", quantity=1)) == {"var_mug": 1}
    settings().owners_may_shop = False
    assert carts.cart(holder=ADA).archived_quantity == 1, "the policy changed: it waits"


def test_news_of_shops_twice_late_and_out_of_order(carts, shelves):
    carts.add_item(holder=ADA, variation_id="var_mug", quantity=1)
    for kind, status in ((ShopCreated, "pending"), (ShopRejected, "rejected"), (ShopUpdated, "pending")):
        hear(about(kind, status=status))
    assert not carts.cart(holder=ADA).is_archived, "who waits for an answer still shops"
    approved = hear(about(ShopApproved, status="approved"))
    hear(approved)
    assert carts.cart(holder=ADA).is_archived
    hear(about(ShopDeleted, status="closed"))
    hear(about(ShopApproved, status="approved"))
    hear(about(ShopUpdated, status="approved"))
    assert not carts.cart(holder=ADA).is_archived, "a shop that closed does not open again"
    hear(about(ShopDeleted, "shp_2", status="closed"))
    hear(about(ShopApproved, "shp_2", status="approved"))
    assert not carts.cart(holder=ADA).is_archived, "also when its end is heard first"


def test_a_shop_of_the_time_before_is_heard_of_by_an_update(carts, shelves):
    hear(about(ShopUpdated, status="approved"))
    assert carts.cart(holder=ADA).is_archived
    hear(about(ShopUpdated, status="approved", is_active=False))
    assert carts.cart(holder=ADA).is_archived, "switched off, but still kept"


def test_an_owner_of_two_shops_shops_again_when_both_are_closed(carts, shelves):
    for shop_id in ("shp_1", "shp_2"):
        hear(about(ShopApproved, shop_id))
    hear(about(ShopDeleted, "shp_1"))
    assert carts.cart(holder=ADA).is_archived
    hear(about(ShopDeleted, "shp_2"))
    assert not carts.cart(holder=ADA).is_archived


def test_an_archived_cart_is_not_told_to_be_abandoned(carts, shelves):
    from souk.services.cart.models import Cart

    carts.add_item(holder=ADA, variation_id="var_mug", quantity=1)
    hear(about(ShopApproved))
    with clock.shifted(40 * DAY):
        jobs.tell_idle_carts()
        assert Cart.objects.get(user_id="usr_ada").abandoned_at is None
        hear(about(ShopDeleted))
        jobs.tell_idle_carts()
        assert Cart.objects.get(user_id="usr_ada").abandoned_at is not None


def test_nothing_is_kept_of_an_owner_who_was_erased(carts, shelves):
    hear(about(ShopApproved))
    hear(UserErased(user_id="usr_ada"))
    assert not OwnedShop.objects.exists()


def test_an_owner_is_told_with_a_code_by_rest(client, signed_in, shelves):
    hear(about(ShopApproved))
    answer = client.post(
        "/api/cart/items",
        {"variation_id": "var_mug"},
        content_type="application/json",
        headers=signed_in("usr_ada"),
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "shop-owners-do-not-shop")
    assert client.get("/api/cart", headers=signed_in("usr_ada")).json()["is_archived"] is True
