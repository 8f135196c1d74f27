"""Distances and boxes: what the database looks into holds everything that is near. And links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.services.shops.rules.distance import box_around, metres_between, micro
from souk.services.shops.rules.networks import check_links, fault_of
from souk.vocabulary.problems import Invalid


@pytest.mark.parametrize(
    "url",
    ["https://пример.рф", "https://bücher.example/laden", "https://窯.jp/a?b=ц", "https://kiln.example"],
)
def test_a_website_may_have_an_international_name(url):
    assert fault_of("website", url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://ada:secret@пример.рф", "https://ada@kiln.example", "https://пример .рф", "https://пример.рф/\u202e", "https://kiln.example/\x07",
        "https://kiln.example/\u2028", "http://пример.рф", "https://пример", "https://пример..рф", "https://пример.рф:8443", f"https://{'ж' * 64}.рф",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url):
    assert fault_of("website", url)


def test_all_links_that_are_wrong_are_told():
    links = [("website", "http://kiln.example"), ("x", "https://x.com/kiln"), ("youtube", "https://kiln.example"), ("x", "y")]  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        check_links(links)
    assert [(each.pointer, each.code) for each in refusal.value.errors] == [
        ("/links/0/url", "not_a_link"),
        ("/links/2/url", "not_a_link"),
        ("/links/3/network", "repeated"),
    ]
    check_links(links[1:2])


def test_an_international_name_is_no_network():
    assert fault_of("instagram", "https://instаgram.com/ada") == "A link to Instagram is at instagram.com."


latitudes = st.floats(-90, 90).map(micro)
longitudes = st.floats(-180, 180).map(micro)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((51.5074, -0.1278), (48.8566, 2.3522), 343.6),  # London, Paris
        ((40.7128, -74.0060), (34.0522, -118.2437), 3935.7),  # New York, Los Angeles
        ((0, 179.5), (0, -179.5), 111.2),
        ((90, 0), (90, 123), 0),
        ((60.39, 5.32), (60.39, 5.32), 0),
    ],
)
def test_known_distances(one, other, km):
    metres = metres_between(tuple(map(micro, one)), tuple(map(micro, other)))
    assert metres / 1000 == pytest.approx(km, rel=0.005, abs=0.05)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_around(a, b, c, d):
    metres = metres_between((a, b), (c, d))
    assert abs(metres - metres_between((c, d), (a, b))) <= 1
    assert 0 <= metres <= 20_015_200


@given(latitudes, longitudes, st.floats(-1, 1), st.floats(-1, 1), st.floats(0.01, 500))
def test_the_box_holds_the_circle(latitude, longitude, north, east, radius_km):
    there = latitude + micro(north * 5), longitude + micro(east * 20)
    if not -90_000_000 <= there[0] <= 90_000_000 or not -180_000_000 <= there[1] <= 180_000_000:
        return
    if metres_between((latitude, longitude), there) > radius_km * 1000:
        return
    box = box_around(latitude, longitude, radius_km)
    assert box.south <= there[0] <= box.north
    inside = there[1] >= box.west or there[1] <= box.east if box.crosses else box.west <= there[1] <= box.east
    assert inside, (box, there)
