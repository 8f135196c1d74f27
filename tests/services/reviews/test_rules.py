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


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.com/x", "www.cheap.example", "buy at cheap-coats.shop now", "me@example.org",
        "go to example (dot) com", "HTTP://EXAMPLE.ORG", "example .com is better",
        "bit.ly/abc", "t.me/evil", "visit evil.tk", "hxxp://evil[.]com", "xn--e1afmkfd.xn--p1ai", "evil[.]example",
        "goo.gl/maps/x", "cheaper at evil.co.uk", "evil.top/coats", "Visit: evil.to today", "evil dot com", "evil(.)de",
        "me [at] example.org", "10.0.0.1/coats", "10.0.0.1:8080", "\uff45\uff56\uff49\uff4c\uff0e\uff43\uff4f\uff4d",
        "evil.\u200bcom", "пример.рф", "see evil.it/coats?x=1", "besuche evil.de",
    ],
)  # fmt: skip
def test_links_wait(text):
    assert findings("", text) == ["link"]


@pytest.mark.parametrize(
    "text",
    [
        "what a Bastard of a zip",
        "sh1t",
        "fuuuuck this",
        "SCHEISSE",
        "merde!",
        "gilipollas",
        "f u c k",
        "f.u.c.k this",
        "F-U-C-K",
        "so f u c k y o u all",
        "s_h_i_t",
        "m e r d e",
        "f u\u0308 c k",
        "fu\u200bck",
        "s h 1 t",
    ],
)
def test_rude_words_wait_in_several_languages(text):
    assert findings(text, "") == ["words"]


@pytest.mark.parametrize(
    "text",
    [
        "Warm.It fits.", "I wore it in Scunthorpe with my cocktail dress.", "4.5 stars, e.g. for the pockets",
        "The Moby-Dick edition: 9.90", "Passend, gut verarbeitet.", "it is in the class of its own", "Node.js stickers",
        "Not so good.In the rain it leaks", "Dick van Dyke would like it",
        "e.g. this", "size M.Great", "10.5", "v2.0", "no.it leaks", "Fits.so does the other", "USB 3.2/2.0 and Wi-Fi 6.0", "w/o a zip and/or hood",
        "from 10 a.m. to 8 p.m./9 p.m.", "Sizes S M L X L", "A. B. C. Clark wrote it", "I a m happy", "5.0/5", "3.5mm/2.5mm jack", "Dr.No is a film",
        "polka (dot) dress", "the U.S.A. and the U.K.", "approx.50 g", "Nice!.. and warm...com fort", "What a top.Top quality", "1.2.3.4 steps",
        "made in the E.U. (see label)", "v1.2.3/4", "at home.it was warm", "M.D. Smith, Ph.D., B.A.", "The visit was short. Really.",
        "Great.works with i.e. no driver", "8.pm delivery", "J R R T",
    ],
)  # fmt: skip
def test_plain_words_do_not_wait(text):
    assert findings("", text) == []


def test_the_list_has_several_languages():
    assert len(unwelcome_words()) > 80
