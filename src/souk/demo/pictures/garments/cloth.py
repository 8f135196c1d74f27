"""Cloth: colour, weave and print on one side, light and folds on the other, put together at the end.

A garment is a list of pieces (sleeve, body, collar …) laid one on the other. Each darkens what lies beneath it at its edge and rounds
off towards its own; lines and stitches come last and stay sharp.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from souk.demo.pictures.canvas import RGB, SIZE, Point, cast_shadow, darker, lighter, lightness, mix

Fold = tuple[
    Sequence[Point], float, int
]  # along these points, this wide, this much lighter (+) or darker (−)
_HALF = SIZE // 2


class Garment:
    """Drawn in a square of 100 × 100; `zoom` and `centre` choose which part of it fills the picture."""

    def __init__(self, colour: RGB, zoom: float = 1.0, centre: Point = (50, 50)) -> None:
        self.colour = colour
        self.zoom = zoom
        self._unit = SIZE / 100 * zoom
        self._dx = SIZE / 2 - centre[0] * self._unit
        self._dy = SIZE / 2 - centre[1] * self._unit
        self.cloth = Image.new("RGB", (SIZE, SIZE), colour)
        self._fine = Image.new("L", (SIZE * 2, SIZE * 2))
        self._shade = Image.new("L", (_HALF, _HALF), 128)
        self._dark = Image.new("L", (SIZE * 2, SIZE * 2))
        self._light = Image.new("L", (SIZE * 2, SIZE * 2))
        self._trims: list[tuple[Image.Image, tuple[int, int], RGB]] = []
        self._buttons: list[tuple[float, float, float, RGB]] = []
        self.finish_cloth: Callable[[Image.Image], Image.Image] = lambda lit: lit

    def at(self, points: Iterable[Point], scale: float = 1.0) -> list[Point]:
        """From the square to pixels."""
        return [((x * self._unit + self._dx) * scale, (y * self._unit + self._dy) * scale) for x, y in points]

    def piece(self, points: Sequence[Point], folds: Sequence[Fold] = (), *, tone: int = 0, edge: float = 3.2,
              lift: float = 1.0, colour: RGB | None = None) -> None:  # fmt: skip
        """Lays a piece on the others. `lift` is how strongly it shadows them, `edge` how wide its rounding is."""
        left, top, right, foot = self._bounds(points)
        if right <= left or foot <= top:
            return
        full = Image.new("L", (right - left, foot - top))
        ImageDraw.Draw(full).polygon([(x - left, y - top) for x, y in self.at(points)], fill=255)
        half = full.reduce(2)
        small = half.reduce(2)
        place = (left // 2, top // 2, right // 2, foot // 2)
        if lift:
            spread = small.filter(ImageFilter.GaussianBlur(1.5 * self.zoom)).resize(
                half.size, Image.Resampling.BILINEAR
            )
            self._shade.paste(52, place, spread.point([round(v * 0.42 * lift) for v in range(256)]))
        soft = small.filter(ImageFilter.GaussianBlur(edge * self.zoom)).point(_HARDENED)
        shaded = Image.new("L", small.size, 128 + tone)
        round_off = _moved(soft, round(-1.2 * self.zoom), round(-1.6 * self.zoom))
        shaded = Image.composite(shaded, Image.new("L", small.size, 84 + tone), round_off)
        glow = _moved(soft, round(3 * self.zoom), round(3.4 * self.zoom)).point(_GLOWING)
        shaded = Image.composite(Image.new("L", small.size, 156 + tone), shaded, glow)
        shaded = shaded.resize(half.size, Image.Resampling.BILINEAR)
        if folds:
            shaded = ImageChops.add(shaded, self._creases(folds, (left // 4, top // 4), small.size), 1, -128)
        self._shade.paste(shaded, place, half)
        if colour is not None:
            self.cloth.paste(colour, (left, top, right, foot), full)
        ImageDraw.Draw(self._fine).polygon(self.at(points, 2), fill=255)

    def _bounds(self, points: Sequence[Point]) -> tuple[int, int, int, int]:
        """The part of the picture a piece can touch with its shadow, in whole steps of eight pixels."""
        spots, reach = self.at(points), 24 * self.zoom
        left, top = (max(0, int(min(spot[axis] for spot in spots) - reach) // 8 * 8) for axis in (0, 1))
        right, foot = (
            min(SIZE, -int(-max(spot[axis] for spot in spots) - reach) // 8 * 8 + 8) for axis in (0, 1)
        )
        return left, top, right, foot

    def _creases(self, folds: Sequence[Fold], corner: tuple[int, int], size: tuple[int, int]) -> Image.Image:
        layer = Image.new("L", size, 128)
        pen = ImageDraw.Draw(layer)
        for points, width, amount in folds:
            wide = max(1, round(width * self._unit / 4))
            line = [(x - corner[0], y - corner[1]) for x, y in self.at(points, 0.25)]
            pen.line(line, fill=128 + amount, width=wide, joint="curve")
        return layer.filter(ImageFilter.GaussianBlur(1.7 * self.zoom)).resize(
            (size[0] * 2, size[1] * 2), Image.Resampling.BICUBIC
        )

    def seam(self, points: Sequence[Point], *, width: float = 0.22, strength: int = 120) -> None:
        """A line where two pieces meet."""
        ImageDraw.Draw(self._dark).line(
            self.at(points, 2), fill=strength, width=max(2, round(width * self._unit * 2)), joint="curve"
        )

    def stitch(
        self, points: Sequence[Point], *, strength: int = 95, dash: float = 0.9, light: bool = False
    ) -> None:
        """A row of stitches."""
        pen = ImageDraw.Draw(self._light if light else self._dark)
        wide = max(2, round(0.16 * self._unit * 2))
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            long = max(0.01, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
            count = max(1, round(long / (dash * 1.6)))
            for k in range(count):
                a, b = k / count, (k + 0.62) / count
                ends = [(x1 + (x2 - x1) * a, y1 + (y2 - y1) * a), (x1 + (x2 - x1) * b, y1 + (y2 - y1) * b)]
                pen.line(self.at(ends, 2), fill=strength, width=wide)

    def trim(self, points: Sequence[Point], colour: RGB) -> None:
        """A flat shape laid on top: a label, a zip, a sole line."""
        spots = self.at(points, 2)
        left, top = (int(min(spot[axis] for spot in spots)) // 2 * 2 for axis in (0, 1))
        wide, high = (int(max(spot[axis] for spot in spots)) // 2 * 2 + 4 for axis in (0, 1))
        layer = Image.new("L", (wide - left, high - top))
        ImageDraw.Draw(layer).polygon([(x - left, y - top) for x, y in spots], fill=255)
        self._trims.append((layer.reduce(2), (left // 2, top // 2), colour))

    def button(self, x: float, y: float, radius: float = 0.75, colour: RGB | None = None) -> None:
        tone = colour or (
            lighter(self.colour, 0.55)
            if lightness(self.colour) < 0.5
            else mix(self.colour, (120, 104, 84), 0.55)
        )
        self._buttons.append((x, y, radius, tone))

    def finished(self, picture: Image.Image) -> Image.Image:
        """The garment on `picture`, with its shadow."""
        alpha = self._fine.reduce(2)
        cast_shadow(picture, alpha, down=11, across=6, blur=17, strength=0.5)
        picture.paste(self._lit(), mask=alpha)
        return picture

    def cut_out(self) -> Image.Image:
        """The garment alone, RGBA."""
        lit = self._lit()
        lit.putalpha(self._fine.reduce(2))
        return lit

    def _lit(self) -> Image.Image:
        grey = self._shade.resize((SIZE, SIZE), Image.Resampling.BICUBIC)
        grey = grey.point(_deepened if lightness(self.colour) > 0.2 else _raised)
        lit = ImageChops.hard_light(self.cloth, Image.merge("RGB", (grey, grey, grey)))
        lit = self.finish_cloth(lit)
        deep, pale = darker(self.colour, 0.72), lighter(self.colour, 0.5)
        if lightness(self.colour) < 0.22:
            deep = darker(self.colour, 0.85)
        lit.paste(deep, mask=self._dark.reduce(2))
        if self._light.getbbox():
            lit.paste(pale, mask=self._light.reduce(2))
        for mask, (left, top), colour in self._trims:
            lit.paste(colour, (left, top, left + mask.width, top + mask.height), mask)
        self._sew_on(lit)
        return lit

    def _sew_on(self, lit: Image.Image) -> None:
        for x, y, radius, colour in self._buttons:
            (px, py), r = self.at([(x, y)])[0], radius * self._unit
            size = max(8, round(r * 2) + 4)
            sprite = Image.new("RGBA", (size * 4, size * 4), (0, 0, 0, 0))
            pen, c, q = ImageDraw.Draw(sprite), size * 2, r * 4
            pen.ellipse((c - q, c - q + 5, c + q, c + q + 5), fill=(10, 10, 14, 110))
            pen.ellipse((c - q, c - q, c + q, c + q), fill=(*darker(colour, 0.25), 255))
            pen.ellipse((c - q * 0.88, c - q * 0.92, c + q * 0.88, c + q * 0.84), fill=(*colour, 255))
            for hx in (-0.25, 0.25):
                for hy in (-0.25, 0.25):
                    pen.ellipse(
                        (c + q * (hx - 0.1), c + q * (hy - 0.1), c + q * (hx + 0.1), c + q * (hy + 0.1)),
                        fill=(*darker(colour, 0.6), 255),
                    )
            sprite = sprite.reduce(4)
            lit.paste(sprite, (round(px - size / 2), round(py - size / 2)), sprite)


def _moved(mask: Image.Image, right: int, down: int) -> Image.Image:
    """The mask shifted; what it leaves free at the border keeps what was there."""
    found = mask.copy()
    found.paste(mask, (right, down))
    return found


_HARDENED = [max(0, min(255, (v - 108) * 2)) for v in range(256)]
_GLOWING = [(255 - v) // 3 for v in range(256)]
_deepened = [max(14, min(236, round(128 + (v - 128) * 0.95))) for v in range(256)]
_raised = [max(40, min(236, round(136 + (v - 128) * 0.9))) for v in range(256)]
