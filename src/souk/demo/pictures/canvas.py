"""The drawing table: colours, curves, soft shadows and the neutral backdrop every picture stands on."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = 800
_SHADE = (32, 36, 48)
_HEAVY = 42_000  # bytes of a square picture
RGB = tuple[int, int, int]
Point = tuple[float, float]


def rgb(text: str) -> RGB:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """`share` of `other` in `one`."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def darker(colour: RGB, share: float) -> RGB:
    return mix(colour, (12, 14, 20), share)


def lighter(colour: RGB, share: float) -> RGB:
    return mix(colour, (255, 255, 255), share)


def colour_at(picture: Image.Image, x: int, y: int) -> RGB:
    """The colour of one spot of an RGB picture."""
    red, green, blue = picture.crop((x, y, x + 1, y + 1)).convert("RGB").tobytes()
    return red, green, blue


def lightness(colour: RGB) -> float:
    """0 for black to 1 for white, as the eye weighs it."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """One of the faces in `souk/demo/fonts`, all under the SIL Open Font License."""
    data = (files("souk.demo") / "fonts" / f"{name}.woff").read_bytes()
    return ImageFont.truetype(io.BytesIO(data), size)


@lru_cache(maxsize=48)
def ramp(width: int, height: int, top: RGB, bottom: RGB) -> Image.Image:
    """A vertical gradient."""
    mask = Image.linear_gradient("L").resize((width, height))
    return Image.composite(
        Image.new("RGB", (width, height), bottom), Image.new("RGB", (width, height), top), mask
    )


@cache
def _corners() -> Image.Image:
    wide = Image.radial_gradient("L").resize((SIZE * 2, SIZE * 2))
    return wide.crop((SIZE // 2, SIZE // 3, SIZE * 3 // 2, SIZE * 4 // 3)).point(
        [round(v * 0.55) for v in range(256)]
    )


@lru_cache(maxsize=24)
def backdrop(tone: RGB = (230, 233, 238)) -> Image.Image:
    """A studio: light wall, a floor that curves up into it, a little darkness in the corners."""
    wall = ramp(SIZE, SIZE, lighter(tone, 0.42), tone).copy()
    wall.paste(darker(tone, 0.1), mask=_corners())
    return wall


def bezier(start: Point, bend: Point, end: Point, steps: int = 12) -> list[Point]:
    """The points of a quadratic curve, without its start."""
    found = []
    for step in range(1, steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        found.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return found


def path(*stops: tuple[float, ...]) -> list[Point]:
    """`(x, y)` goes straight there, `(bend x, bend y, x, y)` goes there in a curve."""
    points: list[Point] = []
    for stop in stops:
        if len(stop) == 2:
            points.append((stop[0], stop[1]))
        else:
            points.extend(bezier(points[-1], (stop[0], stop[1]), (stop[2], stop[3])))
    return points


def mirrored(half: Sequence[Point], axis: float = 50) -> list[Point]:
    """A closed outline from its right half, given from top to bottom."""
    return [*half, *((2 * axis - x, y) for x, y in reversed(half))]


def ring(
    cx: float, cy: float, radius: float, start: float = 0, end: float = 360, steps: int = 48
) -> list[Point]:
    """Points on a circle; degrees, clockwise from the right."""
    span = (end - start) / steps
    return [
        (
            cx + radius * math.cos(math.radians(start + span * k)),
            cy + radius * math.sin(math.radians(start + span * k)),
        )
        for k in range(steps + 1)
    ]


def disc(pen: ImageDraw.ImageDraw, cx: float, cy: float, radius: float, fill: object) -> None:
    pen.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=fill)  # type: ignore[arg-type]


def soft(mask: Image.Image, radius: float, reach: int = 4) -> Image.Image:
    """A wide blur, done small and enlarged, which nobody can tell from a real one."""
    small = mask.reduce(reach).filter(ImageFilter.GaussianBlur(radius / reach))
    return small.resize(mask.size, Image.Resampling.BILINEAR)


def cast_shadow(
    picture: Image.Image,
    mask: Image.Image,
    *,
    down: int = 14,
    across: int = 0,
    blur: float = 22,
    strength: float = 0.4,
) -> None:
    """Darkens `picture` where the thing with this mask keeps the light off. `mask` has the picture's size."""
    found = mask.getbbox()
    if found is None:
        return
    reach = round(blur * 2.4)
    left, top, right, foot = _spread(found, reach, mask.size)
    shade = soft(mask.crop((left, top, right, foot)), blur).point([round(v * strength) for v in range(256)])
    picture.paste(_SHADE, (left + across, top + down, right + across, foot + down), shade)


def _spread(box: tuple[int, int, int, int], reach: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box grown by `reach`, within `size`, in whole steps of eight pixels."""
    left, top = max(0, box[0] - reach) // 8 * 8, max(0, box[1] - reach) // 8 * 8
    right, foot = min(size[0], -(-(box[2] + reach) // 8) * 8), min(size[1], -(-(box[3] + reach) // 8) * 8)
    return left, top, right, foot


def contact_shadow(picture: Image.Image, left: float, right: float, y: float, strength: float = 0.5) -> None:
    """The dark line where a thing stands on the floor, and the soft pool around it."""
    edge, top = round(left) - 56, round(y) - 56
    mask = Image.new("L", (round(right - left) // 8 * 8 + 112, 128))
    pen = ImageDraw.Draw(mask)
    start, end = left - edge, right - edge
    pen.ellipse((start - 12, y - top - 14, end + 12, y - top + 26), fill=120)
    pen.ellipse((start + 4, y - top - 5, end - 4, y - top + 9), fill=255)
    shade = soft(mask, 12).point([round(v * strength) for v in range(256)])
    picture.paste(_SHADE, (edge, top, edge + mask.width, top + mask.height), shade)


def warp(source: Image.Image, corners: Sequence[Point], size: tuple[int, int] = (SIZE, SIZE)) -> Image.Image:
    """`source` (RGBA) seen in perspective: its corners, clockwise from top left, land on `corners`."""
    width, height = source.size
    left, top = (max(0, int(min(corner[axis] for corner in corners))) for axis in (0, 1))
    right, foot = (min(size[axis], int(max(corner[axis] for corner in corners)) + 2) for axis in (0, 1))
    flat = [(0, 0), (width, 0), (width, height), (0, height)]
    rows: list[list[float]] = []
    for (px, py), (u, v) in zip(corners, flat, strict=True):
        x, y = px - left, py - top
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    seen = source.transform(
        (right - left, foot - top), Image.Transform.PERSPECTIVE, _solve(rows), Image.Resampling.BICUBIC
    )
    whole = Image.new(source.mode, size)
    whole.paste(seen, (left, top))
    return whole


def _solve(rows: list[list[float]]) -> list[float]:
    """Eight equations, eight unknowns, by elimination."""
    count = len(rows)
    for column in range(count):
        pivot = max(range(column, count), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(count):
            if row != column and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] for row in rows]


def rounded(width: int, height: int, radius: float) -> Image.Image:
    """A smooth-edged mask of a rounded rectangle."""
    big = Image.new("L", (width * 2, height * 2))
    ImageDraw.Draw(big).rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), radius * 2, fill=255)
    return big.reduce(2)


def encoded(picture: Image.Image, *, for_upload: bool = False) -> bytes:
    """WebP at quality 80, less for what is too busy to be light.

    `for_upload`: a JPEG near enough to the original to be encoded again, in half the time.
    """
    if for_upload:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=92)
        return out.getvalue()
    for quality in (80, 62, 45):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=2)
        if out.tell() <= _HEAVY * (picture.width * picture.height) // (SIZE * SIZE):
            break
    return out.getvalue()
