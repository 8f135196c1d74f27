"""Weaves and prints: what is woven, knitted or printed into a garment's cloth."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from souk.demo.pictures.canvas import RGB, SIZE, darker, lighter, lightness, mix, path
from souk.demo.pictures.garments.cloth import Garment

Pen = ImageDraw.ImageDraw


def partner(colour: RGB) -> RGB:
    """The second colour of a two-coloured cloth."""
    if lightness(colour) > 0.78:
        return (38, 52, 86)
    if lightness(colour) > 0.45:
        return lighter(mix(colour, (250, 244, 230), 0.55), 0.3)
    return (236, 228, 210)


@cache
def _layer(name: str, step: int) -> Image.Image:
    """The pattern as a mask of the second colour, over the whole picture. `step` is the repeat in pixels."""
    layer = Image.new("L", (SIZE * 2, SIZE * 2))
    _DRAW[name](ImageDraw.Draw(layer), step * 2)
    return layer.reduce(2)


def _spots(step: int) -> list[tuple[float, float, int]]:
    found: list[tuple[float, float, int]] = []
    for row in range(SIZE * 2 // step + 2):
        for column in range(SIZE * 2 // step + 2):
            found.append((column * step + (step / 2 if row % 2 else 0), row * step, row * 31 + column))
    return found


def _stripe(pen: Pen, step: int) -> None:
    for x in range(0, SIZE * 2, step):
        pen.rectangle((x, 0, x + step * 0.24, SIZE * 2), fill=205)


def _breton(pen: Pen, step: int) -> None:
    for y in range(0, SIZE * 2, step * 2):
        pen.rectangle((0, y, SIZE * 2, y + step * 0.78), fill=235)


def _check(pen: Pen, step: int) -> None:
    wide = step * 3
    for k in range(0, SIZE * 2, wide):
        pen.rectangle((k, 0, k + wide * 0.36, SIZE * 2), fill=70)
    plain = Image.new("L", (SIZE * 2, SIZE * 2))
    across = ImageDraw.Draw(plain)
    for k in range(0, SIZE * 2, wide):
        across.rectangle((0, k, SIZE * 2, k + wide * 0.36), fill=82)
        across.rectangle((0, k + wide * 0.66, SIZE * 2, k + wide * 0.7), fill=170)
        across.rectangle((k + wide * 0.66, 0, k + wide * 0.7, SIZE * 2), fill=150)
    pen.bitmap((0, 0), plain, fill=235)


def _gingham(pen: Pen, step: int) -> None:
    for x in range(0, SIZE * 2, step * 2):
        for y in range(0, SIZE * 2, step * 2):
            pen.rectangle((x, y, x + step - 1, y + step - 1), fill=240)
            pen.rectangle((x + step, y, x + 2 * step - 1, y + step - 1), fill=120)
            pen.rectangle((x, y + step, x + step - 1, y + 2 * step - 1), fill=120)


def _dots(pen: Pen, step: int) -> None:
    for x, y, _ in _spots(step * 2):
        r = step * 0.34
        pen.ellipse((x - r, y - r, x + r, y + r), fill=235)


def _floral(pen: Pen, step: int) -> None:
    for x, y, turn in _spots(step * 4):
        r, cx, cy = step * (0.62 + turn % 3 * 0.12), x + turn * 7 % 13, y + turn * 5 % 11
        for petal in range(5):
            angle = math.radians(petal * 72 + turn * 40)
            px, py = cx + math.cos(angle) * r, cy + math.sin(angle) * r
            pen.ellipse((px - r * 0.62, py - r * 0.62, px + r * 0.62, py + r * 0.62), fill=225)
        pen.ellipse((cx - r * 0.4, cy - r * 0.4, cx + r * 0.4, cy + r * 0.4), fill=40)
        lx, ly = cx + step * 1.6, cy + step * 1.1
        pen.polygon(
            path((lx - r, ly), (lx, ly - r, lx + r, ly - r * 0.3), (lx, ly + r * 0.6, lx - r, ly)), fill=140
        )


def _leaves(pen: Pen, step: int) -> None:
    for x, y, turn in _spots(step * 4):
        lean = math.radians(turn * 47 % 360)
        ux, uy = math.cos(lean), math.sin(lean)
        for side in range(-3, 4):
            bx, by = x + ux * side * step * 0.42, y + uy * side * step * 0.42
            for wing in (-1, 1):
                tx = bx + (ux * 0.5 - uy * wing) * step * 1.0
                ty = by + (uy * 0.5 + ux * wing) * step * 1.0
                pen.line((bx, by, tx, ty), fill=200, width=max(3, step // 5))


def _waves(pen: Pen, step: int) -> None:
    for y in range(0, SIZE * 2, step * 2):
        line = [(x, y + math.sin(x / step * 1.6 + y) * step * 0.4) for x in range(0, SIZE * 2 + 6, 6)]
        pen.line(line, fill=190, width=max(3, step // 3))


def _fair(pen: Pen, step: int) -> None:
    side = max(4, step // 3)
    for row in range(SIZE * 2 // side):
        band = row % 18
        for column in range(SIZE * 2 // side):
            turn = column % 12
            on = (
                (band in (0, 17)) or (band in (2, 15) and column % 2) or (4 <= band <= 8 and abs(turn - 6) == abs(band - 4))
                or (4 <= band <= 8 and turn == 6) or (10 <= band <= 13 and (turn + band) % 4 == 0)
            )  # fmt: skip
            if on:
                pen.rectangle(
                    (column * side, row * side, column * side + side - 2, row * side + side - 2), fill=230
                )


def _herringbone(pen: Pen, step: int) -> None:
    wide = step
    for column in range(SIZE * 2 // wide + 1):
        for row in range(-1, SIZE * 2 // 9 + 2):
            x, y = column * wide, row * 9
            rise = wide * 0.7 if column % 2 else -wide * 0.7
            pen.line((x, y, x + wide, y + rise), fill=120, width=3)


_DRAW: dict[str, Callable[[Pen, int], None]] = {
    "stripe": _stripe, "breton": _breton, "check": _check, "gingham": _gingham, "dots": _dots, "floral": _floral,
    "leaves": _leaves, "waves": _waves, "fairisle": _fair, "herringbone": _herringbone,
}  # fmt: skip


@cache
def _relief(name: str, step: int) -> Image.Image:
    """Knits and coarse cloth: a grey relief to be laid over the colour."""
    layer = Image.new("L", (SIZE, SIZE), 128)
    pen = ImageDraw.Draw(layer)
    if name == "rib":
        for x in range(0, SIZE, step):
            pen.rectangle((x, 0, x + step * 0.4, SIZE), fill=108)
            pen.rectangle((x + step * 0.55, 0, x + step * 0.8, SIZE), fill=142)
    elif name == "waffle":
        for k in range(0, SIZE, step):
            pen.line((0, k, SIZE, k), fill=108, width=2)
            pen.line((k, 0, k, SIZE), fill=108, width=2)
    elif name == "cable":
        for x in range(0, SIZE, step * 5):
            for y in range(-step * 3, SIZE, step * 3):
                pen.line(
                    path((x, y), (x + step * 2.4, y + step, x + step * 2.2, y + step * 3)),
                    fill=160,
                    width=step,
                )
                pen.line(
                    path((x + step * 2.2, y), (x - step * 0.2, y + step * 1.8, x, y + step * 3)),
                    fill=96,
                    width=max(2, step // 3),
                )
            pen.line((x + step * 3.6, 0, x + step * 3.6, SIZE), fill=98, width=max(2, step // 4))
            pen.line((x + step * 4.3, 0, x + step * 4.3, SIZE), fill=152, width=max(2, step // 3))
    elif name == "linen":
        for k in range(0, SIZE, 3):
            pen.line((0, k, SIZE, k), fill=128 + (k * 7919 % 19) - 9)
        for k in range(0, SIZE, 4):
            pen.line((k, 0, k, SIZE), fill=128 + (k * 104729 % 17) - 8)
    elif name == "denim":
        for k in range(-SIZE, SIZE, 4):
            pen.line((k, 0, k + SIZE, SIZE), fill=128 + (k * 7919 % 3) * 5 + 4)
    else:  # fine stocking stitch
        for k in range(0, SIZE, max(4, step // 2)):
            pen.line((k, 0, k, SIZE), fill=121, width=1)
    return layer.filter(ImageFilter.GaussianBlur(0.7))


_RELIEFS = {"rib", "cable", "waffle", "linen", "denim", "knit", "fairisle", "yoke"}
WEAVES = {*_DRAW, *_RELIEFS, "plain", "pocket"}


def weave(garment: Garment, pattern: str, second: RGB | None = None) -> None:
    """Works `pattern` into the garment's cloth. Call before the pieces are shaded."""
    kind, colour = pattern.split("-")[0], garment.colour
    if kind == "yoke":
        _yoke(garment)
    step = round(
        {"breton": 15, "check": 15, "gingham": 12, "dots": 13, "stripe": 12, "fairisle": 17}.get(kind, 13)
        * garment.zoom
    )
    if kind in _DRAW:
        tone = second or partner(colour)
        if kind == "herringbone":
            tone = lighter(colour, 0.3)
        elif kind == "check":
            tone = (
                mix(darker(colour, 0.6), (240, 220, 180), 0.12)
                if lightness(colour) > 0.3
                else mix(colour, (216, 120, 70), 0.7)
            )
        garment.cloth.paste(tone, mask=_layer(kind, step))


def _yoke(garment: Garment) -> None:
    """A Fair Isle pattern in a ring about the shoulders only."""
    ring_ = Image.new("L", (SIZE, SIZE))
    (left, top), (right, foot) = garment.at([(18, -22), (82, 40)])
    ImageDraw.Draw(ring_).ellipse((left, top, right, foot), fill=255)
    mask = ImageChops.multiply(_layer("fairisle", round(13 * garment.zoom)), ring_)
    garment.cloth.paste(partner(garment.colour), mask=mask)


def texture(picture: Image.Image, pattern: str, zoom: float) -> Image.Image:
    """The relief of a knit or a coarse weave, or nothing for smooth cloth."""
    kind = pattern.split("-")[0]
    if kind not in _RELIEFS:
        return picture
    steps = {"rib": 9, "cable": 13, "waffle": 8, "knit": 8, "fairisle": 8, "yoke": 8}
    grey = _relief(kind, round(steps.get(kind, 8) * zoom))
    return ImageChops.hard_light(picture, Image.merge("RGB", (grey, grey, grey)))
