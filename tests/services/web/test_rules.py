"""Rules of the pages: wording, choosing, links, linked data."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from souk.services.web.rules import choosing, linked_data, links, notices, places, typed, wording
from souk.vocabulary.money import Money


@dataclass(frozen=True)
class V:
    variation_id: str
    options: dict[str, str]
    availability: str = "in_stock"


SHIRTS = [
    V("a", {"colour": "Red", "size": "M"}, "out_of_stock"),
    V("b", {"colour": "Red", "size": "L"}),
    V("c", {"colour": "Blue", "size": "M"}),
]


def test_the_variation_asked_for_is_shown_even_when_sold_out():
    assert choosing.choose(SHIRTS, "a").variation_id == "a"


def test_without_a_wish_the_first_in_stock_is_shown():
    assert choosing.choose(SHIRTS).variation_id == "b"
    assert choosing.choose(SHIRTS, "unknown", colour="blue").variation_id == "c"


def test_a_choice_keeps_the_others_where_they_exist():
    assert choosing.closest(SHIRTS, {"colour": "Red", "size": "L"}, "colour")["Blue"].variation_id == "c"
    assert choosing.closest(SHIRTS, {"colour": "Blue", "size": "M"}, "colour")["Red"].variation_id == "a"
    assert "Green" not in choosing.closest(SHIRTS, {}, "colour")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money.of(129900), "$1,299.00"),
        (Money.of(500, "JPY"), "¥500"),
        (Money.of(1234, "KWD"), "KWD1.234"),
        (Money.of(0), "$0.00"),
    ],
)
def test_prices_read_as_people_write_them(money, text):
    assert wording.price(money) == text


def test_a_saving_never_promises_too_much():
    assert wording.saving(Money.of(6667), Money.of(10000)) == "33 % less"
    assert wording.saving(Money.of(9999), Money.of(10000)) == ""
    assert wording.saving(Money.of(2), Money.of(1)) == ""


@given(st.text(), st.integers(min_value=5, max_value=200))
def test_a_line_is_never_longer_than_its_place(text, longest):
    assert len(wording.first_paragraph(text, longest)) <= longest


@given(st.text(max_size=60))
def test_a_way_on_stays_on_this_site(wanted):
    path = links.safe_path(wanted)
    assert path.startswith("/")
    assert not path.startswith("//")
    assert "\\" not in path


@given(st.text(max_size=30))
def test_a_typed_price_is_minor_units_or_nothing(text):
    value = typed.minor_units(text, "USD")
    assert value is None or 0 <= value < 10**11


@given(st.text("0123456789.,²٣ -+e", max_size=12))
@example("16.²")
@example("٣")
def test_a_typed_number_is_one_or_nothing(text):
    value, count = typed.number(text), typed.whole(text, 500)
    assert value is None or 0 <= value < 10**9
    assert count is None or 0 <= count <= 500


def test_a_number_of_thousands_of_digits_is_no_number_and_no_fault_of_ours():
    assert typed.whole("9" * 5000) is None
    assert typed.number("9" * 5000) is None
    assert (typed.whole(" 12 "), typed.number("15,6")) == (12, 15.6)


def test_a_filter_taken_back_takes_the_cursor_with_it():
    pairs = [("colour", "Red"), ("colour", "Blue"), ("cursor", "x"), ("sort", "price")]
    assert links.without(pairs, "colour", "Red") == [("colour", "Blue"), ("sort", "price")]
    assert links.without(pairs, "colour") == [("sort", "price")]


@given(st.text())
def test_linked_data_cannot_leave_its_element_and_reads_back_the_same(text):
    script = linked_data.script({"name": text})
    inside = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inside
    assert "\u2028" not in inside
    assert json.loads(inside)["name"] == text


def test_a_cookie_says_only_what_we_wrote():
    assert [n.text for n in notices.notices_for("saved.<script>.removed")] == [
        "Saved.",
        "Removed from your cart.",
    ]


TREE = [
    ("books", "books"),
    ("fiction", "books/fiction"),
    ("crime", "books/fiction/crime"),
    ("poetry", "books/poetry"),
    ("phones", "phones"),
]


def test_a_category_opens_its_children_and_keeps_its_neighbours():
    assert links.branches(TREE, []) == {"books": 0, "phones": 0}
    assert links.branches(TREE, ["books"]) == {"books": 0, "fiction": 1, "poetry": 1, "phones": 0}
    assert links.branches(TREE, ["crime"]) == {"books": 0, "fiction": 1, "crime": 2, "poetry": 1, "phones": 0}


def test_ticking_a_part_of_a_chosen_category_narrows_the_list():
    assert links.narrowest(TREE, ["books", "fiction", "phones"]) == ["fiction", "phones"]
    assert links.narrowest(TREE, ["unknown", "books"]) == ["unknown", "books"]


@pytest.mark.parametrize(
    "written",
    [
        "52.52, 13.405",
        "52.52,13.405",
        "52.52 13.405",
        "52,52; 13,405",
        "52,52, 13,405",
        "52,52 13,405",
        "52,52,13,405",
        " 52,5200° ; 13,4050° ",
    ],
)
def test_a_position_may_be_written_with_either_comma(written):
    assert places.read_place(written) == (52.52, 13.405)


@pytest.mark.parametrize("written", ["52,5200", "52,52 13", "1,2,3", "91,0; 0,0", "here", "52.52,13,405"])
def test_what_is_no_position_is_none(written):
    assert places.read_place(written) is None


def test_a_position_of_the_south_and_west_is_one():
    assert places.read_place("-33,8688; -151,2093") == (-33.8688, -151.2093)
