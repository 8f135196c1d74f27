"""Distance: how far two places are apart, and a box that holds everything within a radius, which any database can look into.

Places are kept in millionths of a degree, as whole numbers: they compare the same on every database.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

EARTH_METRES = 6_371_008.8  # the mean radius (IUGG)
MILLION = 1_000_000
#: The most of which once around the earth, in millionths of a degree and squared, fits 64 bits.
WHOLE = 50
FARTHEST_KM = 500.0


@dataclass(frozen=True)
class Box:
    """Between two latitudes and two longitudes, in millionths of a degree; `west` > `east` where it lies across 180°."""

    south: int
    north: int
    west: int
    east: int

    @property
    def crosses(self) -> bool:
        return self.west > self.east


def micro(value: float) -> int:
    """Degrees → millionths of a degree."""
    return round(value * MILLION)


def from_micro(value: int) -> float:
    return value / MILLION


def metres_between(one: tuple[int, int], other: tuple[int, int]) -> int:
    """(latitude, longitude) in millionths of a degree; by the haversine, which is right to half a percent everywhere."""
    south, north = radians(one[0] / MILLION), radians(other[0] / MILLION)
    across = radians((other[1] - one[1]) / MILLION)
    part = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(across / 2) ** 2
    return round(2 * EARTH_METRES * asin(min(1.0, sqrt(part))))


def box_around(latitude: int, longitude: int, radius_km: float) -> Box:
    """Holds the whole circle, and near the poles every longitude."""
    angle = radius_km * 1000 / EARTH_METRES
    reach = degrees(angle) + 1e-5  # a metre more, for roundings
    south, north = latitude / MILLION - reach, latitude / MILLION + reach
    if south <= -90 or north >= 90:
        return Box(micro(max(south, -90)), micro(min(north, 90)), -180 * MILLION, 180 * MILLION)
    width = micro(degrees(asin(min(1.0, sin(angle) / cos(radians(latitude / MILLION))))) + 1e-5)
    west, east = longitude - width, longitude + width
    if east - west >= 360 * MILLION:
        west, east = -180 * MILLION, 180 * MILLION
    return Box(micro(south), micro(north), _wrapped(west), _wrapped(east))


def narrowing(latitude: int) -> int:
    """What a degree of longitude is worth beside one of latitude, squared, in parts of `WHOLE`: enough to order by."""
    return max(1, round(WHOLE * cos(radians(latitude / MILLION)) ** 2))


def _wrapped(longitude: int) -> int:
    whole = 360 * MILLION
    if longitude < -180 * MILLION:
        return longitude + whole
    return longitude - whole if longitude > 180 * MILLION else longitude
