"""Who keeps a shop is shown no button that would refuse: a sentence, and for their own goods the way to change them."""

from __future__ import annotations

import pytest
from web_neighbour import ADA
from web_office import signed_in_as, text_of

from souk.contracts.shops.calls import Shop
from souk.kernel import clock
from souk.services.web.use_cases import keepers

PRODUCT = "/products/winter-jacket"
CART, HEART, REVIEW = 'action="/cart/add"', 'class="heart', "Write a review"
SENTENCE = "an account that keeps a shop does not shop"


@pytest.fixture
def another(street):
    """Keeps another shop than the one whose jacket this is."""
    street.shops._owns("Kiln & Wool", slug="kiln")
    return _keeper(street)


@pytest.fixture
def owner(street):
    """Keeps the shop whose jacket this is."""
    shop = street.shops.shop_by_slug(slug="dune-thread")
    street.shops.applications[shop.shop_id] = shop.model_copy(update={"owner_id": ADA})
    return _keeper(street)


def _keeper(street):
    street.carts.owners.add(ADA)
    street.wishes.sellers.add(ADA)
    return signed_in_as(street, "shop_owner")


def asked(street) -> list[str]:
    """Of the three that know about keepers."""
    return [name for one in (street.shops, street.carts, street.wishes) for name, _ in one.calls]


def test_a_keeper_reads_a_sentence_where_others_buy_and_save(another):
    page = text_of(another.get(PRODUCT))
    assert SENTENCE in page
    for button in (CART, HEART):
        assert button not in page
    assert REVIEW in page, "of what others sell one may say what one thinks"
    assert "/portal/products/prd_jacket" not in page


@pytest.mark.parametrize(
    "path", ["/explore", "/explore/jackets", "/shops/dune-thread", "/explore?search=product"]
)
def test_lists_have_the_sentence_and_no_hearts(another, path):
    page = text_of(another.get(path))
    assert SENTENCE in page
    assert HEART not in page
    assert "Edit in the portal" not in page


def test_own_goods_lead_to_where_they_are_edited(owner):
    page = text_of(owner.get(PRODUCT))
    assert 'href="/portal/products/prd_jacket?shop=shp_dune"' in page
    assert SENTENCE not in page, "one sentence is enough"
    for button in (CART, HEART, REVIEW):
        assert button not in page
    assert 'href="/portal/reviews"' in page
    live = text_of(owner.get(PRODUCT, headers={"HX-Request": "true"}))
    assert "/portal/products/prd_jacket" in live
    assert CART not in live


def test_who_has_several_shops_is_led_into_the_one_whose_goods_these_are(another, street):
    second = street.shops._owns("Lamp & Co", slug="lamp")
    lamp = street.shelves.put(second)
    assert another.get(f"/portal/products/{lamp}").status_code == 404, "the oldest is looked after"
    assert another.get(f"/portal/products/{lamp}?shop={second}").status_code == 200
    assert another.get(f"/portal/products/{lamp}").status_code == 200, "and now this one is"
    another.get("/portal/products?shop=shp_dune")
    assert another.get(f"/portal/products/{lamp}").status_code == 200, "somebody else's is not"


def test_own_goods_in_a_list_can_be_edited(owner):
    page = text_of(owner.get("/explore"))
    assert page.count("Edit in the portal") == 24
    part = text_of(owner.get("/explore?cursor=more&part=cards", headers={"HX-Request": "true"}))
    assert part.count("Edit in the portal") == 6


def test_the_own_shop_says_so_and_asks_its_owner_for_no_review(owner):
    page = text_of(owner.get("/shops/dune-thread"))
    assert 'href="/portal/shop/profile?shop=shp_dune"' in page
    assert "Be the first to review" not in page
    assert HEART not in page
    for path in ("/shops/dune-thread/reviews", f"{PRODUCT}/reviews"):
        page = text_of(owner.get(path))
        assert REVIEW not in page, path
        assert "You could be the first" not in page, path


def test_nobody_is_led_to_a_form_that_refuses(owner):
    for path in (PRODUCT, "/shops/dune-thread"):
        answer = owner.get(f"{path}/review")
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
        assert "your customers say what they think" in text_of(owner.get(path))


def test_where_owners_may_shop_they_see_buttons_also_for_their_own(owner, street):
    street.carts.owners.clear()
    street.wishes.sellers.clear()
    page = text_of(owner.get(PRODUCT))
    assert CART in page
    assert HEART in page
    assert 'href="/portal/products/prd_jacket?shop=shp_dune"' in page


def test_visitors_and_shoppers_without_a_shop_cost_nobody_a_call_more(browser, street):
    for shopper in (browser, signed_in_as(street)):
        before = len(street.wishes.calls)
        street.carts.calls.clear()
        street.shops.calls.clear()
        assert CART in text_of(shopper.get(PRODUCT))
        assert HEART in text_of(shopper.get("/explore"))
        assert street.carts.calls == street.shops.calls == []
        assert [name for name, _ in street.wishes.calls[before:]] in ([], ["marks"]), (
            "for the hearts, as ever"
        )


def test_what_is_known_of_a_keeper_is_looked_up_once_in_a_while(owner, street):
    owner.get(PRODUCT)
    before = asked(street)
    assert before.count("shops_of") == 1
    for path in (PRODUCT, "/explore", f"{PRODUCT}/reviews"):
        owner.get(path)
    assert asked(street) == before
    with clock.shifted(60 * keepers.FRESH_MINUTES):
        owner.get(PRODUCT)
    assert asked(street).count("shops_of") == 2


def test_a_keeper_of_before_is_forgotten_at_sign_out(owner, street):
    owner.get(PRODUCT)
    owner.post("/sign-out")
    assert not owner.cookies["souk_keeper"].value
    assert CART in text_of(owner.get(PRODUCT))


def test_while_nobody_can_say_the_page_stands_as_for_everybody(owner, street):
    street.carts.is_away = street.shops.is_away = True
    assert CART in text_of(owner.get(PRODUCT))


def test_a_cookie_of_somebody_else_says_nothing():
    kept = keepers.Keeper(frozenset({"shp_1"}), True, True, 5).for_cookie("usr_1")
    assert keepers.read(kept, "usr_1").shops == {"shp_1"}
    assert keepers.read(kept, "usr_2") is None
    assert keepers.read("nonsense", "usr_1") is None


def test_a_shop_that_waits_makes_nobody_a_keeper(street):
    street.shops._asks("Kiln & Wool")
    page = text_of(signed_in_as(street).get(PRODUCT))
    assert CART in page
    assert isinstance(street.shops.applications["shp_000"], Shop)
