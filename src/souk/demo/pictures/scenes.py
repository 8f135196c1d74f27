"""Wide pictures for the home page and the faces of the shops."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from souk.demo.barcodes import pick
from souk.demo.goods import Product, Shop
from souk.demo.pictures.books.covers import flat_cover
from souk.demo.pictures.canvas import (
    RGB,
    SIZE,
    backdrop,
    cast_shadow,
    colour_at,
    contact_shadow,
    darker,
    disc,
    font,
    lighter,
    mix,
    ramp,
    rgb,
    rounded,
    soft,
)
from souk.demo.pictures.devices.laptops import draw_laptop
from souk.demo.pictures.devices.phones import front
from souk.demo.pictures.garments.wardrobe import sewn

WIDE, HIGH = 1600, 700


def _room(wall: RGB, floor: RGB, horizon: int) -> Image.Image:
    room = ramp(WIDE, HIGH, lighter(wall, 0.22), wall).copy()
    room.paste(ramp(WIDE, HIGH - horizon, floor, lighter(floor, 0.2)), (0, horizon))
    light = Image.new("L", (WIDE, HIGH))
    ImageDraw.Draw(light).polygon([(980, 0), (1330, 0), (900, HIGH), (360, HIGH)], fill=70)
    room.paste((255, 250, 238), mask=soft(light, 60, 10))
    return room


def _shadow_on(
    room: Image.Image, mask: Image.Image, down: int, right: int, blur: float, strength: float
) -> None:
    shade = Image.new("L", room.size)
    shade.paste(soft(mask, blur, 8).point(lambda v: round(v * strength)), (right, down))
    room.paste((40, 36, 40), mask=shade)


def _plant(room: Image.Image, x: int, foot: int) -> None:
    """A pot with tall leaves at the edge of the picture."""
    layer = Image.new("RGBA", (WIDE, HIGH), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for k in range(11):
        lean, high = (k - 5) * 26, 300 - abs(k - 5) * 22
        tip = (x + lean * 1.5, foot - 110 - high)
        tone = mix((58, 92, 70), (128, 158, 112), (k % 4) / 4)
        pen.polygon(
            [
                (x - 5, foot - 110),
                (x + lean * 0.5 - 20, foot - 120 - high * 0.55),
                tip,
                (x + lean * 0.9 + 17, foot - 120 - high * 0.5),
                (x + 5, foot - 110),
            ],
            fill=(*tone, 255),
        )
    pen.polygon(
        [(x - 62, foot - 130), (x + 62, foot - 130), (x + 46, foot), (x - 46, foot)], fill=(196, 120, 84, 255)
    )
    pen.rectangle((x - 68, foot - 140, x + 68, foot - 114), fill=(178, 104, 70, 255))
    _shadow_on(room, layer.getchannel("A"), 14, 18, 24, 0.3)
    room.paste(layer, mask=layer)


def clothes_rail() -> Image.Image:
    """The first picture of the home page: a rail of coats, knits and dresses in a bright room."""
    room = _room((226, 220, 210), (205, 190, 168), 590)
    pieces = (("wrapcoat", "camel", "plain"), ("crew", "ecru", "cable"), ("shirt", "sky", "stripe"), ("teadress", "sage", "floral"),
              ("overcoat", "charcoal", "herringbone"), ("hoodie", "rust", "plain"), ("longsleeve", "navy", "breton"), ("maxidress", "coral", "floral"),
              ("chore", "ochre", "plain"))  # fmt: skip
    pen = ImageDraw.Draw(room)
    for x in (150, 1452):
        pen.rectangle((x - 6, 84, x + 6, 640), fill=(58, 54, 52))
        pen.rectangle((x - 60, 634, x + 60, 644), fill=(58, 54, 52))
    pen.rectangle((120, 78, 1482, 90), fill=(58, 54, 52))
    pen.line((120, 79, 1482, 79), fill=(128, 122, 116), width=2)
    for place, (cut, colour, pattern) in enumerate(pieces):
        thing = sewn(cut, pattern, colour).resize((600, 600), Image.Resampling.BICUBIC)
        left = 96 + place * 128
        cx = left + 300
        pen.arc((cx - 12, 66, cx + 12, 104), 180, 20, fill=(150, 140, 130), width=4)
        pen.line((cx, 100, cx, 130), fill=(150, 140, 130), width=4)
        mask = Image.new("L", (WIDE, HIGH))
        mask.paste(thing.getchannel("A"), (left, 52))
        _shadow_on(room, mask, 10, 16, 20, 0.36)
        room.paste(thing, (left, 52), thing)
    return room


def bookshelf(products: tuple[Product, ...]) -> Image.Image:
    """Covers face out on two shelves."""
    room = _room((46, 66, 60), (38, 54, 50), 690)
    books = [product for product in products if product.product_type == "book"]
    chosen = sorted(books, key=lambda product: pick(product.slug + "/shelf", 1000))[:18]
    pen = ImageDraw.Draw(room)
    for shelf, foot in enumerate((330, 655)):
        pen.rectangle((0, foot, WIDE, foot + 18), fill=(150, 108, 70))
        pen.rectangle((0, foot + 18, WIDE, foot + 26), fill=(98, 66, 42))
        x = 38 + shelf * 46
        for product in chosen[shelf * 9 : shelf * 9 + 9]:
            cover = flat_cover(product).resize(
                (150 + pick(product.slug, 18), 226 + pick(product.slug + "h", 40)), Image.Resampling.LANCZOS
            )
            mask = Image.new("L", (WIDE, HIGH))
            mask.paste(255, (x, foot - cover.height, x + cover.width, foot))
            _shadow_on(room, mask, 4, 10, 14, 0.6)
            room.paste(cover, (x, foot - cover.height))
            pen.line(
                (x + 8, foot - cover.height, x + 8, foot), fill=darker(colour_at(cover, 3, 40), 0.25), width=2
            )
            x += cover.width + 16
    return room


def desk(products: tuple[Product, ...]) -> Image.Image:
    """A laptop and two phones on a desk by the window."""
    room = _room((206, 216, 222), (186, 150, 116), 470)
    by_slug = {product.slug: product for product in products}
    laptop = draw_laptop(by_slug["norrvik-fjord-14-evo"], rgb("#c5c9ce"), 0, bare=True)
    mask = Image.new("L", (WIDE, HIGH))
    mask.paste(laptop.getchannel("A"), (420, -76))
    _shadow_on(room, mask, 16, 10, 30, 0.36)
    room.paste(laptop, (420, -76), laptop)
    for slug, colour, left, top in (("lumo-pro", "#2f4f3f", 1150, 190), ("aster-s1", "#b6a7d1", 1320, 224)):
        phone = front(by_slug[slug], rgb(colour))
        phone = phone.resize((phone.width * 3 // 5, phone.height * 3 // 5), Image.Resampling.LANCZOS)
        mask = Image.new("L", (WIDE, HIGH))
        mask.paste(phone.getchannel("A"), (left, top))
        _shadow_on(room, mask, 10, 14, 20, 0.45)
        room.paste(phone, (left, top), phone)
    pen = ImageDraw.Draw(room)
    pen.ellipse((208, 512, 372, 556), fill=(120, 94, 70))
    pen.rounded_rectangle((220, 396, 360, 540), 26, fill=(238, 234, 226))
    pen.arc((340, 424, 400, 500), 260, 100, fill=(238, 234, 226), width=14)
    pen.ellipse((220, 384, 360, 414), fill=(250, 248, 244))
    pen.ellipse((230, 388, 350, 410), fill=(92, 62, 44))
    _plant(room, 90, 600)
    return room


@cache
def shop_front(shop: Shop) -> Image.Image:
    """A shop's house: awning, window, door and the name over it."""
    picture = backdrop(mix((226, 229, 234), rgb(shop.tone), 0.12)).copy()
    small = _house(shop).reduce(2)
    left, top = (SIZE - small.width) // 2, 116
    contact_shadow(picture, left, left + small.width, top + small.height, 0.6)
    mask = Image.new("L", (SIZE, SIZE))
    mask.paste(255, (left, top, left + small.width, top + small.height))
    cast_shadow(picture, mask, down=12, across=10, blur=34, strength=0.4)
    picture.paste(small, (left, top), rounded(small.width, small.height, 10))
    return picture


def shop_details(shop: Shop) -> dict[str, Image.Image]:
    """The house from nearer, with what each picture shows."""
    house = _house(shop)
    return {
        f"The window of {shop.name}, lit in the evening": house.crop((70, 430, 790, 970)),
        f"The sign and the awning of {shop.name}": house.crop((0, 0, 1240, 930)),
    }


def _house(shop: Shop) -> Image.Image:
    tone = rgb(shop.tone)
    front_ = Image.new("RGB", (1240, 1120), mix(tone, (250, 246, 238), 0.86))
    pen = ImageDraw.Draw(front_)
    pen.rectangle((0, 0, 1240, 40), fill=darker(tone, 0.3))
    pen.rectangle((0, 40, 1240, 232), fill=tone)
    size = 96
    while font("playfair-700", size).getlength(shop.name) > 1090:
        size -= 4
    pen.text((620, 136), shop.name, font=font("playfair-700", size), fill=(250, 244, 230), anchor="mm")
    stripes, wide = 12, 1240 / 12
    for k in range(stripes):
        fill = tone if k % 2 else (250, 246, 238)
        pen.rectangle((k * wide, 232, (k + 1) * wide, 350), fill=fill)
        pen.pieslice((k * wide, 312, (k + 1) * wide, 388), 0, 180, fill=darker(fill, 0.06))
    pen.rectangle((70, 430, 790, 960), fill=darker(tone, 0.45))
    pen.rectangle((92, 452, 768, 938), fill=(252, 226, 170))
    pen.rectangle((880, 430, 1170, 1120), fill=darker(tone, 0.45))
    pen.rectangle((908, 458, 1142, 860), fill=(252, 226, 170))
    disc(pen, 1120, 920, 14, (228, 190, 110))
    _window_goods(pen, shop, tone)
    glass = Image.new("L", front_.size)
    ImageDraw.Draw(glass).polygon([(380, 452), (560, 452), (380, 938), (200, 938)], fill=40)
    front_.paste((255, 255, 255), mask=glass)
    pen.rectangle((0, 990, 860, 1120), fill=darker(tone, 0.2))
    return front_


def _window_goods(pen: ImageDraw.ImageDraw, shop: Shop, tone: RGB) -> None:
    """What stands behind the glass: books, screens or clothes, as silhouettes in the lamplight."""
    ink = darker(mix(tone, (90, 60, 40), 0.4), 0.1)
    foot = 930
    if shop.slug in ("lantern-and-quill", "harbour-street-books", "the-paper-comet"):
        for shelf in (690, foot):
            x = 116
            while x < 730:
                wide, high = (
                    16 + pick(f"{shop.slug}{x}{shelf}", 26),
                    120 + pick(f"h{shop.slug}{x}{shelf}", 80),
                )
                fill = mix(
                    ink,
                    ((200, 90, 60), (70, 110, 120), (230, 190, 110), tone)[
                        pick(f"c{x}{shelf}{shop.slug}", 4)
                    ],
                    0.65,
                )
                pen.rectangle((x, shelf - high, x + wide, shelf), fill=fill)
                x += wide + 5
            pen.rectangle((92, shelf, 768, shelf + 10), fill=ink)
    elif shop.slug in ("north-bench", "second-shift", "pocket-signal", "dial-and-co"):
        is_phone = shop.slug in ("pocket-signal", "dial-and-co")
        for k in range(5 if is_phone else 2):
            x, wide, high = (130 + k * 124, 92, 190) if is_phone else (130 + k * 320, 270, 170)
            pen.rounded_rectangle((x, foot - high - 40, x + wide, foot - 40), 14, fill=ink)
            pen.rounded_rectangle(
                (x + 9, foot - high - 31, x + wide - 9, foot - 49),
                8,
                fill=((110, 170, 190), (230, 150, 110), (150, 180, 130), (190, 160, 210), (240, 204, 120))[k],
            )
            pen.polygon(
                [(x - 14, foot - 20), (x + wide + 14, foot - 20), (x + wide, foot - 40), (x, foot - 40)],
                fill=darker(ink, 0.2),
            )
    else:
        for k in range(3):
            x = 220 + k * 210
            fill = mix(((214, 120, 90), tone, (96, 130, 140))[k], (250, 240, 220), 0.1)
            pen.line((x, 452, x, 520), fill=ink, width=5)
            pen.polygon(
                [
                    (x - 26, 520),
                    (x + 26, 520),
                    (x + 92, 580),
                    (x + 66, 640),
                    (x + 50, 624),
                    (x + 60 + k % 2 * 34, 850 - k * 30),
                    (x - 60 - k % 2 * 34, 850 - k * 30),
                    (x - 50, 624),
                    (x - 66, 640),
                    (x - 92, 580),
                ],
                fill=fill,
            )
        pen.rectangle((92, foot - 12, 768, foot + 8), fill=ink)


def home_pictures(products: tuple[Product, ...]) -> dict[str, Callable[[], Image.Image]]:
    """name → a way to draw it: `clothes`, `books`, `devices`, each 1600 × 700."""
    return {"clothes": clothes_rail, "books": lambda: bookshelf(products), "devices": lambda: desk(products)}
