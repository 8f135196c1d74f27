"""Draws the street as SVG: the houses in a row, who asks whom as arcs above, who hears whom as arcs below."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

LOT, EDGE, WALL = 96, 54, 44  # width of a lot, margin, half the width of a house's wall
INK, MUTED, PAPER, PAVEMENT = "#1f2328", "#6b7280", "#fbfaf7", "#d9d4c7"
PAINTS = (
    "#b4472f",
    "#1f6f8b",
    "#7a5195",
    "#3d7a4a",
    "#a8741a",
    "#5a6acf",
    "#9c3d6e",
    "#4d6b78",
    "#86602f",
    "#2f7d73",
)


@dataclass(frozen=True)
class Arrow:
    """From who begins to who answers or hears; `label` is shown when the mouse rests on it."""

    start: str
    end: str
    label: str


@dataclass
class Drawing:
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def add(self, tag: str, text: str = "", inner: str = "", **attributes: object) -> None:
        named = " ".join(
            f'{name.rstrip("_").replace("_", "-")}="{value}"' for name, value in attributes.items()
        )
        self.parts.append(f"<{tag} {named}>{escape(text)}{inner}</{tag}>")

    def svg(self, title: str) -> str:
        body = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" role="img" aria-label="{escape(title)}" '
            f'font-family="ui-sans-serif, system-ui, Helvetica, Arial, sans-serif">\n'
            f"<title>{escape(title)}</title>\n{body}\n</svg>\n"
        )


def draw(houses: list[str], asks: list[Arrow], hears: list[Arrow]) -> str:
    """`asks` goes from who asks to who is asked; `hears` from who says something to who hears it."""
    up, down = _reach(houses, asks), _reach(houses, hears)
    ground = 150 + up
    picture = Drawing(2 * EDGE + LOT * len(houses), ground + 118 + down + 40)
    middle = {name: EDGE + LOT * index + LOT // 2 for index, name in enumerate(houses)}
    paint = {name: PAINTS[index % len(PAINTS)] for index, name in enumerate(houses)}
    picture.add("rect", width=picture.width, height=picture.height, rx=18, fill=PAPER)
    _headings(picture, ground)
    for arrow in sorted(asks, key=lambda arrow: -abs(middle[arrow.start] - middle[arrow.end])):
        _arc(picture, middle, arrow, ground - 62, -1, paint[arrow.start])
    for arrow in sorted(hears, key=lambda arrow: -abs(middle[arrow.start] - middle[arrow.end])):
        _arc(picture, middle, arrow, ground + 38, 1, paint[arrow.start])
    picture.add(
        "rect", x=EDGE - 24, y=ground, width=picture.width - 2 * EDGE + 48, height=6, rx=3, fill=PAVEMENT
    )
    for name in houses:
        _house(picture, name, middle[name], ground, paint[name])
    return picture.svg("The street: above, who asks whom; below, who hears whom")


def _reach(houses: list[str], arrows: list[Arrow]) -> int:
    """How high the highest arc rises."""
    place = {name: index for index, name in enumerate(houses)}
    return max((_rise(LOT * abs(place[arrow.start] - place[arrow.end])) for arrow in arrows), default=0)


def _rise(distance: int) -> int:
    return 26 + distance * 27 // 100


def _headings(picture: Drawing, ground: int) -> None:
    picture.add("text", "Who asks whom", x=EDGE - 24, y=42, font_size=20, font_weight=700, fill=INK)
    picture.add("text", "an arc has the colour of the house that asks, and ends where it is answered",
                x=EDGE - 24, y=64, font_size=13, fill=MUTED)  # fmt: skip
    low = picture.height - 44
    picture.add("text", "Who hears whom", x=EDGE - 24, y=low, font_size=20, font_weight=700, fill=INK)
    picture.add("text", "an arc has the colour of the house that says it, and ends where it is heard",
                x=EDGE - 24, y=low + 22, font_size=13, fill=MUTED)  # fmt: skip


def _arc(picture: Drawing, middle: dict[str, int], arrow: Arrow, level: int, side: int, colour: str) -> None:
    begin, end = middle[arrow.start], middle[arrow.end]
    step = 9 if end > begin else -9
    begin, end = begin + step, end - step
    peak = level + side * _rise(abs(middle[arrow.start] - middle[arrow.end])) * 4 // 3
    path = f"M {begin} {level} C {begin} {peak}, {end} {peak}, {end} {level + side * 7}"
    dashes = {"stroke_dasharray": "1 5"} if side > 0 else {}
    label = f"<title>{escape(arrow.label)}</title>"
    picture.add("path", inner=label, d=path, fill="none", stroke=colour, stroke_width=2,
                stroke_linecap="round", opacity="0.85", **dashes)  # fmt: skip
    tip = f"{end},{level} {end - 5},{level + side * 9} {end + 5},{level + side * 9}"
    picture.add("polygon", inner=label, points=tip, fill=colour)


def _house(picture: Drawing, name: str, x: int, ground: int, colour: str) -> None:
    eaves = ground - 34
    roof = f"{x - WALL - 2},{eaves} {x},{eaves - 22} {x + WALL + 2},{eaves}"
    picture.add("polygon", points=roof, fill=colour)
    picture.add(
        "rect",
        x=x - WALL + 4,
        y=eaves,
        width=2 * WALL - 8,
        height=34,
        fill="#ffffff",
        stroke=colour,
        stroke_width=2,
    )
    picture.add("rect", x=x - 6, y=ground - 18, width=12, height=18, rx=2, fill=colour)
    for window in (x - 28, x + 18):
        picture.add("rect", x=window, y=eaves + 9, width=10, height=10, rx=1, fill=colour, opacity="0.35")
    picture.add(
        "text", name, x=x, y=ground + 25, font_size=13.5, font_weight=600, fill=INK, text_anchor="middle"
    )
