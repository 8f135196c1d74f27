"""What is on the screens: small landscapes of light, drawn once and shared by laptops and phones."""

from __future__ import annotations

import math
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from souk.demo.pictures.canvas import RGB, mix, ramp, rgb

# name → sky above, sky below, near, far, light
_MOODS: dict[str, tuple[str, str, str, str, str]] = {
    "lake": ("#9cc4dd", "#f2dcc4", "#1f4257", "#6f9bb3", "#fff3da"),
    "dusk": ("#2b2a5c", "#f0996b", "#1e1a3a", "#7a4b78", "#ffd7a0"),
    "aurora": ("#0b1737", "#1d5a6b", "#07101f", "#2f9f8e", "#9df2c5"),
    "peaks": ("#c9d7e2", "#f5ead9", "#33475a", "#8398a8", "#ffffff"),
    "paper": ("#f3ead8", "#e7d7ba", "#d98f5c", "#e9c58f", "#2f5b63"),
    "grid": ("#10151d", "#1d2a38", "#3aa0c9", "#24506b", "#e8f6ff"),
    "neon": ("#160a2e", "#3b0f5c", "#ff3d81", "#37c8ff", "#ffe14d"),
    "dune": ("#e8b98a", "#f8e3c6", "#8a4b32", "#c9814f", "#fff1d6"),
    "wave": ("#0f3f66", "#4aa3b5", "#f2f4ee", "#1f6f8e", "#bfe6e4"),
    "leafy": ("#dfe9d2", "#b9d1a7", "#2f5a41", "#6f9a63", "#f6f3d9"),
    "petal": ("#f6d5d8", "#d6c8ee", "#8f5fa8", "#e58fa6", "#fff4ee"),
}


def _land(image: Image.Image, near: RGB, far: RGB) -> None:
    pen, (w, h) = ImageDraw.Draw(image), image.size
    for row in range(4):
        tone, y = mix(far, near, row / 3), h * (0.56 + row * 0.11)
        crest = [(x, y + math.sin(x / w * (5 + row * 2) + row * 2.1) * h * 0.06 + math.sin(x / w * 17 + row) * h * 0.012)
                 for x in range(0, w + 5, 4)]  # fmt: skip
        pen.polygon([*crest, (w, h), (0, h)], fill=tone)


def _summits(image: Image.Image, near: RGB, far: RGB, light: RGB) -> None:
    pen, (w, h) = ImageDraw.Draw(image), image.size
    for row, (x, top, half) in enumerate(((0.2, 0.42, 0.5), (0.82, 0.36, 0.55), (0.5, 0.52, 0.5))):
        tone = mix(far, near, row / 2)
        pen.polygon([((x - half) * w, h), (x * w, top * h), ((x + half) * w, h)], fill=tone)
        pen.polygon(
            [(x * w, top * h), ((x + half) * w, h), ((x + half * 0.15) * w, h)], fill=mix(tone, near, 0.35)
        )
        pen.polygon(
            [(x * w, top * h), ((x + 0.05) * w, (top + 0.09) * h), ((x - 0.05) * w, (top + 0.09) * h)],
            fill=mix(tone, light, 0.7),
        )


def _curtains(image: Image.Image, near: RGB, far: RGB, light: RGB) -> Image.Image:
    glow, (w, h) = image.copy(), image.size
    pen = ImageDraw.Draw(glow)
    for band in range(5):
        x = w * (0.08 + band * 0.2)
        pen.polygon([(x, h * 0.1), (x + w * 0.1, h * 0.02), (x + w * 0.24, h * 0.7), (x + w * 0.06, h * 0.78)],
                    fill=mix(far, light, band % 2 * 0.6))  # fmt: skip
    image = Image.blend(image, glow.filter(ImageFilter.GaussianBlur(w / 18)), 0.75)
    _land(image, near, mix(near, far, 0.25))
    return image


def _lattice(image: Image.Image, near: RGB, far: RGB, light: RGB) -> None:
    pen, (w, h) = ImageDraw.Draw(image), image.size
    for k in range(14):
        pen.line((k * w / 13, h * 0.55, (k - 6.5) * w / 4 + w / 2, h), fill=far, width=1)
        pen.line(
            (0, h * (0.55 + (k / 13) ** 2 * 0.45), w, h * (0.55 + (k / 13) ** 2 * 0.45)), fill=far, width=1
        )
    for k in range(6):
        x, high = w * (0.2 + k * 0.12), h * (0.1 + (k * 37 % 5) * 0.07)
        pen.polygon(
            [(x, h * 0.62 - high), (x + w * 0.05, h * 0.59 - high), (x + w * 0.05, h * 0.68), (x, h * 0.71)],
            fill=mix(near, far, 0.55),
        )
        pen.polygon(
            [(x, h * 0.62 - high), (x - w * 0.04, h * 0.6 - high), (x - w * 0.04, h * 0.68), (x, h * 0.71)],
            fill=mix(near, light, 0.2),
        )


def _shards(image: Image.Image, near: RGB, far: RGB, light: RGB) -> Image.Image:
    glow, (w, h) = image.copy(), image.size
    pen = ImageDraw.Draw(glow)
    for k, tone in enumerate((near, far, mix(near, far, 0.5), light, near)):
        x = w * (0.02 + k * 0.22)
        pen.polygon(
            [(x, h), (x + w * 0.34, 0), (x + w * (0.4 + k % 2 * 0.05), 0), (x + w * 0.09, h)], fill=tone
        )
    return Image.blend(Image.blend(image, glow, 0.55), glow.filter(ImageFilter.GaussianBlur(w / 20)), 0.5)


def _circles(image: Image.Image, near: RGB, far: RGB, light: RGB) -> None:
    pen, (w, h) = ImageDraw.Draw(image), image.size
    for x, y, r, tone in (
        (0.3, 0.72, 0.34, far),
        (0.74, 0.62, 0.3, near),
        (0.56, 0.34, 0.16, light),
        (0.1, 0.3, 0.1, mix(near, far, 0.5)),
    ):
        r *= min(w, h) * 1.1
        pen.ellipse((x * w - r, y * h - r, x * w + r, y * h + r), fill=tone)


def _folds(image: Image.Image, near: RGB, far: RGB, light: RGB) -> None:
    pen, (w, h) = ImageDraw.Draw(image), image.size
    reach = max(w, h)
    for k in range(9):
        r = reach * (1.15 - k * 0.12)
        tone = mix(mix(far, near, k / 9), light, 0.28 if k % 2 else 0.0)
        pen.ellipse((w * 0.95 - r, h * 1.02 - r, w * 0.95 + r, h * 1.02 + r), fill=tone)


@cache
def wallpaper(name: str, width: int, height: int) -> Image.Image:
    """The named wallpaper, filling `width` × `height`."""
    top, bottom, near, far, light = (rgb(text) for text in _MOODS[name])
    w, h = width * 2, height * 2
    image = ramp(w, h, top, bottom).copy()
    if name in ("lake", "dusk", "dune"):
        r = min(w, h) * 0.11
        ImageDraw.Draw(image).ellipse((w * 0.66 - r, h * 0.42 - r, w * 0.66 + r, h * 0.42 + r), fill=light)
        _land(image, near, far)
    elif name == "peaks":
        _summits(image, near, far, light)
    elif name == "aurora":
        image = _curtains(image, near, far, light)
    elif name == "grid":
        _lattice(image, near, far, light)
    elif name == "neon":
        image = _shards(image, near, far, light)
    elif name == "paper":
        _circles(image, near, far, light)
    else:
        _folds(image, near, far, light)
    return image.reduce(2)
