"""Books: a designed cover for each title, lit, standing on its edge."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw

from souk.demo.barcodes import pick
from souk.demo.goods import Product
from souk.demo.pictures.books.motifs_form import FORM
from souk.demo.pictures.books.motifs_land import LAND
from souk.demo.pictures.books.plate import PALETTES, Plate, plate
from souk.demo.pictures.canvas import (
    RGB,
    SIZE,
    backdrop,
    cast_shadow,
    colour_at,
    contact_shadow,
    darker,
    font,
    lighter,
    lightness,
    mix,
    ramp,
    rgb,
    warp,
)

W, H = 856, 1272  # a cover at twice its final size
_MOTIFS = {**LAND, **FORM}
_FACES = {
    "gothic": ("playfair-700", "garamond-600"),
    "crime": ("oswald-600", "jost-500"),
    "science-fiction": ("jost-700", "jost-500"),
    "science-nature": ("jost-700", "garamond-500-italic"),
    "children-books": ("playfair-700", "jost-700"),
    "history-politics": ("oswald-600", "garamond-500-italic"),
}
_DEFAULT_FACES = (
    ("playfair-700", "garamond-500-italic"),
    ("garamond-600", "jost-500"),
    ("playfair-700", "jost-500"),
)


def printable(text: str) -> str:
    """The faces cover western European letters; others lose their marks (Č → C)."""
    return "".join(
        c if ord(c) < 256 or c in "’–“”" else unicodedata.normalize("NFD", c)[0]
        for c in text.replace("'", "’")
    )


def _wrapped(words: list[str], face: str, size: int, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and font(face, size).getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def set_text(pen: ImageDraw.ImageDraw, text: str, face: str, box: tuple[float, float, float, float], fill: RGB,
             *, centred: bool, largest: int, foot: bool = False) -> float:  # fmt: skip
    """Sets `text` as large as `box` allows; returns where it ends."""
    left, top, right, bottom = box
    size = largest
    while size > 20:
        lines = _wrapped(text.split(), face, size, right - left)
        leading = size * 1.06
        fits = all(font(face, size).getlength(line) <= right - left for line in lines)
        if fits and leading * len(lines) <= bottom - top:
            break
        size -= 4
    y = bottom - leading * len(lines) if foot else top
    for line in lines:
        x = (left + right) / 2 if centred else left
        pen.text((x, y), line, font=font(face, size), fill=fill, anchor="ma" if centred else "la")
        y += leading
    return y


def _spaced(pen: ImageDraw.ImageDraw, text: str, face: str, size: int, at: tuple[float, float], fill: RGB,
            *, centred: bool, widest: float = 740) -> None:  # fmt: skip
    """Small capitals with air between them."""
    letters = font(face, size)
    gap = size * 0.12
    total = sum(letters.getlength(c) + gap for c in text) - gap
    if total > widest:
        _spaced(pen, text, face, size - 2, at, fill, centred=centred, widest=widest)
        return
    x = at[0] - total / 2 if centred else at[0]
    for c in text:
        pen.text((x, at[1]), c, font=letters, fill=fill, anchor="la")
        x += letters.getlength(c) + gap


def _field(product: Product, width: int, height: int) -> Plate:
    field = plate(product.title, product.look["palette"], width, height)
    _MOTIFS[product.look["motif"]](field)
    return field


def _classic(product: Product, cover: Plate, faces: tuple[str, str]) -> None:
    """Title above, a framed plate in the middle, the author below."""
    pen = cover.pen
    pen.rectangle((34, 34, W - 35, H - 35), outline=cover.ink, width=3)
    pen.rectangle((46, 46, W - 47, H - 47), outline=cover.one, width=2)
    set_text(
        pen, printable(product.title), faces[0], (90, 92, W - 90, 372), cover.ink, centred=True, largest=118
    )
    field = _field(product, 620, 640)
    cover.image.paste(field.image, ((W - 620) // 2, 412))
    pen.rectangle(((W - 620) // 2 - 10, 402, (W + 620) // 2 + 9, 1061), outline=cover.ink, width=3)
    author = printable(product.look["author"])
    _spaced(pen, author.upper(), "jost-500", 38, (W / 2, 1118), cover.ink, centred=True, widest=680)


def _poster(product: Product, cover: Plate, faces: tuple[str, str]) -> None:
    """The picture over the whole upper part, a strong title at the foot."""
    field = _field(product, W, 830)
    cover.image.paste(field.image, (0, 0))
    cover.pen.rectangle((0, 830, W, H), fill=cover.ink)
    end = set_text(
        cover.pen,
        printable(product.title),
        faces[0],
        (64, 868, W - 64, 1120),
        cover.ground,
        centred=False,
        largest=120,
    )
    set_text(cover.pen, printable(product.look["author"]), faces[1], (66, max(end + 14, 1140), W - 64, 1230), _readable(cover),
             centred=False, largest=54)  # fmt: skip


def _readable(cover: Plate) -> RGB:
    """The livelier ink for small type on a panel of `ink`, or the ground where it would fade."""
    base = lightness(cover.ink)
    return next((tone for tone in (cover.two, cover.one) if abs(lightness(tone) - base) > 0.42), cover.ground)


def _label(product: Product, cover: Plate, faces: tuple[str, str]) -> None:
    """The picture all over, a paper label pasted on it."""
    field = _field(product, W, H)
    cover.image.paste(field.image, (0, 0))
    paper, ink = (247, 241, 228), darker(rgb(PALETTES[product.look["palette"]][0]), 0.72)
    cover.pen.rectangle((112, 150, W - 112, 560), fill=paper)
    cover.pen.rectangle((126, 164, W - 126, 546), outline=ink, width=3)
    set_text(
        cover.pen,
        printable(product.title),
        faces[0],
        (158, 200, W - 158, 430),
        ink,
        centred=True,
        largest=100,
    )
    cover.pen.line((W / 2 - 60, 452, W / 2 + 60, 452), fill=ink, width=3)
    set_text(
        cover.pen,
        printable(product.look["author"]),
        faces[1],
        (150, 470, W - 150, 528),
        ink,
        centred=True,
        largest=46,
    )


def _modern(product: Product, cover: Plate, faces: tuple[str, str]) -> None:
    """Flush left, large, the picture running off the foot of the cover."""
    _spaced(
        cover.pen,
        printable(product.look["author"]).upper(),
        "jost-500",
        36,
        (64, 70),
        cover.ink,
        centred=False,
    )
    end = set_text(
        cover.pen,
        printable(product.title),
        faces[0],
        (62, 134, W - 56, 480),
        cover.ink,
        centred=False,
        largest=136,
    )
    top = round(min(560, max(400, end + 46)))
    field = _field(product, W, H - top)
    cover.image.paste(field.image, (0, top))
    cover.pen.line((0, top, W, top), fill=cover.ink, width=4)


_LAYOUTS: tuple[Callable[[Product, Plate, tuple[str, str]], None], ...] = (_classic, _poster, _label, _modern)


def flat_cover(product: Product) -> Image.Image:
    """The printed cover, straight on, `W` × `H`."""
    cover = plate(product.title, product.look["palette"], W, H)
    faces = _FACES.get(product.category) or _DEFAULT_FACES[pick(product.title + "/face", 3)]
    _LAYOUTS[pick(product.title + "/layout", 4)](product, cover, faces)
    return cover.image


def _bound(cover: Image.Image) -> Image.Image:
    """The hinge beside the spine and the sheen of the cloth, on a cover at final size."""
    width, height = cover.size
    light = Image.new("L", (width, 1), 128)
    for x in range(width):
        tone = 128 + round(14 * (1 - abs(x / width - 0.3)))
        if x < 5:
            tone = 96 + x * 12
        elif 14 <= x < 22:
            tone = 92 + abs(x - 18) * 7
        elif 22 <= x < 28:
            tone = 168 - (x - 22) * 5
        light.putpixel((x, 0), min(255, tone))
    grey = light.resize((width, height))
    return ImageChops.hard_light(cover, Image.merge("RGB", (grey, grey, grey)))


def studio_tone(product: Product) -> RGB:
    """A backdrop that carries a breath of the cover's own colour."""
    return mix((229, 232, 237), rgb(PALETTES[product.look["palette"]][2]), 0.1)


def _standing(product: Product, cover: Image.Image) -> Image.Image:
    picture = backdrop(studio_tone(product)).copy()
    width, height = cover.size
    left, top = (SIZE - width) // 2 - 4, 74
    contact_shadow(picture, left, left + width + 14, top + height, 0.6)
    mask = Image.new("L", (SIZE, SIZE))
    ImageDraw.Draw(mask).rectangle((left, top, left + width + 10, top + height), fill=255)
    cast_shadow(picture, mask, down=16, across=14, blur=30, strength=0.42)
    pages = ramp(12, height - 8, (250, 246, 236), (222, 214, 198)).copy()
    for line in range(0, 12, 3):
        ImageDraw.Draw(pages).line((line, 0, line, height), fill=(212, 203, 186))
    picture.paste(pages, (left + width - 1, top + 5))
    picture.paste(
        darker(colour_at(cover, width - 3, 6), 0.35),
        (left + width + 11, top, left + width + 14, top + height),
    )
    picture.paste(cover, (left, top))
    return picture


def _turned(product: Product, cover: Image.Image) -> Image.Image:
    """Three-quarter view: the spine with its lettering, the cover going back."""
    picture = backdrop(studio_tone(product)).copy()
    ground, ink, one, _ = (rgb(text) for text in PALETTES[product.look["palette"]])
    spine = Image.new("RGBA", (150, H), (*darker(ground, 0.12), 255))
    text = Image.new("RGBA", (H, 150), (0, 0, 0, 0))
    pen = ImageDraw.Draw(text)
    set_text(
        pen, printable(product.title), "garamond-600", (90, 38, H - 420, 130), ink, centred=False, largest=68
    )
    surname = printable(product.look["author"]).split()[-1]
    pen.text((H - 90, 76), surname, font=font("jost-500", 42), fill=ink, anchor="rm")
    spine.alpha_composite(text.rotate(-90, expand=True))
    ImageDraw.Draw(spine).rectangle((0, 40, 150, 48), fill=(*one, 255))
    ImageDraw.Draw(spine).rectangle((0, H - 48, 150, H - 40), fill=(*one, 255))
    x0, x1, x2 = 190, 276, 600
    front = warp(cover.convert("RGBA"), [(x1, 84), (x2, 126), (x2, 664), (x1, 716)])
    back = warp(spine.reduce(2), [(x0, 108), (x1, 84), (x1, 716), (x0, 686)])
    mask = Image.new("L", (SIZE, SIZE))
    ImageDraw.Draw(mask).polygon([(x0, 108), (x1, 84), (x2, 126), (x2, 664), (x1, 716), (x0, 686)], fill=255)
    contact_shadow(picture, x0 + 10, x2, 690, 0.5)
    cast_shadow(picture, mask, down=18, across=34, blur=36, strength=0.42)
    picture.paste(front, mask=front)
    shade = Image.new("RGBA", back.size, (0, 0, 0, 0))
    shade.paste((10, 12, 20, 70), mask=back.getchannel("A"))
    picture.paste(back, mask=back)
    picture.paste(shade, mask=shade)
    ImageDraw.Draw(picture).line((x1, 84, x1, 716), fill=lighter(ground, 0.25), width=2)
    return picture


def draw_book(product: Product, view: int) -> Image.Image:
    cover = _bound(flat_cover(product).reduce(2))
    return _turned(product, cover) if view else _standing(product, cover)
