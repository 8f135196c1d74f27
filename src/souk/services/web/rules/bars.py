"""Bars: numbers as the rectangles of a small chart, in whole units of its viewbox."""

from __future__ import annotations

WIDTH, HEIGHT, GAP = 20, 120, 6


def bars_of(values: list[int]) -> list[dict[str, int]]:
    """One bar a value, the tallest as high as the chart. What is not above zero has the height of a line."""
    most = max([*values, 1])
    found = []
    for place, value in enumerate(values):
        height = max(1, round(value * HEIGHT / most)) if value > 0 else 1
        found.append({"x": place * (WIDTH + GAP), "y": HEIGHT - height, "width": WIDTH, "height": height})
    return found
