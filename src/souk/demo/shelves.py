"""How goods stand on the shelf: tables of data read in, stock counted out, prices marked down."""

from __future__ import annotations

import csv
from importlib.resources import files

from souk.demo.barcodes import pick
from souk.demo.colours import COLOURS
from souk.demo.goods import Option, OptionValue


def rows(subject: str) -> list[dict[str, str]]:
    """The table `data/<subject>.tsv`, one dictionary per line."""
    text = (files("souk.demo") / "data" / f"{subject}.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def colour_option(names: list[str]) -> Option:
    return Option("Colour", tuple(OptionValue(name.capitalize(), COLOURS[name]) for name in names))


def plain_option(name: str, values: list[str]) -> Option:
    return Option(name, tuple(OptionValue(value) for value in values))


def stock_of(sku: str) -> int:
    """Mostly 8–60; a few of every hundred are nearly gone or sold out, as in any shop."""
    turn = pick(sku, 100)
    if turn < 4:
        return 0
    if turn < 11:
        return 1 + turn % 4
    return 8 + pick(sku + "/shelf", 53)


def marked_down(slug: str, price: int) -> tuple[int, int | None]:
    """`(price, compare-at price)`: about one product in seven is on sale, at ten to thirty per cent off."""
    if pick(slug + "/sale", 7):
        return price, None
    off = (10, 15, 20, 25, 30)[pick(slug + "/off", 5)]
    ending = price % 100
    reduced = round((price * (100 - off) // 100 - ending) / 100) * 100 + ending
    return max(100, reduced), price


def days_ago(slug: str) -> int:
    """Goods came in over a year and a half, never two days alike."""
    return 2 + pick(slug + "/arrived", 540)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts if text)
