"""The drawing program: the same picture every time, in the right colour, not too heavy."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from souk.demo.catalogue import products
from souk.demo.pictures import draw, views
from souk.demo.pictures.books.covers import printable
from souk.demo.pictures.books.motifs_form import FORM
from souk.demo.pictures.books.motifs_land import LAND
from souk.demo.pictures.books.plate import PALETTES
from souk.demo.pictures.canvas import encoded
from souk.demo.pictures.devices.wallpapers import wallpaper
from souk.demo.pictures.garments.wardrobe import is_known
from souk.demo.pictures.scenes import home_pictures, shop_front
from souk.demo.shops import SHOPS

_BY_SLUG = {product.slug: product for product in products()}


@pytest.mark.parametrize(
    ("slug", "view"),
    [
        ("moby-dick", 0),
        ("persuasion", 1),
        ("norrvik-fjord-13", 0),
        ("kaido-ronin-16", 1),
        ("lumo-pro", 0),
        ("tea-dress", 0),
    ],
)
def test_a_picture_is_drawn_the_same_twice(slug, view):
    assert draw(_BY_SLUG[slug], view=view) == draw(_BY_SLUG[slug], view=view)


@pytest.mark.parametrize(
    "slug", ["the-adventures-of-sherlock-holmes", "halden-meridian-16", "kestrel-flip", "shetland-fair-isle"]
)
def test_a_picture_is_square_and_light_enough_for_a_phone(slug):
    content = draw(_BY_SLUG[slug])
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (800, 800))
    assert len(content) <= 45_000


def test_a_garment_is_drawn_in_the_colour_of_the_variation():
    tee = _BY_SLUG["the-everyday-tee"]
    for value in tee.colours:
        with Image.open(io.BytesIO(draw(tee, value.value))) as picture:
            shown = picture.convert("RGB").resize((1, 1), box=(330, 350, 470, 520)).getpixel((0, 0))
        wanted = tuple(int(value.swatch[at : at + 2], 16) for at in (1, 3, 5))
        assert max(abs(a - b) for a, b in zip(shown, wanted, strict=True)) < 34, value.value


def test_every_product_has_a_face_and_each_colour_its_own_picture():
    for product in products():
        shown = views(product)
        assert shown[0].view == 0
        assert {view.colour for view in shown if view.colour} == {value.value for value in product.colours}
        assert len({(view.colour, view.view) for view in shown}) == len(shown)
        assert all(view.alt for view in shown)


def test_the_drawing_program_knows_every_look_in_the_data():
    for product in products():
        look = product.look
        if product.product_type == "book":
            assert look["motif"] in {**LAND, **FORM}
            assert look["palette"] in PALETTES
        elif product.product_type == "clothes":
            assert is_known(look["cut"], look["pattern"]), look
        else:
            assert wallpaper(look["wallpaper"], 40, 30).size == (40, 30)


def test_an_unknown_colour_is_an_error_not_a_grey_box():
    with pytest.raises(KeyError):
        draw(_BY_SLUG["the-everyday-tee"], "Ultraviolet")


def test_letters_the_faces_lack_lose_their_marks():
    assert printable("Karel Čapek, Émile Zola") == "Karel Capek, Émile Zola"


def test_a_shop_has_a_front_and_the_home_page_a_wide_picture():
    assert shop_front(SHOPS[0]).size == (800, 800)
    picture = home_pictures(products())["devices"]()
    assert picture.size == (1600, 700)
    assert len(encoded(picture)) < 120_000
