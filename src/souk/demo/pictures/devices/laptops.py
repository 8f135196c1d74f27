"""Laptops: open from the front, from behind the lid, and the keyboard from above."""

from __future__ import annotations

from functools import cache

from PIL import Image, ImageDraw

from souk.demo.goods import Product
from souk.demo.pictures.canvas import (
    RGB,
    SIZE,
    backdrop,
    cast_shadow,
    contact_shadow,
    darker,
    font,
    lighter,
    lightness,
    mix,
    ramp,
    rounded,
    warp,
)
from souk.demo.pictures.devices.wallpapers import wallpaper

_ROWS = (14, 14, 14, 13, 12)


def _keys(
    pen: ImageDraw.ImageDraw, left: float, top: float, right: float, bottom: float, key: RGB, mark: RGB
) -> None:
    high = (bottom - top) / 6.4
    for row, count in enumerate(_ROWS):
        tall = high * 0.52 if row == 0 else high * 0.86
        y = top if row == 0 else top + high * (row - 0.36)
        side = (right - left) / count
        for column in range(count):
            x = left + column * side
            pen.rounded_rectangle((x + 2, y, x + side - 2, y + tall), 5, fill=key)
            if row:
                pen.rectangle((x + side * 0.36, y + tall * 0.34, x + side * 0.52, y + tall * 0.5), fill=mark)
    y = top + high * 4.64
    widths = (1, 1, 1.1, 1.3, 5.2, 1.3, 1, 0.9, 0.9, 0.9)
    unit, x = (right - left) / sum(widths), left
    for wide in widths:
        pen.rounded_rectangle((x + 2, y, x + wide * unit - 2, y + high * 0.86), 5, fill=key)
        x += wide * unit


@cache
def deck(shell: RGB, has_pad: bool, is_gaming: bool) -> Image.Image:
    """The keyboard side from straight above, 1200 × 800, RGBA."""
    image = ramp(1200, 800, darker(shell, 0.1), shell).convert("RGBA")
    pen = ImageDraw.Draw(image)
    key = darker(shell, 0.62) if lightness(shell) > 0.45 else darker(shell, 0.45)
    mark = (255, 92, 140) if is_gaming else lighter(key, 0.55)
    right = 900 if has_pad else 1090
    pen.rounded_rectangle((98, 66, right + 12, 460), 16, fill=darker(shell, 0.25))
    _keys(pen, 110, 78, right, 450, key, mark)
    if has_pad:
        pen.rounded_rectangle((928, 66, 1102, 460), 16, fill=darker(shell, 0.25))
        for row in range(5):
            for column in range(3):
                x, y = 938 + column * 53, 78 + row * 74
                pen.rounded_rectangle((x, y, x + 47, y + 64), 5, fill=key)
                pen.rectangle((x + 19, y + 24, x + 27, y + 36), fill=mark)
    middle = (98 + right) / 2 if has_pad else 600
    pen.rounded_rectangle(
        (middle - 190, 500, middle + 190, 760),
        18,
        fill=darker(shell, 0.06),
        outline=darker(shell, 0.22),
        width=3,
    )
    for hole in range(24):
        for column in (40, 56, 1140, 1156):
            pen.ellipse((column, 90 + hole * 15, column + 6, 96 + hole * 15), fill=darker(shell, 0.4))
    return image


def _windows_on(screen: Image.Image, product: Product) -> None:
    """A few things on the desktop, so that somebody seems to be at home."""
    width, height = screen.size
    pen = ImageDraw.Draw(screen)
    name = product.look["wallpaper"]
    if name in ("grid", "neon"):
        face, lines = (22, 26, 36), [(120, 200, 255), (255, 130, 150), (150, 230, 160), (230, 230, 235)]
    else:
        face, lines = (250, 250, 248), [(70, 78, 92), (150, 156, 168), (190, 195, 204), (225, 120, 90)]
    x, y, w, h = round(width * 0.07), round(height * 0.12), round(width * 0.4), round(height * 0.58)
    pen.rounded_rectangle((x, y, x + w, y + h), 9, fill=face)
    pen.rounded_rectangle((x, y, x + w, y + 20), 9, fill=mix(face, (128, 132, 140), 0.25))
    for k in range(3):
        pen.ellipse((x + 9 + k * 13, y + 6, x + 17 + k * 13, y + 14), fill=mix(face, (128, 132, 140), 0.6))
    for row in range(11):
        long = (0.5, 0.74, 0.66, 0.3, 0.8, 0.58, 0.7, 0.42, 0.62, 0.77, 0.36)[row]
        yy = y + 36 + row * (h - 50) / 11
        pen.rounded_rectangle(
            (x + 16 + (row % 4 == 3) * 18, yy, x + 16 + (w - 44) * long, yy + 7), 3, fill=lines[row % 4]
        )
    clock = font("jost-500", round(height * 0.16))
    pen.text(
        (width * 0.93, height * 0.14),
        "10:08",
        font=clock,
        fill=(60, 66, 80) if name in ("paper", "peaks") else (255, 255, 255),
        anchor="ra",
    )
    pen.rounded_rectangle(
        (width * 0.3, height - 30, width * 0.7, height - 8), 11, fill=mix(face, (128, 132, 140), 0.3)
    )
    for k in range(7):
        tone = (
            (236, 106, 94),
            (92, 150, 220),
            (244, 191, 79),
            (97, 180, 110),
            (160, 120, 200),
            (80, 90, 110),
            (230, 140, 90),
        )[k]
        left = width * 0.325 + k * width * 0.05
        pen.rounded_rectangle((left, height - 27, left + 16, height - 11), 4, fill=tone)


def _screen(product: Product, width: int, height: int) -> Image.Image:
    """The lid from the front: dark frame, lit panel, a glint across it."""
    lid = Image.new("RGBA", (width * 2, height * 2), (0, 0, 0, 0))
    pen = ImageDraw.Draw(lid)
    pen.rounded_rectangle((0, 0, width * 2 - 1, height * 2 + 40), 34, fill=(24, 25, 29, 255))
    lid = lid.reduce(2)
    edge = 13
    panel = wallpaper(product.look["wallpaper"], width - 2 * edge, height - 2 * edge - 8).copy()
    _windows_on(panel, product)
    glint = Image.new("L", panel.size)
    ImageDraw.Draw(glint).polygon(
        [(panel.width * 0.62, 0), (panel.width, 0), (panel.width, panel.height * 0.9)], fill=20
    )
    panel.paste((255, 255, 255), mask=glint)
    lid.paste(panel, (edge, edge))
    ImageDraw.Draw(lid).ellipse((width / 2 - 2, 4, width / 2 + 2, 8), fill=(70, 74, 84, 255))
    return lid


def _front(product: Product, shell: RGB, *, bare: bool = False) -> Image.Image:
    """Open, from the front; `bare` is without the studio, RGBA."""
    picture = Image.new("RGBA", (SIZE, SIZE)) if bare else backdrop().copy()
    inches = float(product.look["inches"])
    width = round(500 + (inches - 11) * 14)
    height = round(width * (0.64 if inches < 15.5 else 0.61))
    left, top = (SIZE - width) // 2, 415 - height // 2 - 62
    base = top + height
    spread, drop = 62, 124
    quad = [
        (left + 4, base),
        (left + width - 4, base),
        (left + width + spread, base + drop),
        (left - spread, base + drop),
    ]
    lid = _screen(product, width, height)
    mask = Image.new("L", (SIZE, SIZE))
    mask.paste(lid.getchannel("A"), (left, top))
    ImageDraw.Draw(mask).polygon(quad, fill=255)
    if not bare:
        contact_shadow(picture, left - spread + 6, left + width + spread - 6, base + drop + 12, 0.75)
        cast_shadow(picture, mask, down=22, blur=44, strength=0.3)
    rim = Image.new("RGBA", (width + 4, height), (*mix(shell, (255, 255, 255), 0.12), 255))
    picture.paste(rim, (left - 2, top - 2), rounded(width + 4, height, 18))
    picture.paste(lid, (left, top), lid)
    has_pad, is_gaming = inches >= 15.5, product.look["kind"] == "gaming"
    plane = warp(deck(shell, has_pad, is_gaming), quad)
    picture.paste(plane, mask=plane)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((left + 30, base - 3, left + width - 30, base + 3), fill=(20, 21, 25))
    lip = [
        (left - spread, base + drop),
        (left + width + spread, base + drop),
        (left + width + spread - 14, base + drop + 14),
        (left - spread + 14, base + drop + 14),
    ]
    pen.polygon(lip, fill=darker(shell, 0.34))
    pen.line(
        (left - spread + 1, base + drop, left + width + spread - 1, base + drop),
        fill=lighter(shell, 0.45),
        width=2,
    )
    pen.rounded_rectangle(
        (SIZE / 2 - 46, base + drop - 1, SIZE / 2 + 46, base + drop + 5), 3, fill=darker(shell, 0.5)
    )
    return picture


def _mark(product: Product, size: int, fill: RGB) -> Image.Image:
    """The maker's name, spaced, for the lid."""
    letters = font("jost-500", size)
    text = product.look["brand"].upper()
    image = Image.new("RGBA", (size * len(text) + size * 3, size * 2), (0, 0, 0, 0))
    pen, x = ImageDraw.Draw(image), float(size)
    for letter in text:
        pen.text((x, size * 0.3), letter, font=letters, fill=(*fill, 255))
        x += letters.getlength(letter) + size * 0.3
    return image.crop((0, 0, round(x + size * 0.7), size * 2))


def _closed(product: Product, shell: RGB) -> Image.Image:
    """Shut, on the table: the lid in the light."""
    picture = backdrop().copy()
    lid = ramp(1120, 760, lighter(shell, 0.2), darker(shell, 0.08)).convert("RGBA")
    gloss = Image.new("L", lid.size)
    ImageDraw.Draw(gloss).polygon([(0, 0), (560, 0), (240, 760), (0, 760)], fill=26)
    lid.paste((255, 255, 255, 255), mask=gloss)
    tone = darker(shell, 0.4) if lightness(shell) > 0.4 else lighter(shell, 0.45)
    mark = _mark(product, 56, tone)
    lid.alpha_composite(mark, ((1120 - mark.width) // 2, 330))
    lid.putalpha(rounded(1120, 760, 44))
    thick, quad = 18, [(166, 226), (660, 180), (770, 510), (74, 592)]
    plane = warp(lid, quad)
    top = plane.getchannel("A")
    slab = Image.new("L", (SIZE, SIZE))
    for drop in range(0, thick + 1, 3):
        slab.paste(255, (0, drop), top)
    cast_shadow(picture, slab, down=20, across=12, blur=34, strength=0.6)
    picture.paste(darker(shell, 0.5), mask=slab)
    picture.paste(darker(shell, 0.66), (0, 9), top)
    picture.paste(darker(shell, 0.28), (0, 7), top)
    picture.paste(plane, mask=plane)
    return picture


def _above(product: Product, shell: RGB) -> Image.Image:
    """Close to the keys."""
    inches = float(product.look["inches"])
    plane = deck(shell, inches >= 15.5, product.look["kind"] == "gaming")
    picture = backdrop().copy()
    tilted = warp(plane, [(60, 150), (1050, -40), (1270, 590), (150, 930)])
    cast_shadow(picture, tilted.getchannel("A"), down=10, across=-12, blur=36, strength=0.5)
    picture.paste(tilted, mask=tilted)
    return picture


def draw_laptop(product: Product, shell: RGB, view: int, *, bare: bool = False) -> Image.Image:
    """View 0: open from the front (alone when `bare`). View 1: shut. View 2: close to the keys."""
    if bare:
        return _front(product, shell, bare=True)
    return (_front, _closed, _above)[view](product, shell)
