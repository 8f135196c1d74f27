"""What of a text can be seen."""

from __future__ import annotations

import pytest

from souk.vocabulary.writing import how_many_seen, paragraphs_seen, seen

FAMILY, ENGLAND = "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
RAINBOW, ARTIST = "🏳\ufe0f\u200d🌈", "👩🏽\u200d🎨"
PERSIAN, SINHALA, HEBREW = "می\u200cخواهم", "ශ්\u200dරී ලංකා", "שָׁלוֹם"


@pytest.mark.parametrize(
    "unseen",
    ["\u202e", "\u200b", "\u2063", "\u2800", "\u3164", "\u115f", "\ue000", "\u0007", "\ufeff", "\u2066", "\ud800", "\U000e0041", "\u00ad"],
)  # fmt: skip
def test_what_cannot_be_seen_is_left_out(unseen):
    assert seen(f"Ki{unseen}ln{unseen}") == "Kiln"
    assert seen(unseen * 5) == ""
    assert how_many_seen(unseen * 5) == 0
    assert paragraphs_seen(f"Ki{unseen}ln\r\n\r\n  wo{unseen}ol  ") == "Kiln\n\n  wool"


@pytest.mark.parametrize(
    "text", [FAMILY, ENGLAND, RAINBOW, ARTIST, PERSIAN, SINHALA, HEBREW, "Café — n° 5", "窯と羊毛"]
)
def test_joiners_stay_where_they_join_something(text):
    assert seen(text) == text
    assert seen(f"\u200d{text}\u200c") == text


def test_joiners_among_other_letters_and_lines_of_their_own_go():
    assert seen("Ki\u200cl\u200dn") == "Kiln"
    assert seen("Kiln\u2028Wool\n Barn") == "Kiln Wool Barn"


def test_marks_count_with_their_letter():
    assert how_many_seen("e\u0301\u0301 a") == 2
    assert how_many_seen(FAMILY) == 3
