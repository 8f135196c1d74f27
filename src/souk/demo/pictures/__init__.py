"""Pictures of everything in the demo market, drawn by program: the same bytes every time, on every machine with this Pillow.

`draw` makes one picture of a product; `views` says which pictures a product has.
"""

from __future__ import annotations

from dataclasses import dataclass

from souk.demo.barcodes import pick
from souk.demo.goods import Product
from souk.demo.pictures.books.covers import draw_book
from souk.demo.pictures.canvas import encoded, rgb
from souk.demo.pictures.devices.laptops import draw_laptop
from souk.demo.pictures.devices.phones import draw_phone
from souk.demo.pictures.garments.wardrobe import draw_garment


@dataclass(frozen=True)
class View:
    """One picture: of which colour (none for books), from which side, and what it shows in words."""

    colour: str | None
    view: int
    alt: str


_SIDES = {
    "laptop": ("open, from the front", "shut, the lid in the light", "the keyboard from close by"),
    "mobile": ("back and front", "the screen", "the cameras from close by"),
    "clothes": ("", "from close by"),
}


def views(product: Product) -> list[View]:
    """Each colour once, then another side or two of the first colour; the first picture is the product's face."""
    if product.product_type == "book":
        found = [View(None, 0, f"Cover of {product.title} by {product.look['author']}")]
        if pick(product.slug + "/side", 4) == 0:
            found.append(View(None, 1, f"{product.title}, cover and spine"))
        return found
    sides = _SIDES[product.product_type]
    first = product.colours[0].value
    found = [View(c.value, 0, _alt(product, c.value, sides[0])) for c in product.colours]
    if product.product_type == "clothes":
        extra = [1] if pick(product.slug + "/close", 4) == 0 else []
    else:
        extra = [side for side in (1, 2) if pick(f"{product.slug}/side{side}", 3) == 0]
    return found + [View(first, side, _alt(product, first, sides[side])) for side in extra]


def _alt(product: Product, colour: str, side: str) -> str:
    return f"{product.title} in {colour.lower()}" + (f", {side}" if side else "")


def draw(product: Product, colour: str | None = None, view: int = 0, *, for_upload: bool = False) -> bytes:
    """A picture, 800 × 800, of the product in the colour of that name (its first if none is named).

    WebP to look at; a JPEG `for_upload`, since products encodes every upload anew.
    """
    if product.product_type == "book":
        return encoded(draw_book(product, view), for_upload=for_upload)
    swatches = {value.value: value.swatch for value in product.colours}
    shell = rgb(swatches[colour or product.colours[0].value] or "#888888")
    artist = {"laptop": draw_laptop, "mobile": draw_phone, "clothes": draw_garment}[product.product_type]
    return encoded(artist(product, shell, view), for_upload=for_upload)
