"""What owners type comes back as they typed it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.services.web.rules.choices_text import combinations, read_values, suggested_sku, written_values
from souk.services.web.rules.descriptions import html_of, typed_of
from souk.services.web.rules.facts_text import read, written

_WORD = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Nd")), min_size=1, max_size=12)
_FACT = st.one_of(st.booleans(), st.integers(-(10**9), 10**9), _WORD.filter(lambda w: w not in ("yes", "no")))


@given(st.dictionaries(_WORD, _FACT, max_size=6))
def test_further_facts_keep_their_kind(facts):
    found = read("facts", written("facts", facts)) or {}
    plain = {n: v for n, v in facts.items() if not (isinstance(v, str) and v.isdigit())}
    assert {n: v for n, v in found.items() if n in plain} == plain
    assert found.keys() == facts.keys()


@given(st.lists(_WORD, max_size=5))
def test_lists_come_back(words):
    assert (read("list", written("list", words)) or []) == words


@given(st.dictionaries(_WORD, st.integers(0, 99), max_size=5))
def test_counts_come_back(counts):
    assert (read("counts", written("counts", counts)) or {}) == counts


@given(st.lists(st.tuples(_WORD, st.one_of(st.none(), st.sampled_from(["#1f2b4d", "#ffffff"]))), unique_by=lambda p: p[0], max_size=5))  # fmt: skip
def test_values_and_their_tones_come_back(values):
    assert read_values(written_values(values)) == values


@given(
    st.text(st.characters(whitelist_categories=("L", "Nd", "P", "Zs")), max_size=60).filter(
        lambda t: "<" not in t
    )
)
def test_plain_descriptions_come_back_as_plain_text(text):
    wanted = text.strip()
    assert typed_of(html_of(wanted)).split() == wanted.split()


def test_html_stays_html():
    html = "<p>Soft</p><ul><li>one</li></ul>"
    assert typed_of(html) == html
    assert html_of(html) == html


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "1.5"), ("number", "ten"), ("decimal", "1e999"), ("date", "tomorrow"), ("counts", "usb"), ("counts", "usb: some"), ("facts", ": 1")],
)  # fmt: skip
def test_what_makes_no_sense_is_said(kind, text):
    with pytest.raises(ValueError, match=r"."):
        read(kind, text)


def test_records_are_a_line_each():
    parts = [("mp", "decimal"), ("type", "text")]
    cameras = [{"mp": 50, "type": "wide"}, {"mp": 12.5}]
    assert read("records", "50 | wide\n12.5", parts) == cameras
    assert read("records", written("records", cameras, parts), parts) == cameras
    with pytest.raises(ValueError, match="more parts"):
        read("records", "1 | 2 | 3", parts)


def test_every_combination_is_there_once_and_no_more_than_a_product_may_have():
    assert combinations([["A", "B"], ["1", "2"]]) == [("A", "1"), ("A", "2"), ("B", "1"), ("B", "2")]
    assert combinations([]) == [()]
    assert len(combinations([[str(n) for n in range(30)]] * 3)) == 250


def test_a_suggested_sku_is_free():
    assert suggested_sku("Tee", ["Navy blue", "M"], set()) == "TEE-NAVYBLUE-M"
    assert suggested_sku("Tee", [], {"TEE"}) == "TEE-2"
    assert suggested_sku("Tee-24 b", ["M"], set()) == "TEE-24B-M"
    assert suggested_sku("…", [], set()) == "SKU"
