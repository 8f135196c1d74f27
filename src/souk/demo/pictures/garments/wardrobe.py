"""The wardrobe: which measures, collar and pockets make which garment, and the picture of it."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from souk.demo.colours import COLOURS
from souk.demo.goods import Product
from souk.demo.pictures.canvas import RGB, backdrop, lighter, lightness, mix, rgb
from souk.demo.pictures.garments.cloth import Garment
from souk.demo.pictures.garments.collars import collar
from souk.demo.pictures.garments.cuts import LEGS, TOPS
from souk.demo.pictures.garments.fastenings import fasten, pockets
from souk.demo.pictures.garments.lower import Legs, dungarees, skirt, strapped, trousers
from souk.demo.pictures.garments.prints import PRINTS, print_on
from souk.demo.pictures.garments.shoes import boot, low_shoe
from souk.demo.pictures.garments.small import beanie, cap, scarf, socks, tote
from souk.demo.pictures.garments.upper import Top, lay
from souk.demo.pictures.garments.weaves import WEAVES, texture, weave

_OTHERS: dict[str, Callable[[Garment], None]] = {
    "cami": lambda g: strapped(g, foot=74, hem=15, waist=12.6, wide=0.7),
    "slipdress": lambda g: strapped(g, foot=91, hem=19, wide=0.5),
    "sundress": lambda g: strapped(g, foot=90, hem=27, ties=True, tiers=True, wide=0.9),
    "swimsuit": lambda g: strapped(g, foot=84, waist=11, waist_at=46, chest=13, wide=1.5, high_leg=True),
    "skirt": lambda g: skirt(g, 12, 22, 86),
    "pleatskirt": lambda g: skirt(g, 12.5, 27, 84, pleats=True),
    "denimskirt": lambda g: skirt(g, 14, 20, 76, denim=True),
    "dungarees": dungarees,
    "scarf": scarf,
    "cap": cap,
    "tote": tote,
    "sneaker": lambda g: low_shoe(g, "sneaker"),
    "velcro": lambda g: low_shoe(g, "velcro"),
    "plimsoll": lambda g: low_shoe(g, "plimsoll"),
    "runner": lambda g: low_shoe(g, "runner"),
    "boot": lambda g: boot(g, chelsea=False),
    "chelsea": lambda g: boot(g, chelsea=True),
}


def _quilting(g: Garment, t: Top) -> None:
    """Chambers of down, or a diamond stitch."""
    if "quilt" in t.extras:
        y = t.top + t.depth + 8
        while y < t.foot - 3:
            half = t.chest + (t.hem - t.chest) * max(0.0, (y - t.armpit) / (t.foot - t.armpit))
            half = min(half, t.shoulder + 1) if y < t.armpit else half
            line = [(50 - half, y), (50 - half * 0.4, y + 1.1), (50 + half * 0.4, y + 1.1), (50 + half, y)]
            g.seam(line, strength=130, width=0.36)
            g.seam([(x, yy + 0.7) for x, yy in line], strength=50, width=0.9)
            y += 8.4
    if "diamonds" in t.extras:
        for k in range(-12, 13):
            for lean in (-1, 1):
                g.stitch(
                    [(50 + k * 6, t.top + 14), (50 + k * 6 + lean * (t.foot - t.top - 15) * 0.6, t.foot - 1)],
                    strength=62,
                )
    if "belt" in t.extras:
        half = t.waist + 0.6
        g.piece(
            [
                (50 - half, t.waist_at - 2),
                (50 + half, t.waist_at - 2),
                (50 + half, t.waist_at + 1.8),
                (50 - half, t.waist_at + 1.8),
            ],
            edge=1,
            lift=0.7,
        )
        g.piece(
            [
                (46.4, t.waist_at - 2.8),
                (51.6, t.waist_at - 2.8),
                (51.4, t.waist_at + 2.6),
                (46.6, t.waist_at + 2.6),
            ],
            edge=1,
            lift=0.7,
        )
        g.piece(
            [(47, t.waist_at + 2), (50, t.waist_at + 2), (46.6, t.waist_at + 19), (43.4, t.waist_at + 18)],
            edge=1,
            lift=0.6,
        )


def _sew(g: Garment, cut: str, pattern: str) -> None:
    if cut in TOPS:
        top = TOPS[cut]
        lay(g, top)
        _quilting(g, top)
        fasten(g, top)
        pockets(g, top)
        if pattern == "pocket":
            pockets(g, Top(extras=("chest",)))
        collar(g, top)
    elif cut in LEGS:
        trousers(g, LEGS[cut])
    elif cut == "beanie":
        beanie(g, pompom=pattern == "fairisle" or pattern == "plain")
    elif cut == "socks":
        socks(g, lighter(g.colour, 0.5) if pattern == "stripe" else None)
    elif cut == "pyjamas":
        trousers(
            g,
            Legs(
                top=50, foot=94, crotch=66, hip=15, waist=13, outer=16, inner=5, extras=("elastic", "plain")
            ),
        )
        lay(
            g,
            Top(
                sleeve="long",
                collar="thin",
                top=8,
                foot=57,
                armpit=26,
                waist_at=42,
                shoulder=16.6,
                chest=18,
                waist=18,
                hem=18.6,
                depth=4,
            ),
        )
    else:
        _OTHERS[cut](g)


def _knit_or(pattern: str, material: str) -> str:
    """Plain wool shows its stitches."""
    is_wool = any(fibre in material for fibre in ("wool", "alpaca", "merino", "cashmere"))
    return (
        "knit"
        if pattern == "plain" and is_wool and "double" not in material and "melton" not in material
        else pattern
    )


def _made(
    cut: str,
    pattern: str,
    material: str,
    colour: RGB,
    zoom: float = 1.0,
    centre: tuple[float, float] = (50, 50),
) -> Garment:
    garment = Garment(colour, zoom, centre)
    if cut != "socks":
        weave(garment, pattern)
    _sew(garment, cut, pattern)
    print_on(garment, pattern)
    garment.finish_cloth = lambda lit: texture(lit, _knit_or(pattern, material), zoom)
    return garment


def sewn(cut: str, pattern: str, colour: str) -> Image.Image:
    """A garment by itself, RGBA, in one of the market's colours."""
    return _made(cut, pattern, "", rgb(COLOURS[colour])).cut_out()


def draw_garment(product: Product, colour: RGB, view: int) -> Image.Image:
    """View 0: the whole garment. View 1: close to the neck or waistband."""
    cut, pattern = product.look["cut"], product.look["pattern"]
    zoom, centre = (2.0, (50.0, 30.0)) if view else (1.0, (50.0, 50.0))
    if view and cut not in TOPS and cut not in LEGS:
        centre = (50, 45)
    shape = "velcro" if "Velcro" in product.title else cut
    garment = _made(shape, pattern, product.look["material"], colour, zoom, centre)
    tone = (214, 218, 225) if lightness(colour) > 0.8 else mix((228, 231, 236), colour, 0.04)
    return garment.finished(backdrop(tone).copy())


def is_known(cut: str, pattern: str) -> bool:
    """Whether the wardrobe can make this cut in this pattern."""
    kind, _, name = pattern.partition("-")
    shapes = {*TOPS, *LEGS, *_OTHERS, "beanie", "socks", "pyjamas"}
    return cut in shapes and (name in PRINTS if kind == "print" else kind in WEAVES)
