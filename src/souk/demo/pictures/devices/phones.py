"""Phones: back and front together, the screen alone, the lenses close to."""

from __future__ import annotations

from collections.abc import Sequence
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
    disc,
    font,
    lighter,
    lightness,
    mix,
    ramp,
    rounded,
)
from souk.demo.pictures.devices.laptops import _mark
from souk.demo.pictures.devices.wallpapers import wallpaper

Frame = tuple[int, int, int]  # width, height, corner


def _frame(product: Product) -> Frame:
    inches, model = float(product.look["inches"]), product.look["model"]
    if model in ("Fold", "Isle Tab Phone"):
        return 440, 500, 30
    if model in ("Button", "Flip"):
        return 232, 520, 44
    width = round(238 + (inches - 5) * 24)
    return width, round(width * 2.08), 26 if product.look["kind"] == "rugged-phones" else 42


def _body(frame: Frame, shell: RGB) -> Image.Image:
    """The metal rim, lit from the left."""
    width, height, corner = frame
    rim = (
        ramp(height, width, lighter(shell, 0.5), darker(shell, 0.35))
        .rotate(90, expand=True)
        .resize((width, height))
        .convert("RGBA")
    )
    rim.putalpha(rounded(width, height, corner))
    return rim


def _status(pen: ImageDraw.ImageDraw, width: int, tone: RGB) -> None:
    pen.text((26, 15), "10:08", font=font("jost-700", 15), fill=tone)
    pen.rounded_rectangle((width - 48, 19, width - 26, 29), 3, outline=tone, width=2)
    pen.rectangle((width - 46, 21, width - 34, 27), fill=tone)
    for bar in range(4):
        pen.rectangle((width - 76 + bar * 6, 27 - bar * 2.6, width - 73 + bar * 6, 29), fill=tone)


def _home(screen: Image.Image, name: str) -> None:
    """A lock screen: the time, a card, two round keys."""
    width, height = screen.size
    pen = ImageDraw.Draw(screen, "RGBA")
    tone = (40, 42, 52) if name in ("paper", "petal", "leafy", "peaks", "dune") else (255, 255, 255)
    _status(pen, width, tone)
    pen.text(
        (width / 2, height * 0.13),
        "10:08",
        font=font("jost-500", round(width * 0.25)),
        fill=tone,
        anchor="ma",
    )
    pen.text(
        (width / 2, height * 0.115),
        "Thursday 4 June",
        font=font("jost-500", round(width * 0.068)),
        fill=tone,
        anchor="ma",
    )
    y = height * 0.66
    for card in range(2):
        top = y + card * (height * 0.1)
        pen.rounded_rectangle((16, top, width - 16, top + height * 0.088), 14, fill=(255, 255, 255, 172))
        pen.rounded_rectangle(
            (26, top + 10, 26 + height * 0.055, top + 10 + height * 0.055),
            8,
            fill=((236, 106, 94), (92, 150, 220))[card],
        )
        left = 36 + height * 0.055
        pen.rounded_rectangle((left, top + 12, left + width * 0.34, top + 18), 3, fill=(60, 64, 76, 220))
        pen.rounded_rectangle((left, top + 26, left + width * 0.5, top + 31), 3, fill=(120, 124, 136, 200))
    for x in (0.17, 0.83):
        disc(pen, width * x, height * 0.925, width * 0.075, (255, 255, 255, 90))
    pen.rounded_rectangle((width * 0.34, height - 12, width * 0.66, height - 8), 2, fill=(*tone, 220))


@cache
def _lit(name: str, width: int, height: int, is_ink: bool) -> Image.Image:
    screen = wallpaper(name, width, height).copy()
    _home(screen, name)
    return screen.convert("L").convert("RGB") if is_ink else screen


def front(product: Product, shell: RGB) -> Image.Image:
    """The face, RGBA at final size."""
    frame = _frame(product)
    width, height, corner = frame
    if product.look["model"] in ("Button", "Flip"):
        return _keyed(product, shell, frame)
    image = _body(frame, shell)
    glass = Image.new("RGB", (width - 8, height - 8), (16, 17, 20))
    edge = 16 if product.look["kind"] == "rugged-phones" else 6
    panel = _lit(
        product.look["wallpaper"],
        width - 8 - 2 * edge,
        height - 8 - 2 * edge,
        "E-Reader" in product.look["model"],
    )
    glass.paste(panel, (edge, edge), rounded(panel.width, panel.height, max(8, corner - 4 - edge)))
    pen = ImageDraw.Draw(glass)
    if product.look["model"] in ("Fold", "Isle Tab Phone"):
        pen.line((glass.width / 2, edge, glass.width / 2, glass.height - edge), fill=(60, 62, 70), width=1)
    disc(pen, glass.width / 2, edge + 15, 6.5, (8, 8, 10))
    disc(pen, glass.width / 2, edge + 15, 2.5, (34, 44, 70))
    glint = Image.new("L", glass.size)
    ImageDraw.Draw(glint).polygon(
        [(glass.width * 0.55, 0), (glass.width, 0), (glass.width, glass.height * 0.5)], fill=26
    )
    glass.paste((255, 255, 255), mask=glint)
    image.paste(glass, (4, 4), rounded(width - 8, height - 8, corner - 3))
    return image


def _keyed(product: Product, shell: RGB, frame: Frame) -> Image.Image:
    """A phone with keys, in one piece or hinged."""
    width, height, corner = frame
    image = _body(frame, shell)
    face = ramp(width - 8, height - 8, lighter(shell, 0.12), darker(shell, 0.12)).copy()
    pen = ImageDraw.Draw(face)
    pen.rounded_rectangle((20, 34, width - 28, 212), 10, fill=(18, 19, 23))
    face.paste(wallpaper(product.look["wallpaper"], width - 60, 158), (26, 44))
    pen.text((width / 2 - 4, 84), "10:08", font=font("jost-700", 50), fill=(40, 42, 52), anchor="ma")
    if product.look["model"] == "Flip":
        pen.rectangle((0, 232, width, 240), fill=darker(shell, 0.5))
    tone = darker(shell, 0.4) if lightness(shell) > 0.4 else lighter(shell, 0.14)
    pen.rounded_rectangle((width / 2 - 48, 256, width / 2 + 40, 304), 22, fill=tone)
    pen.rounded_rectangle((22, 262, 58, 298), 10, fill=(84, 160, 100))
    pen.rounded_rectangle((width - 66, 262, width - 30, 298), 10, fill=(196, 74, 66))
    for row in range(4):
        for column in range(3):
            x, y = 22 + column * 62, 318 + row * 46
            pen.rounded_rectangle((x, y, x + 54, y + 38), 10, fill=tone)
            label = "123456789*0#"[row * 3 + column]
            pen.text((x + 27, y + 19), label, font=font("jost-700", 20), fill=(246, 246, 244), anchor="mm")
    image.paste(face, (4, 4), rounded(width - 8, height - 8, corner - 3))
    return image


def lens(pen: ImageDraw.ImageDraw, cx: float, cy: float, r: float) -> None:
    """One camera: ring, glass, iris and two glints."""
    for share, tone in (
        (1, (70, 73, 80)),
        (0.93, (22, 23, 27)),
        (0.66, (38, 42, 54)),
        (0.5, (14, 16, 24)),
        (0.3, (40, 58, 104)),
        (0.16, (8, 9, 14)),
    ):
        disc(pen, cx, cy, r * share, tone)
    disc(pen, cx - r * 0.22, cy - r * 0.26, r * 0.12, (190, 208, 240))
    disc(pen, cx + r * 0.2, cy + r * 0.22, r * 0.06, (150, 130, 190))


def _camera(image: Image.Image, product: Product, shell: RGB, zoom: int) -> None:
    """The camera island, in one of four house styles."""
    pen, width = ImageDraw.Draw(image), image.width / zoom
    count, style = int(product.look["cameras"]), sum(map(ord, product.look["brand"])) % 4
    island, r = mix(shell, (0, 0, 0), 0.16), 20 * zoom
    box: tuple[float, float, float, float]
    spots: Sequence[tuple[float, float]]
    if style == 0:
        box = (20, 20, 20 + 62, 20 + 12 + count * 50)
        spots = [(51, 51 + k * 50) for k in range(count)]
    elif style == 1:
        box = (8, 46, width - 8, 110)
        spots = [(width * 0.3 + k * 50 - (count - 2) * 10, 78) for k in range(count)]
    elif style == 2:
        box = (20, 20, 132, 132)
        spots = [(50, 50), (102, 102), (102, 50)][:count]
    else:
        box = (width / 2 - 66, 26, width / 2 + 66, 158)
        spots = [(width / 2 - 28, 72), (width / 2 + 28, 72), (width / 2, 120)][:count]
    corner = 66 if style == 3 else 28
    left, top, right, foot = (v * zoom for v in box)
    pen.rounded_rectangle(
        (left, top, right, foot), corner * zoom, fill=island, outline=lighter(shell, 0.22), width=2 * zoom
    )
    for x, y in spots:
        lens(pen, x * zoom, y * zoom, r)
    flash = (box[2] - 20, box[1] + 20) if style in (1, 2) else ((box[0] + box[2]) / 2, box[3] - 16)
    if style == 2 and count > 2:
        flash = (50, 102)
    disc(pen, flash[0] * zoom, flash[1] * zoom, 6 * zoom, (250, 240, 214))


def back(product: Product, shell: RGB, zoom: int = 1) -> Image.Image:
    """The coloured side, RGBA."""
    width, height, corner = (v * zoom for v in _frame(product))
    image = _body((width, height, corner), shell)
    panel = ramp(width - 6 * zoom, height - 6 * zoom, lighter(shell, 0.16), darker(shell, 0.1)).copy()
    gloss = Image.new("L", panel.size)
    ImageDraw.Draw(gloss).polygon(
        [
            (0, panel.height * 0.16),
            (panel.width, panel.height * 0.5),
            (panel.width, panel.height * 0.86),
            (0, panel.height * 0.5),
        ],
        fill=22,
    )
    panel.paste((255, 255, 255), mask=gloss)
    big = panel.resize((panel.width * 2, panel.height * 2))
    _camera(big, product, shell, zoom * 2)
    panel = big.reduce(2)
    tone = lighter(shell, 0.3) if lightness(shell) < 0.5 else darker(shell, 0.25)
    mark = _mark(product, 13 * zoom, tone)
    panel.paste(mark, ((panel.width - mark.width) // 2, round(panel.height * 0.8)), mark)
    if product.look["kind"] == "rugged-phones":
        pen = ImageDraw.Draw(panel)
        for line in range(9):
            y = panel.height * (0.46 + line * 0.026)
            pen.line((panel.width * 0.2, y, panel.width * 0.8, y), fill=darker(shell, 0.3), width=3 * zoom)
    image.paste(panel, (3 * zoom, 3 * zoom), rounded(panel.width, panel.height, corner - 2 * zoom))
    return image


def _bumpers(image: Image.Image, shell: RGB) -> Image.Image:
    """Rubber corners and ribbed sides for the rugged ones."""
    wide = Image.new("RGBA", (image.width + 20, image.height + 20), (0, 0, 0, 0))
    pen = ImageDraw.Draw(wide)
    rubber = (*darker(shell, 0.55), 255)
    for x in (0, wide.width - 78):
        for y in (0, wide.height - 96):
            pen.rounded_rectangle((x, y, x + 78, y + 96), 30, fill=rubber)
    for y in range(170, wide.height - 170, 26):
        pen.rounded_rectangle((4, y, wide.width - 5, y + 16), 4, fill=rubber)
    wide.alpha_composite(image, (10, 10))
    return wide


def _put(picture: Image.Image, thing: Image.Image, left: int, top: int, strength: float = 0.42) -> None:
    mask = Image.new("L", (SIZE, SIZE))
    mask.paste(thing.getchannel("A"), (left, top))
    cast_shadow(picture, mask, down=14, across=10, blur=30, strength=strength)
    picture.paste(thing, (left, top), thing)


def _pair(product: Product, shell: RGB) -> Image.Image:
    picture = backdrop(mix((229, 232, 237), shell, 0.06)).copy()
    rear, face = back(product, shell), front(product, shell)
    if product.look["kind"] == "rugged-phones":
        rear, face = _bumpers(rear, shell), _bumpers(face, shell)
    if product.look["model"] in ("Fold", "Isle Tab Phone"):
        rear = rear.crop((0, 0, rear.width // 2 + 12, rear.height))
        rear.putalpha(rounded(rear.width, rear.height, 30))
    gap = round(face.width * 0.74) if face.width < 400 else 130
    total = face.width + gap
    left, foot = (SIZE - total) // 2, (SIZE + face.height) // 2 + 8
    contact_shadow(picture, left + 20, left + rear.width - 10, foot - 22, 0.5)
    contact_shadow(picture, left + gap + 12, left + gap + face.width - 12, foot - 2, 0.6)
    _put(picture, rear, left, foot - rear.height - 22)
    _put(picture, face, left + gap, foot - face.height)
    return picture


def _face(product: Product, shell: RGB) -> Image.Image:
    picture = backdrop(mix((229, 232, 237), shell, 0.06)).copy()
    face = front(product, shell)
    if product.look["kind"] == "rugged-phones":
        face = _bumpers(face, shell)
    share = 690 / face.height
    face = face.resize((round(face.width * share), 690), Image.Resampling.BICUBIC)
    turned = face.rotate(-9, expand=True, resample=Image.Resampling.BICUBIC)
    _put(picture, turned, (SIZE - turned.width) // 2, (SIZE - turned.height) // 2, 0.5)
    return picture


def _lenses(product: Product, shell: RGB) -> Image.Image:
    picture = backdrop(mix((229, 232, 237), shell, 0.06)).copy()
    rear = back(product, shell, 2)
    turned = rear.rotate(14, expand=True, resample=Image.Resampling.BICUBIC)
    _put(picture, turned.crop((0, 0, min(turned.width, 790), min(turned.height, 700))), 90, 110, 0.5)
    return picture


def draw_phone(product: Product, shell: RGB, view: int) -> Image.Image:
    return (_pair, _face, _lenses)[view](product, shell)
