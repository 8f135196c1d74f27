"""A plate: the printed field on a book's cover, with its four inks, into which a motif is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from souk.demo.barcodes import pick
from souk.demo.pictures.canvas import RGB, Point, rgb

# name → ground, ink, first colour, second colour
PALETTES: dict[str, tuple[str, str, str, str]] = {
    "blush": ("#f0d9d2", "#5b2333", "#c9736b", "#fbf2ec"),
    "sage": ("#d5dcc8", "#2c4a3b", "#7f9a6e", "#f6f1df"),
    "sand": ("#eadfc8", "#4b3526", "#c08a4e", "#faf5e9"),
    "sea": ("#1f4e66", "#f2ead6", "#6fb0b8", "#e9b872"),
    "plum": ("#4a2545", "#f4e3cf", "#b65f7c", "#e5a95b"),
    "slate": ("#3f4f5f", "#eef0ea", "#8fa6b5", "#d9b36c"),
    "forest": ("#1f3d31", "#f1e8d2", "#6d9472", "#d8a248"),
    "coal": ("#23242a", "#efe9dd", "#8b8f98", "#d64f3a"),
    "scarlet": ("#a92b2b", "#fbeedd", "#e98a5f", "#2b1518"),
    "mustard": ("#dba534", "#2d2418", "#b4562c", "#fbf0d3"),
    "rust": ("#b5552f", "#fbeeda", "#e8a863", "#3c1d18"),
    "sky": ("#bcd6e3", "#20405a", "#5f93b3", "#fbf6e8"),
    "night": ("#171f3f", "#f3ead2", "#5b6fae", "#efc05f"),
    "teal": ("#1d6468", "#f5ecd8", "#67b3a6", "#efa25a"),
}


@dataclass
class Plate:
    """`ground`, `ink`, `one`, `two` are the inks; `u` is a hundredth of the plate's width."""

    image: Image.Image
    pen: ImageDraw.ImageDraw
    ground: RGB
    ink: RGB
    one: RGB
    two: RGB
    name: str

    @property
    def w(self) -> int:
        return self.image.width

    @property
    def h(self) -> int:
        return self.image.height

    @property
    def u(self) -> float:
        return self.image.width / 100

    def pick(self, what: str, below: int) -> int:
        return pick(f"{self.name}/{what}", below)

    def disc(self, cx: float, cy: float, radius: float, fill: RGB | None = None, outline: RGB | None = None,
             width: float = 0) -> None:  # fmt: skip
        self.pen.ellipse(
            (cx - radius, cy - radius, cx + radius, cy + radius),
            fill=fill,
            outline=outline,
            width=round(width),
        )

    def shape(self, points: list[Point], fill: RGB) -> None:
        self.pen.polygon(points, fill=fill)

    def line(self, points: list[Point], fill: RGB, width: float) -> None:
        self.pen.line(points, fill=fill, width=max(1, round(width)), joint="curve")


Motif = Callable[[Plate], None]


def plate(name: str, palette: str, width: int, height: int) -> Plate:
    ground, ink, one, two = (rgb(text) for text in PALETTES[palette])
    image = Image.new("RGB", (width, height), ground)
    return Plate(image, ImageDraw.Draw(image), ground, ink, one, two, name)
