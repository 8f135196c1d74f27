"""The pattern book: the measures of every top, coat, dress and pair of trousers we cut."""

from __future__ import annotations

from typing import Any

from souk.demo.pictures.garments.lower import Legs
from souk.demo.pictures.garments.upper import Top

_KNIT: dict[str, Any] = {"sleeve": "long", "collar": "knit", "cuff": "rib", "extras": ("rib", "nohem")}
_COAT: dict[str, Any] = {
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
_JACKET: dict[str, Any] = {
    "sleeve": "long",
    "shoulder": 21.5,
    "chest": 24,
    "waist": 23.2,
    "hem": 23.6,
    "foot": 76,
    "top": 15,
    "wide": 1.05,
}
_SHIRT: dict[str, Any] = {
    "sleeve": "long",
    "collar": "shirt",
    "front": "buttons",
    "cuff": "shirt",
    "depth": 2.6,
    "dip": 2.4,
    "neck": 6.4,
}
_DRESS: dict[str, Any] = {
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
_KID: dict[str, Any] = {
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

TOPS: dict[str, Top] = {
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
}

LEGS: dict[str, Legs] = {
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
