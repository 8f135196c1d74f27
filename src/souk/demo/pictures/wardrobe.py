"""The wardrobe: which measures, collar and pockets make which garment, and the picture of it."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from souk.demo.colours import COLOURS
from souk.demo.goods import Product
from souk.demo.pictures.canvas import RGB, backdrop, lighter, lightness, mix, rgb
from souk.demo.pictures.cloth import Garment
from souk.demo.pictures.collars import collar
from souk.demo.pictures.lower import Legs, dungarees, skirt, strapped, trousers
from souk.demo.pictures.prints import PRINTS, print_on
from souk.demo.pictures.small import beanie, boot, cap, low_shoe, scarf, socks, tote
from souk.demo.pictures.upper import Top, fasten, lay, pockets
from souk.demo.pictures.weaves import WEAVES, texture, weave

_KNIT = {"sleeve": "long", "collar": "knit", "cuff": "rib", "extras": ("rib", "nohem")}
_COAT = {
    "sleeve": "long",
    "shoulder": 21.5,
    "chest": 24,
    "waist": 23.4,
    "hem": 26,
    "foot": 90,
    "top": 13,
    "armpit": 34,
    "wide": 1.08,
}
_JACKET = {
    "sleeve": "long",
    "shoulder": 21.5,
    "chest": 24,
    "waist": 23.2,
    "hem": 23.6,
    "foot": 76,
    "top": 15,
    "wide": 1.05,
}
_SHIRT = {
    "sleeve": "long",
    "collar": "shirt",
    "front": "buttons",
    "cuff": "shirt",
    "depth": 2.6,
    "dip": 2.4,
    "neck": 6.4,
}
_DRESS = {
    "shoulder": 15.6,
    "chest": 16.6,
    "waist": 13,
    "hem": 28,
    "foot": 90,
    "top": 10,
    "armpit": 27,
    "waist_at": 43,
    "neck": 6.4,
}
_KID = {
    "shoulder": 20.5,
    "chest": 24,
    "waist": 24,
    "hem": 25,
    "top": 20,
    "foot": 78,
    "armpit": 42,
    "neck": 7.4,
    "waist_at": 62,
}

_TOPS: dict[str, Top] = {
    "tee": Top(),
    "womentee": Top(shoulder=17, chest=18.8, waist=16.6, hem=19, foot=78, wide=0.9, depth=7),
    "longsleeve": Top(sleeve="long", collar="boat", neck=8.6, depth=3.6),
    "polo": Top(collar="shirt", front="half", depth=2.6, neck=6.4),
    "shirt": Top(**_SHIRT, extras=("chest",)),
    "shortshirt": Top(collar="camp", front="buttons", depth=3, neck=6.4, extras=("chest",)),
    "overshirt": Top(**{**_SHIRT, **_JACKET, "foot": 78}, extras=("chests",)),
    "denimjacket": Top(**{**_SHIRT, **_JACKET, "foot": 70, "hem": 22}, extras=("chests",)),
    "chore": Top(**{**_SHIRT, **_JACKET, "foot": 80, "cuff": "plain"}, extras=("patch", "chest")),
    "blouse": Top(
        sleeve="long",
        collar="thin",
        shoulder=17.6,
        chest=19.6,
        waist=19,
        hem=22.6,
        foot=76,
        depth=9,
        cuff="shirt",
        wide=1.1,
    ),
    "hoodie": Top(
        sleeve="long",
        collar="hood",
        cuff="rib",
        top=20,
        foot=84,
        armpit=41,
        extras=("rib", "nohem", "pouch", "cords"),
        wide=1.1,
    ),
    "fleece": Top(
        sleeve="long",
        collar="stand",
        front="zip",
        cuff="rib",
        extras=("rib", "nohem", "chest"),
        wide=1.1,
        top=17,
    ),
    "crew": Top(**_KNIT, wide=1.06),
    "rollneck": Top(**{**_KNIT, "collar": "roll"}, top=19, neck=6.2, depth=1),
    "cardigan": Top(**{**_KNIT, "collar": "shawl"}, front="buttons", depth=3),
    "longcardigan": Top(
        **{**_KNIT, "collar": "shawl"}, front="buttons", depth=3, foot=90, top=12, armpit=33, waist_at=56
    ),
    "peacoat": Top(**{**_COAT, "foot": 82, "collar": "broad", "front": "double"}, extras=("slits",), depth=3),
    "overcoat": Top(**{**_COAT, "collar": "lapel", "front": "single"}, extras=("flaps",), depth=3),
    "wrapcoat": Top(**{**_COAT, "collar": "shawl", "front": "wrap"}, extras=("belt", "slits"), depth=3),
    "trench": Top(**{**_COAT, "collar": "broad", "front": "double"}, extras=("belt", "slits"), depth=3),
    "duffle": Top(
        **{**_COAT, "foot": 86, "collar": "hood", "front": "toggles", "top": 19, "armpit": 39},
        extras=("patch",),
    ),
    "blazer": Top(
        **{**_JACKET, "foot": 80, "waist": 21, "collar": "lapel", "front": "single"},
        extras=("flaps",),
        depth=3,
    ),
    "puffer": Top(**{**_JACKET, "collar": "stand", "front": "zip"}, cuff="rib", extras=("quilt",), depth=3),
    "quilted": Top(
        **{**_JACKET, "foot": 80, "collar": "shirt", "front": "buttons"},
        extras=("diamonds", "patch"),
        depth=3,
    ),
    "longpuffer": Top(
        **{**_COAT, "collar": "hood", "front": "zip", "top": 19, "armpit": 39}, cuff="rib", extras=("quilt",)
    ),
    "parka": Top(
        **{**_COAT, "foot": 84, "collar": "hood", "front": "zip", "top": 19, "armpit": 39},
        extras=("patch", "belt"),
    ),
    "shell": Top(
        **{**_JACKET, "foot": 80, "collar": "hood", "front": "zip", "top": 19, "armpit": 39},
        extras=("slits", "chest"),
    ),
    "teadress": Top(**_DRESS, wide=0.8, collar="thin", depth=8),
    "shirtdress": Top(**{**_SHIRT, **_DRESS, "hem": 24}, extras=("belt", "chest")),
    "wrapdress": Top(**_DRESS, sleeve="long", collar="wrap", depth=11, extras=("belt",), wide=0.85),
    "maxidress": Top(**{**_DRESS, "hem": 30, "foot": 92}, sleeve="elbow", collar="thin", depth=6, wide=0.95),
    "knitdress": Top(
        **{**_DRESS, "hem": 18.6, "waist": 14.6, "top": 17, "armpit": 33},
        sleeve="long",
        collar="roll",
        cuff="rib",
        depth=1,
        wide=0.85,
        extras=("nohem",),
    ),
    "kidtee": Top(**_KID),
    "kidlong": Top(**_KID, sleeve="long", cuff="rib", collar="crew"),
    "kidsweat": Top(**_KID, sleeve="long", cuff="rib", collar="knit", extras=("rib", "nohem"), wide=1.08),
    "kidhoodie": Top(
        **{**_KID, "top": 26, "armpit": 47},
        sleeve="long",
        cuff="rib",
        collar="hood",
        front="zip",
        extras=("rib", "nohem", "ears"),
        wide=1.1,
    ),
    "kidrain": Top(
        **{**_KID, "top": 26, "armpit": 47, "foot": 84, "hem": 27},
        sleeve="long",
        collar="hood",
        front="buttons",
        extras=("patch",),
        wide=1.1,
    ),
    "kidpuffer": Top(
        **{**_KID, "top": 26, "armpit": 47},
        sleeve="long",
        collar="hood",
        front="zip",
        cuff="rib",
        extras=("quilt",),
        wide=1.15,
    ),
    "kiddress": Top(
        shoulder=15,
        chest=15.6,
        waist=14.6,
        hem=29,
        top=18,
        foot=84,
        armpit=36,
        waist_at=47,
        neck=7,
        collar="thin",
        wide=0.8,
    ),
}  # type: ignore[arg-type]

_LEGS: dict[str, Legs] = {
    "jeans": Legs(extras=("denim", "turnup")),
    "slimjeans": Legs(hip=16.4, outer=13.6, inner=5.4, extras=("denim",)),
    "widejeans": Legs(waist=13, outer=20, inner=5, knee=3, extras=("denim",)),
    "trousers": Legs(extras=("crease",)),
    "cargo": Legs(outer=16.4, extras=("cargo",)),
    "shorts": Legs(
        outer=22, inner=3.4, hip=20, foot=70, top=28, crotch=55, waist=17, extras=("elastic", "cord")
    ),
    "widetrousers": Legs(waist=13, outer=22.5, inner=3.6, hip=17, extras=("elastic", "cord")),
    "leggings": Legs(waist=12, hip=14.6, outer=10.8, inner=5.4, extras=("elastic", "plain")),
    "kidjoggers": Legs(
        waist=16, hip=19, outer=16, inner=7, foot=84, top=16, crotch=45, extras=("elastic", "ribcuff")
    ),
}

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
    if cut in _TOPS:
        top = _TOPS[cut]
        lay(g, top)
        _quilting(g, top)
        fasten(g, top)
        pockets(g, top)
        if pattern == "pocket":
            pockets(g, Top(extras=("chest",)))
        collar(g, top)
    elif cut in _LEGS:
        trousers(g, _LEGS[cut])
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
    if view and cut not in _TOPS and cut not in _LEGS:
        centre = (50, 45)
    shape = "velcro" if "Velcro" in product.title else cut
    garment = _made(shape, pattern, product.look["material"], colour, zoom, centre)
    tone = (214, 218, 225) if lightness(colour) > 0.8 else mix((228, 231, 236), colour, 0.04)
    return garment.finished(backdrop(tone).copy())


def is_known(cut: str, pattern: str) -> bool:
    """Whether the wardrobe can make this cut in this pattern."""
    kind, _, name = pattern.partition("-")
    shapes = {*_TOPS, *_LEGS, *_OTHERS, "beanie", "socks", "pyjamas"}
    return cut in shapes and (name in PRINTS if kind == "print" else kind in WEAVES)
