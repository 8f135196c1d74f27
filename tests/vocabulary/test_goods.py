"""Goods are named with what was chosen of them."""

import pytest

from souk.vocabulary.goods import named


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"size": "Large", "colour": "Red"}, "Woven basket (Large, Red)"),
        ({"size": "Large"}, "Woven basket (Large)"),
        ({"size": ""}, "Woven basket"),
        ({}, "Woven basket"),
        (None, "Woven basket"),
    ],
)
def test_a_line_names_what_was_chosen(options, text):
    assert named("Woven basket", options) == text
