"""Rules that ask nobody: averages, names, text, what waits for a person."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.services.reviews.rules.screening import findings, unwelcome_words
from souk.services.reviews.rules.texts import short_name, tidy
from souk.vocabulary.ratings import average_hundredths, average_text, rating_of

HISTOGRAMS = st.lists(st.integers(0, 10_000), min_size=5, max_size=5)


@given(HISTOGRAMS)
def test_the_average_is_the_nearest_hundredth(histogram):
    count = sum(histogram)
    found = average_hundredths(histogram)
    if not count:
        assert found == 0
        return
    exact = Fraction(sum(star * n for star, n in enumerate(histogram, 1)) * 100, count)
    assert abs(found - exact) <= Fraction(1, 2)
    assert 100 <= found <= 500


@given(HISTOGRAMS, st.integers(1, 5))
def test_one_more_review_moves_the_average_towards_it(histogram, stars):
    before = average_hundredths(histogram)
    histogram[stars - 1] += 1
    after = average_hundredths(histogram)
    assert min(before or stars * 100, stars * 100) <= after <= max(before, stars * 100)


@pytest.mark.parametrize(
    ("hundredths", "text"), [(0, ""), (100, "1.0"), (433, "4.3"), (435, "4.4"), (444, "4.4"), (500, "5.0")]
)
def test_the_average_has_one_decimal(hundredths, text):
    assert average_text(hundredths) == text


def test_nobody_gave_any():
    assert rating_of([0] * 5).model_dump() == {
        "average": "",
        "average_hundredths": 0,
        "count": 0,
        "histogram": (0, 0, 0, 0, 0),
    }


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ryan Miller", "Ryan M"),
        ("Ada", "Ada"),
        ("  juan carlos  de la cruz ", "juan C"),
        ("Łukasz Żak", "Łukasz Ż"),
        ("", "A customer"),
        ("李 明", "李 明"),
        ("Ryan 2000", "Ryan"),
    ],
)
def test_names_are_shortened(name, short):
    assert short_name(name) == short


@given(st.text(max_size=300))
def test_tidied_text_stays_as_it_is(text):
    once = tidy(text)
    assert tidy(once) == once
    assert "\x00" not in once
    once.encode()


def test_what_cannot_be_seen_is_no_text():
    assert tidy("\u202e\u200b\u200d\u200c\u2800\u3164\n\u2063") == ""
    assert tidy("Fits\u200b 👩\u200d👧") == "Fits 👩\u200d👧"


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.com/x", "www.cheap.example", "buy at cheap-coats.shop now", "me@example.org",
        "go to example (dot) com", "HTTP://EXAMPLE.ORG", "example .com is better",
    ],
)  # fmt: skip
def test_links_wait(text):
    assert findings("", text) == ["link"]


@pytest.mark.parametrize(
    "text", ["what a Bastard of a zip", "sh1t", "fuuuuck this", "SCHEISSE", "merde!", "gilipollas"]
)
def test_rude_words_wait_in_several_languages(text):
    assert findings(text, "") == ["words"]


@pytest.mark.parametrize(
    "text",
    [
        "Warm.It fits.", "I wore it in Scunthorpe with my cocktail dress.", "4.5 stars, e.g. for the pockets",
        "The Moby-Dick edition: 9.90", "Passend, gut verarbeitet.", "it is in the class of its own", "Node.js stickers",
        "Not so good.In the rain it leaks", "Dick van Dyke would like it",
    ],
)  # fmt: skip
def test_plain_words_do_not_wait(text):
    assert findings("", text) == []


def test_the_list_has_several_languages():
    assert len(unwelcome_words()) > 80
