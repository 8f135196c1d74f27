"""What search hears: twice, late, in the wrong order."""

from __future__ import annotations

from souk.services.search.models import IndexedProduct
from tests.services.search.market import Market, facet, product, variation


def test_a_changed_product_is_listed_as_it_is_now(market: Market) -> None:
    market.tell(product("tee", 1, variations=[variation("a", 900, Colour="Red")]))
    market.tell(product("tee", 2, title="Better Tee", variations=[variation("a", 1900, Colour="Blue")]))
    found = market.find()
    assert [(card.title, card.price_from.minor) for card in found.items] == [("Better Tee", 1900)]
    assert market.find(options={"colour": ["Red"]}).matches == 0
    assert market.find(options={"colour": ["Blue"]}).matches == 1
    assert market.slugs(max_price=1000) == []
    assert market.find(search="better").matches == 1


def test_an_older_state_that_arrives_late_changes_nothing(market: Market) -> None:
    market.tell(product("tee", 5, title="New"))
    market.tell(product("tee", 4, title="Old"))
    market.tell(product("tee", 5, title="Twice"))
    assert [card.title for card in market.find().items] == ["New"]


def test_of_a_crowd_the_newest_counts_whatever_its_order(market: Market) -> None:
    market.tell(product("tee", 1, title="First", variations=[variation("a"), variation("b")]))
    market.tell(
        product("tee", 3, title="Third", variations=[variation("b"), variation("c")]),
        product("cap", 1, variations=[variation("a", Colour="Red")]),
        product("tee", 2, title="Second", variations=[variation("a")]),
    )
    assert sorted(card.title for card in market.find().items) == ["Cap", "Third"]
    market.stock("var_a", 0)
    assert market.slugs(in_stock=True) == ["tee"]
    market.stock("var_b", 0)
    assert market.slugs(in_stock=True) == ["tee"]
    market.stock("var_c", 0)
    assert market.slugs(in_stock=True) == []


def test_a_deleted_product_is_gone_and_does_not_come_back(market: Market) -> None:
    tee = product("tee")
    market.tell(tee, product("cap"))
    market.delete(tee)
    market.delete(tee)
    market.tell(product("tee", 9))
    found = market.find()
    assert [card.slug for card in found.items] == ["cap"]
    assert found.matches == 1
    assert market.find(search="tee").matches == 0


def test_a_deletion_heard_before_the_product_wins(market: Market) -> None:
    market.delete(product("tee"))
    market.tell(product("tee"))
    assert market.find().matches == 0


def test_a_draft_is_not_shown_and_a_product_taken_back_disappears(market: Market) -> None:
    market.tell(product("tee", 1, status="draft"))
    assert market.find().matches == 0
    market.tell(product("tee", 2))
    assert market.find(search="tee").matches == 1
    market.tell(product("tee", 3, status="draft"))
    found = market.find()
    assert (found.matches, facet(found, "shop")) == (0, {})
    market.tell(product("tee", 4))
    assert market.find(search="tee").matches == 1


def test_stock_decides_what_a_card_says(market: Market) -> None:
    market.tell(product("tee", variations=[variation("a", stock=20), variation("b", stock=20)]))
    assert market.find().items[0].availability == "in_stock"
    market.stock("var_a", 0, revision=1)
    market.stock("var_b", 3, revision=1)
    assert market.find().items[0].availability == "low_stock"
    market.stock("var_b", 0, revision=2)
    found = market.find()
    assert found.items[0].availability == "out_of_stock"
    assert facet(found, "in_stock") == {"true": 0}
    assert market.find(in_stock=True).matches == 0


def test_an_older_stock_level_that_arrives_late_changes_nothing(market: Market) -> None:
    market.tell(product("tee", variations=[variation("a")]))
    market.stock("var_a", 0, revision=7)
    market.stock("var_a", 12, revision=6)
    market.stock("var_a", 12, revision=7)
    assert market.find(in_stock=True).matches == 0


def test_stock_heard_before_its_product_counts(market: Market) -> None:
    market.stock("var_a", 0, revision=3)
    market.tell(product("tee", variations=[variation("a", stock=50)]))
    assert market.find().items[0].availability == "out_of_stock"


def test_what_the_seller_said_first_does_not_come_back_with_a_later_change(market: Market) -> None:
    market.tell(product("tee", 1, variations=[variation("a", stock=50)]))
    market.stock("var_a", 0, revision=1)
    market.tell(product("tee", 2, title="Tee again", variations=[variation("a", stock=50)]))
    assert market.find().items[0].availability == "out_of_stock"


def test_variations_that_move_keep_their_stock(market: Market) -> None:
    small, large = variation("s", Size="S"), variation("l", Size="L")
    market.tell(product("tee", 1, variations=[small, large]))
    market.stock("var_l", 0, revision=1)
    market.tell(product("tee", 2, variations=[large, small]))
    assert market.slugs(options={"size": ["S"]}, in_stock=True) == ["tee"]
    assert market.slugs(options={"size": ["L"]}, in_stock=True) == []
    market.tell(product("tee", 3, variations=[large]))
    assert market.slugs(in_stock=True) == []


def test_words_that_were_not_written_before_a_crash_are_written_after_it(market: Market) -> None:
    from souk.kernel.data.database import changes
    from souk.services.search import handlers
    from souk.services.search.jobs import write_words

    with changes("search"):
        handlers.on_products([product("tee")])
    assert market.find().matches == 1
    assert market.find(search="tee").matches == 0
    assert IndexedProduct.objects.exclude(dirty_since=None).count() == 1
    write_words()
    assert market.find(search="tee").matches == 1
    assert not IndexedProduct.objects.exclude(dirty_since=None).exists()
