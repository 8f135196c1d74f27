"""A shop is named by its id or its slug; which one is meant is decided in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import souk
from souk.contracts.shops import naming
from souk.contracts.shops.calls import ShopNotFound
from tests.fakes.shops import FakeShops


def test_the_shop_that_is_meant_is_one_of_these_by_id_or_slug():
    street = FakeShops()
    kiln, dune = street.open("kiln", "Kiln"), street.open("dune", "Dune")
    assert naming.named([kiln, dune], dune.shop_id) is dune
    assert naming.named([kiln, dune], "kiln") is kiln
    for other in ("", "KILN", "Kiln", f"{kiln.shop_id}x", "shp_nowhere"):
        with pytest.raises(ShopNotFound):
            naming.named([kiln, dune], other)
    with pytest.raises(ShopNotFound):
        naming.named([dune], "kiln")


def test_an_id_is_told_from_a_slug_whether_or_not_there_is_such_a_shop():
    assert naming.is_id("shp_nowhere")
    assert not naming.is_id("shp-kiln")
    assert not naming.is_id("kiln")


def test_no_house_decides_it_on_its_own():
    by_hand = re.compile(r'startswith\("shp_"\)|\bin \(\w+\.shop_id, \w+\.slug\)')
    files = [path for path in Path(souk.__file__).parent.rglob("*.py") if by_hand.search(path.read_text())]
    assert [path.name for path in files] == ["naming.py"]
