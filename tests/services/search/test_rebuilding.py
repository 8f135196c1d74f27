"""Making everything again: nothing disappears meanwhile, and nothing that happens meanwhile is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import tantivy

from souk.services.search import ports
from souk.services.search.adapters.tantivy_index import TantivyIndex
from souk.services.search.models import IndexedProduct, IndexState
from souk.services.search.use_cases import indexing, rebuilding
from tests.services.search.market import Market, product, variation


def test_a_rebuilt_index_finds_what_the_old_one_found(market: Market) -> None:
    market.tell(*(product(f"tee-{n}") for n in range(7)), product("gone"))
    market.delete(product("gone"))
    IndexedProduct.objects.filter(is_shown=True).update(card="{}", document="{}")
    seen: list[tuple[int, int]] = []
    assert rebuilding.rebuild(lambda done, total: seen.append((done, total))) == 7
    assert seen[-1] == (7, 7)
    assert market.find(search="tee").matches == 7
    assert market.find(search="gone").matches == 0
    assert {card.title for card in market.find().items} == {f"Tee {n}" for n in range(7)}


def test_what_happens_during_a_rebuild_is_not_lost_and_nothing_disappears(market: Market) -> None:
    early, late = product("early"), product("late", title="Late Jacket")
    market.tell(early, product("middle"))

    def meanwhile(done: int, total: int) -> None:
        assert market.find(search="middle").matches == 1
        market.tell(late)
        market.delete(early)
        market.stock("var_middle", 0)

    rebuilding.rebuild(meanwhile)
    assert market.find(search="middle").matches == 1
    indexing.write_dirty()
    assert market.slugs(search="jacket") == ["late"]
    assert market.find(search="early").matches == 0
    assert market.slugs(in_stock=True) == ["late"]


def test_words_written_into_the_old_generation_are_written_again(market: Market) -> None:
    market.tell(product("tee"))
    IndexState.objects.update(epoch="idx_next")
    indexing.write_dirty()
    assert market.find(search="tee").matches == 1


def test_a_lost_index_is_made_again_by_itself(market: Market, tmp_path: Path) -> None:
    market.tell(product("tee", variations=[variation("a", Size="M")]))
    assert market.find(search="tee").matches == 1
    shutil.rmtree(tmp_path / "index")
    indexing.write_dirty()
    assert market.find(search="tee").matches == 1


def test_a_broken_index_finds_nothing_until_it_is_made_again(market: Market, tmp_path: Path) -> None:
    market.tell(product("tee"))
    (folder,) = (tmp_path / "index").iterdir()
    (folder / "meta.json").write_text("{")
    ports.use_text_index(TantivyIndex(tmp_path / "index"))
    assert market.find(search="tee").matches == 0
    assert market.find().matches == 1
    market.stock("var_tee", 3)
    IndexedProduct.objects.update(dirty_since=1)
    with pytest.raises(ValueError):
        indexing.write_dirty()
    indexing.write_dirty()
    assert market.find(search="tee").matches == 1


def test_while_another_process_writes_the_marks_wait(market: Market, tmp_path: Path) -> None:
    market.tell(product("tee"))
    IndexedProduct.objects.update(dirty_since=1)
    (folder,) = (tmp_path / "index").iterdir()
    writer = tantivy.Index.open(str(folder)).writer(15_000_000, 1)
    assert indexing.write_dirty() == 0
    assert IndexedProduct.objects.get().dirty_since == 1
    writer.commit()
    del writer
    assert indexing.write_dirty() == 1


def test_stock_without_products_does_not_keep_the_index_busy(market: Market) -> None:
    market.stock("var_nobodys", 4)
    indexing.write_dirty()
    before = IndexState.objects.values_list("stamp", flat=True).get()
    indexing.write_dirty()
    assert IndexState.objects.values_list("stamp", flat=True).get() == before


def test_a_rebuild_of_nothing_does_nothing(market: Market) -> None:
    assert rebuilding.rebuild() == 0


def test_old_generations_are_removed_but_for_the_one_being_left(market: Market, tmp_path: Path) -> None:
    market.tell(product("tee"))
    for _ in range(4):
        rebuilding.rebuild()
        assert market.find(search="tee").matches == 1
    assert len(list((tmp_path / "index").iterdir())) == 2
