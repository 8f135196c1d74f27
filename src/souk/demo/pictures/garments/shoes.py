"""Shoes and boots, from the side."""

from __future__ import annotations

from souk.demo.pictures.canvas import RGB, darker, lightness, mix, path
from souk.demo.pictures.garments.cloth import Garment


def _sole(g: Garment, dy: float, tone: RGB, high: float, *, lugs: bool = False, back: float = 10) -> None:
    low = 70 + high + dy
    sole = path(
        (back, 66 + dy), (50, 69.5 + dy, 88, 65 + dy), (92, 66 + dy, 91, 70 + dy), (90, low, 84, low),
        (50, low + 1.4, back + 4, low), (back - 1, low, back, 66 + dy),
    )  # fmt: skip
    shine = path((back + 4, 68 + dy), (50, 71.5 + dy, 88, 67.6 + dy))
    g.piece(sole, [(shine, 0.9, 26)], edge=1.2, lift=0.7, colour=tone)
    if lugs:
        for k in range(17):
            x = back + 4 + k * (81 - back) / 16.5
            lug = [(x, low - 0.4), (x + 2.6, low - 0.2), (x + 2.2, low + 2.4), (x + 0.4, low + 2.4)]
            g.trim(lug, darker(tone, 0.4))


def _laces(g: Garment, spots: list[tuple[float, float]], tone: RGB) -> None:
    for x, y in spots:
        g.trim(
            path(
                (x - 3.6, y + 1.6),
                (x, y - 1.6, x + 4, y - 2.6),
                (x + 4.4, y - 1.4),
                (x, y - 0.2, x - 3.2, y + 2.8),
            ),
            tone,
        )


def low_shoe(g: Garment, kind: str) -> None:
    """Sneaker, plimsoll or runner, from the side."""
    pale = (240, 238, 232)
    tone = pale if kind != "sneaker" or lightness(g.colour) < 0.8 else (226, 222, 212)
    g.piece(path((34, 37), (24, 33, 15, 38), (19, 46, 36, 46)), tone=-44, edge=1.4, lift=0)
    upper = path(
        (12, 40),
        (10, 54, 11, 67),
        (50, 71, 89, 66),
        (88, 58, 76, 55.6),
        (60, 53, 52, 42),
        (46, 34, 39, 32),
        (35, 35, 32, 39),
        (24, 44, 18, 38.4),
        (14, 36, 12, 40),
    )
    g.piece(
        upper,
        [
            ([(46, 58), (58, 66)], 1.5, -14),
            ([(64, 58), (74, 65)], 1.4, -16),
            ([(66, 57), (78, 62)], 1.6, 16),
            ([(22, 48), (24, 64)], 2.4, 12),
        ],
        edge=3,
    )
    if kind != "plimsoll":
        g.piece(path((11, 41), (20, 46, 24, 67), (11.6, 67), (10.4, 54, 11, 41)), edge=1.6, lift=0.4)
        g.piece(path((70, 56), (68, 62, 72, 68.6), (89, 66), (88, 58, 76, 55.6)), edge=1.6, lift=0.4)
    eyelets = path(
        (38, 33), (47, 36, 52, 44), (57, 52, 66, 55), (62, 60, 57, 58), (46, 54, 41, 42), (38, 38, 36, 36)
    )
    g.piece(eyelets, edge=1.3, lift=0.5)
    _laces(
        g,
        [(43.4, 38), (47.4, 42.4), (51.4, 47.2), (56, 51.8)],
        pale if lightness(g.colour) < 0.86 else (214, 210, 200),
    )
    _finish(g, kind, pale, tone)


_RIDGE = [
    (28, 62),
    (35, 53),
    (40, 59),
    (45.6, 51.6),
    (54, 62),
    (51, 62),
    (45.4, 55.4),
    (40.2, 62.6),
    (35, 57),
    (31, 62),
]


def _finish(g: Garment, kind: str, pale: RGB, tone: RGB) -> None:
    """What tells the shoes apart: a mark, straps or a seam, and the sole."""
    if kind == "runner":
        g.trim(_RIDGE, mix(g.colour, pale, 0.75))
        _sole(g, 0, pale, 7.5, lugs=True)
    elif kind == "velcro":
        for k in range(2):
            heel, toe = (36 + k * 9, 40 + k * 8), (44 + k * 6, 51 + k * 6.6)
            g.piece([heel, (44 + k * 9, 36 + k * 8), (52 + k * 6, 47 + k * 6.6), toe], edge=1.2, lift=0.8)
        _sole(g, 0, pale, 6)
    else:
        g.stitch(path((24, 66), (22, 50, 30, 45)), strength=70)
        _sole(g, 0, tone, 6.5 if kind == "sneaker" else 4.6)


def boot(g: Garment, *, chelsea: bool) -> None:
    dark = darker(g.colour, 0.6)
    g.piece(path((24, 17), (36, 13.6, 49, 17), (36, 21, 24, 17)), tone=-50, edge=1.2, lift=0)
    upper = path(
        (23.6, 17),
        (36, 20.6, 49.4, 17),
        (50, 34, 52, 42),
        (56, 52, 74, 55),
        (89, 58, 90, 69),
        (50, 73, 17, 70),
        (16, 58, 20, 48),
        (24, 36, 23.6, 17),
    )
    g.piece(
        upper,
        [
            ([(27, 46), (50, 44)], 1.5, -22),
            ([(28, 50), (52, 49)], 1.4, 16),
            ([(29, 20), (30, 42)], 2.6, 14),
            ([(60, 58), (80, 63)], 2, 18),
            ([(56, 60), (60, 68)], 1.6, -16),
        ],
        edge=3.2,
    )
    if chelsea:
        gusset = path((32, 19.6), (42.6, 19.4), (43.6, 34, 39, 46), (36, 49, 34.4, 46), (31, 34, 32, 19.6))
        g.piece(gusset, edge=1.3, lift=0.4, colour=dark)
        for k in range(1, 9):
            g.seam([(32 + k * 1.2, 20.6), (33.6 + k * 0.72, 45)], strength=70)
        g.piece([(22.4, 12), (27, 12), (27, 23), (22.4, 23)], edge=0.8, lift=0.4)
        leather = darker(g.colour, 0.7)
        thin = path((15.4, 69), (50, 73, 90, 68), (93, 70, 89, 73), (50, 77, 15, 74), (14.4, 71, 15.4, 69))
        g.piece([(15, 73), (36, 75), (35, 83), (16.4, 83)], edge=1.2, lift=0.3, colour=leather)
        g.piece(thin, edge=1.0, lift=0.5, colour=leather)
        return
    g.piece(
        path(
            (44, 20),
            (50, 18),
            (51, 36, 53, 42),
            (58, 52, 70, 54.6),
            (66, 60, 58, 57),
            (48, 52, 46, 42),
            (45, 30, 44, 20),
        ),
        edge=1.3,
        lift=0.5,
    )
    _laces(g, [(47, 25), (47.6, 31), (48.6, 37), (51, 43), (55.4, 48.6), (61, 52.4)], (196, 84, 54))
    g.piece(path((72, 55), (68, 63, 72, 71), (90, 69), (89, 58, 74, 55)), edge=1.6, lift=0.5)
    g.piece(path((17.6, 52), (26, 54, 30, 71), (17, 70), (16, 60, 17.6, 52)), edge=1.6, lift=0.5)
    g.piece(
        path((23.6, 17), (36, 20.6, 49.4, 17), (49.6, 23), (36, 26.6, 23.8, 23)), edge=1.4, lift=0.4, tone=-10
    )
    _sole(g, 3, (54, 50, 46), 6.5, lugs=True, back=15)
