"""What wishlist hears: twice, late, out of order, and of people who come and go."""

from __future__ import annotations

import pytest

from souk.contracts.shops.events import ShopUpdated
from souk.contracts.users.events import UserErased
from souk.contracts.wishlist.calls import (
    ListHolder,
    Marks,
    NotForSaving,
    SharedListNotFound,
    Thing,
    WishlistArchived,
)
from souk.kernel import clock
from souk.services.wishlist import jobs
from souk.services.wishlist.models import Entry, FormerEntry, List, OwnedShop, WatchedProduct
from souk.services.wishlist.settings import WishlistSettings
from souk.services.wishlist.use_cases import auditing, holding
from tests.services.wishlist.conftest import said

DAY = 86_400


@pytest.fixture
def mug(wishlists, market, ada) -> str:
    mug = market.put("Mug", price=2000, stock=20)
    wishlists.save(holder=ada, thing=Thing(variation_id=mug))
    return mug


def first(wishlists, ada):
    return wishlists.wishlist(holder=ada).items[0]


def test_a_list_shows_todays_price_and_stock(wishlists, market, ada, mug):
    market.price(mug, 1500)
    market.stock(mug, 3)
    wish = first(wishlists, ada)
    assert (wish.price.minor, wish.price_when_added.minor, wish.percent_less) == (1500, 2000, 25)
    assert (wish.standing, wish.left, wish.news) == ("low_stock", 3, ["price_dropped"])
    market.price(mug, 2500)
    assert (first(wishlists, ada).percent_less, first(wishlists, ada).news) == (0, [])


def test_what_is_back_in_stock_says_so_for_two_weeks(wishlists, market, ada, mug):
    market.stock(mug, 0)
    assert (first(wishlists, ada).standing, first(wishlists, ada).can_move) == ("out_of_stock", False)
    with clock.shifted(60):
        market.stock(mug, 5)
        assert first(wishlists, ada).news == ["back_in_stock"]
    with clock.shifted(15 * DAY):
        assert first(wishlists, ada).news == []


def test_an_older_event_that_arrives_late_changes_nothing(wishlists, market, ada, mug):
    late_price = market.facts(mug)  # says 2000
    market.price(mug, 1500)
    market.hear(late_price)
    late_stock = market.stock(mug, 0)
    market.stock(mug, 7)
    market.hear(late_stock)
    wish = first(wishlists, ada)
    assert (wish.price.minor, wish.standing, wish.left) == (1500, "low_stock", 7)


def test_an_event_heard_twice_takes_effect_once(wishlists, market, ada, mug):
    market.price(mug, 1500)
    before = WatchedProduct.objects.get()
    again = market.facts(mug, revision=before.revision, title="Other")
    market.hear(again, again, ids=["evt_1", "evt_2"])
    assert WatchedProduct.objects.get().title == "Mug"


def test_stock_of_things_on_no_list_costs_one_statement(wishlists, market, ada, mug, count_queries):
    from souk.contracts.inventory.events import StockChanged
    from souk.services.wishlist.use_cases import noticing

    events = [StockChanged(variation_id=f"var_{number}", available=1, revision=1) for number in range(50)]
    with count_queries("wishlist") as queries:
        noticing.take_in_stock(events)
    assert len(queries) <= 2


def test_a_change_of_one_thing_costs_the_same_on_one_list_and_on_many(
    wishlists, market, ada, mug, count_queries
):
    from souk.services.wishlist.use_cases import noticing

    with count_queries("wishlist") as alone:
        noticing.take_in_product(market.facts(mug))
    for number in range(9):
        wishlists.save(holder=ListHolder(user_id=f"usr_{number}"), thing=Thing(variation_id=mug))
    with count_queries("wishlist") as many:
        noticing.take_in_product(market.facts(mug))
    assert len(many) == len(alone)


def test_of_many_variations_only_what_changed_is_written(wishlists, market, ada, count_queries):
    from souk.services.wishlist.use_cases import noticing

    small = market.put("Shirt", sizes=("S", "M", "L", "XL", "XXL"))
    wishlists.save(holder=ada, thing=Thing(variation_id=small))
    facts = market.facts(small)
    cheaper = facts.variations[0].model_copy(update={"price": facts.variations[0].price * 0})
    with count_queries("wishlist") as queries:
        noticing.take_in_product(facts.model_copy(update={"variations": [cheaper, *facts.variations[1:]]}))
    assert sum(query["sql"].startswith("UPDATE") for query in queries) == 2  # the product, and one variation


def test_a_product_that_was_sold_out_and_came_back_in_one_delivery_was_away(wishlists, market, ada, mug):
    from souk.contracts.inventory.events import StockChanged

    out = StockChanged(variation_id=mug, available=0, revision=90)
    back = StockChanged(variation_id=mug, available=4, revision=91)
    with clock.shifted(60):
        market.hear(out, back)
        assert first(wishlists, ada).news == ["back_in_stock"]


def test_a_product_that_is_withdrawn_stays_on_the_list_and_cannot_be_saved(wishlists, market, ada, mug):
    market.withdraw(mug)
    assert first(wishlists, ada).standing == "not_for_sale"
    with pytest.raises(NotForSaving):
        wishlists.save(holder=ListHolder(), thing=Thing(variation_id=mug))


def test_a_deleted_product_is_shown_as_gone_and_a_late_update_does_not_bring_it_back(
    wishlists, market, ada, mug
):
    late = market.facts(mug)
    market.delete(mug)
    market.hear(late)
    wish = first(wishlists, ada)
    assert (wish.standing, wish.title, wish.price) == ("gone", "Mug", None)


def test_a_variation_that_a_product_loses_is_gone_and_a_new_one_counts(wishlists, market, ada):
    small = market.put("Shirt", sizes=("S", "M"), price=3000)
    wishlists.save(holder=ada, thing=Thing(variation_id=small))
    wishlists.save(holder=ada, thing=Thing(product_id=market.product_of(small)))
    facts = market.facts(small)
    large = facts.variations[1].model_copy(update={"variation_id": "var_large", "options": {"size": "L"}})
    market.hear(facts.model_copy(update={"variations": [large]}))
    whole, one = wishlists.wishlist(holder=ada).items
    assert (one.standing, whole.standing) == ("gone", "in_stock")
    assert wishlists.save(holder=ada, thing=Thing(variation_id="var_large")).is_new


def test_what_is_long_gone_leaves_the_list_and_says_so(wishlists, market, ada, mug):
    market.delete(mug)
    with clock.shifted(59 * DAY):
        jobs.drop_long_gone()
        assert wishlists.marks(holder=ada).count == 1
    with clock.shifted(61 * DAY):
        jobs.drop_long_gone()
        assert wishlists.marks(holder=ada).count == 0
        assert wishlists.wishlist(holder=ada).count == 0
        assert not WatchedProduct.objects.exists()
    assert [event["reason"] for event in said("wishlist.deleted")] == ["gone"]
    assert auditing.violations() == []


def test_nothing_is_dropped_because_a_neighbour_does_not_answer(wishlists, market, ada, mug):
    """[BUG of the seed] its job took a products service that was away for products that were gone."""
    for neighbour in (market.products, market.shops, market.users):
        neighbour.vanish()
    market.carts.is_away = True
    with clock.shifted(400 * DAY):
        jobs.drop_long_gone()
        jobs.end_guest_lists()
        assert wishlists.marks(holder=ada).count == 1
        assert first(wishlists, ada).standing == "in_stock"


def test_a_shop_that_closes_is_shown_as_closed_and_may_open_again(wishlists, market, ada):
    kiln = market.shops.open("kiln", "Kiln", owner_id="usr_owner")
    wishlists.save(holder=ada, thing=Thing(shop_id=kiln.shop_id))
    market.close("usr_owner", kiln.shop_id)
    assert first(wishlists, ada).standing == "closed"
    market.approve("usr_owner", kiln.shop_id)
    market.hear(ShopUpdated(shop_id=kiln.shop_id, owner_id="usr_owner", slug="kiln-2", shop_name="Kiln & Co"))
    wish = first(wishlists, ada)
    assert (wish.standing, wish.title, wish.shop_slug) == ("open", "Kiln & Co", "kiln-2")


def test_a_shop_that_pauses_is_shown_as_closed_and_its_owner_stays_a_seller(wishlists, market, ada):
    kiln = market.shops.open("kiln", "Kiln", owner_id=ada.user_id)
    eve = ListHolder(user_id="usr_eve")
    wishlists.save(holder=eve, thing=Thing(shop_id=kiln.shop_id))
    told = {
        "shop_id": kiln.shop_id,
        "owner_id": ada.user_id,
        "slug": "kiln",
        "shop_name": "Kiln",
        "status": "approved",
    }
    market.hear(ShopUpdated(**told, is_active=False))
    assert first(wishlists, eve).standing == "closed"
    with pytest.raises(WishlistArchived):
        wishlists.save(holder=ada, thing=Thing(shop_id=kiln.shop_id))
    market.hear(ShopUpdated(**told, is_active=True, picture_url="/media/kiln.webp"))
    assert (first(wishlists, eve).standing, first(wishlists, eve).image_url) == ("open", "/media/kiln.webp")


def test_who_opens_a_shop_finds_the_list_again_when_the_last_shop_is_closed(wishlists, market, ada, mug):
    share = wishlists.share(holder=ada, shows_name=False)
    market.approve(ada.user_id, "shp_one")
    market.approve(ada.user_id, "shp_two")
    page = wishlists.wishlist(holder=ada)
    assert (page.is_archived, page.items, page.count) == (True, [], 0)
    assert wishlists.marks(holder=ada) == Marks(count=0, is_archived=True)
    with pytest.raises(WishlistArchived):
        wishlists.save(holder=ada, thing=Thing(variation_id=mug))
    with pytest.raises(SharedListNotFound):
        wishlists.shared(token=share.token)
    market.close(ada.user_id, "shp_one")
    assert wishlists.wishlist(holder=ada).is_archived
    market.close(ada.user_id, "shp_two")
    market.close(ada.user_id, "shp_two")
    assert first(wishlists, ada).title == "Mug"
    assert wishlists.shared(token=share.token).count == 1
    market.approve(ada.user_id, "shp_one")  # old news of a shop that has closed
    assert not wishlists.wishlist(holder=ada).is_archived


def test_a_seller_who_never_saved_anything_is_told_that_nothing_can_be_saved(wishlists, market, ada):
    market.approve(ada.user_id)
    assert wishlists.marks(holder=ada).is_archived
    assert wishlists.wishlist(holder=ada).is_archived
    market.close(ada.user_id)
    assert not wishlists.marks(holder=ada).is_archived
    assert not wishlists.wishlist(holder=ada).is_archived


def test_a_market_may_let_its_sellers_save_things(wishlists, market, ada, mug, monkeypatch):
    from souk.services.wishlist.use_cases import upkeep

    chosen = WishlistSettings(owners_may_save=True)
    for module in (holding, upkeep):
        monkeypatch.setattr(module, "settings", lambda: chosen)
    market.approve(ada.user_id)
    assert first(wishlists, ada).title == "Mug"
    assert not wishlists.marks(holder=ada).is_archived
    assert not wishlists.save(holder=ada, thing=Thing(variation_id=mug)).is_new


def test_a_guests_list_that_becomes_a_sellers_waits(wishlists, market, ada):
    token = wishlists.save(holder=ListHolder(), thing=Thing(variation_id=market.put("Mug"))).token
    market.approve(ada.user_id)
    assert wishlists.merge(token=token, user_id=ada.user_id).count == 0
    market.close(ada.user_id)
    assert wishlists.marks(holder=ada).count == 1


def test_who_is_erased_leaves_nothing_and_is_not_named_any_more(wishlists, market, ada, mug):
    item_id = wishlists.save(holder=ada, thing=Thing(variation_id=market.put("Lamp"))).item_id
    wishlists.remove(holder=ada, what=item_id)
    wishlists.share(holder=ada, shows_name=True)
    eve = ListHolder(user_id="usr_eve")
    wishlists.save(holder=eve, thing=Thing(variation_id=mug))
    market.approve(ada.user_id)
    market.hear(UserErased(user_id=ada.user_id))
    assert list(List.objects.values_list("user_id", flat=True)) == ["usr_eve"]
    assert (Entry.objects.count(), FormerEntry.objects.count(), OwnedShop.objects.count()) == (1, 0, 0)
    last = said("wishlist.deleted")[-1]
    assert (last["reason"], last["user_id"]) == ("erased", None)


def test_a_guests_list_ends_when_it_was_left_alone(wishlists, market):
    mug = market.put("Mug")
    token = wishlists.save(holder=ListHolder(), thing=Thing(variation_id=mug)).token
    with clock.shifted(59 * DAY):
        jobs.end_guest_lists()
        assert wishlists.marks(holder=ListHolder(token=token)).count == 1
    with clock.shifted(61 * DAY):
        assert wishlists.marks(holder=ListHolder(token=token)).count == 0
        jobs.end_guest_lists()
        jobs.end_guest_lists()
        assert not List.objects.exists()
    assert [event["reason"] for event in said("wishlist.deleted")] == ["expired"]


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lambda: List.objects.update(entry_count=7), "counts 7 things and has 1"),
        (lambda: WatchedProduct.objects.update(is_known=False), "has nothing to show"),
        (lambda: List.objects.update(merged_into="wsl_other"), "is on a list that was merged"),
        (lambda: WatchedProduct.objects.update(gone_at=clock.now()), "is deleted and offered"),
        (
            lambda: Entry.objects.update(
                product=WatchedProduct.objects.create(product_id="prd_x", is_known=True)
            ),
            "is a variation of another product",
        ),
    ],
)
def test_the_audit_sees_what_is_wrong(wishlists, mug, harm, complaint):
    assert auditing.violations() == []
    harm()
    assert any(complaint in sentence for sentence in auditing.violations())
