"""Everything with a waistband, and what hangs from straps."""

from __future__ import annotations

from dataclasses import dataclass

from souk.demo.pictures.canvas import Point, darker, lighter, path
from souk.demo.pictures.garments.cloth import Fold, Garment
from souk.demo.pictures.garments.upper import flipped


@dataclass(frozen=True)
class Legs:
    """Half widths: `waist`, `hip`, then the leg's outer and inner edge at the hem, away from the middle."""

    waist: float = 14
    hip: float = 17.5
    outer: float = 17
    inner: float = 5.6
    foot: float = 90
    crotch: float = 38
    top: float = 11
    knee: float = 0.0
    extras: tuple[str, ...] = ()


def _leg(l: Legs) -> list[Point]:  # noqa: E741
    return path(
        (50, l.top), (50 + l.waist, l.top), (50 + l.waist + 2, l.top + 8, 50 + l.hip, l.top + 17),
        (50 + (l.hip + l.outer) / 2 + l.knee, (l.crotch + l.foot) / 2, 50 + l.outer, l.foot), (50 + l.inner, l.foot + 0.6),
        (50 + l.inner * 0.55 + 0.4, (l.crotch + l.foot) / 2, 50 + 0.2, l.crotch), (50, l.crotch - 2),
    )  # fmt: skip


def _leg_folds(l: Legs) -> list[Fold]:  # noqa: E741
    cx, knee = 50 + (l.outer + l.inner) / 2, (l.crotch + l.foot) / 2
    return [
        ([(50.5, l.crotch + 1), (50 + l.hip * 0.8, l.crotch - 5)], 1.5, -22),
        ([(51, l.crotch + 5), (50 + l.hip * 0.75, l.crotch + 1)], 1.4, 14),
        ([(51.6, l.crotch + 9), (50 + l.hip * 0.6, l.crotch + 8)], 1.2, -14),
        ([(cx - 2, knee - 2), (cx + 3, knee + 1)], 1.3, -18),
        ([(cx - 2, knee + 2), (cx + 3, knee + 5)], 1.3, 14),
        ([(cx, l.crotch + 8), (cx + 0.4, l.foot - 2)], 1.9, 13),
        ([(cx - 1.5, l.foot - 9), (cx + 2.5, l.foot - 6)], 1.2, -16),
    ]


def trousers(g: Garment, l: Legs) -> None:  # noqa: E741
    leg, folds = _leg(l), _leg_folds(l)
    g.piece(flipped(leg), [(flipped(list(p)), w, a) for p, w, a in folds], edge=2.6)
    g.piece(leg, folds, edge=2.6, lift=0.6)
    back = path(
        (50 - l.waist, l.top), (50, l.top - 1.8, 50 + l.waist, l.top), (50, l.top + 2.4, 50 - l.waist, l.top)
    )
    g.piece(back, tone=-44, edge=0.9, lift=0)
    band = path((50 - l.waist - 0.2, l.top), (50, l.top + 2.4, 50 + l.waist + 0.2, l.top), (50 + l.waist + 0.7, l.top + 4),
                (50, l.top + 6.6, 50 - l.waist - 0.7, l.top + 4))  # fmt: skip
    g.piece(band, edge=1.0, lift=0.5)
    if "elastic" in l.extras:
        for k in range(1, 26):
            x = 50 - l.waist + 2 * l.waist * k / 26
            sag = 1.2 * (1 - ((x - 50) / l.waist) ** 2)
            g.seam([(x, l.top + 0.5 + sag), (x, l.top + 3.8 + sag)], strength=55)
        if "cord" in l.extras:
            tone = lighter(g.colour, 0.55)
            for sign in (-1, 1):
                g.trim(
                    path(
                        (50, l.top + 4),
                        (50 + sign * 3.4, l.top + 8, 50 + sign * 2.2, l.top + 14),
                        (50 + sign * 1.6, l.top + 14),
                        (50 + sign * 2.6, l.top + 8, 50, l.top + 5),
                    ),
                    tone,
                )
    else:
        g.seam([(50, l.top + 5), (50, l.crotch - 3)], strength=110)
        g.stitch(
            path((53, l.top + 5.6), (53, l.crotch - 12), (52.6, l.crotch - 6, 50.2, l.crotch - 5)),
            strength=80,
        )
        g.button(50, l.top + 3.4, 0.8)
    _details(g, l)


def _details(g: Garment, l: Legs) -> None:  # noqa: E741
    is_denim = "denim" in l.extras
    for sign in (-1, 1):
        bend = [
            (50 + sign * x, y)
            for x, y in path(
                (l.waist * 0.5, l.top + 5), (l.waist * 0.6, l.top + 10, l.waist + 1.8, l.top + 12)
            )
        ]
        if "plain" not in l.extras:
            g.seam(bend, strength=130)
            g.stitch([(x, y + 0.7) for x, y in bend], strength=130 if is_denim else 70, light=is_denim)
        if is_denim:
            for x in (0.42, 0.86):
                g.piece(
                    [
                        (50 + sign * l.waist * x - 0.6, l.top + 0.4),
                        (50 + sign * l.waist * x + 0.6, l.top + 0.4),
                        (50 + sign * l.waist * x + 0.6, l.top + 5),
                        (50 + sign * l.waist * x - 0.6, l.top + 5),
                    ],
                    edge=0.6,
                    lift=0.5,
                )
        if "crease" in l.extras:
            g.seam(
                [(50 + sign * l.hip * 0.5, l.top + 8), (50 + sign * (l.outer + l.inner) / 2, l.foot)],
                strength=60,
            )
        if "cargo" in l.extras:
            x = 50 + sign * (l.hip * 0.62) - 4
            g.piece(
                [(x, l.crotch + 8), (x + 8, l.crotch + 8), (x + 8, l.crotch + 19), (x, l.crotch + 19)],
                edge=1,
                lift=0.6,
            )
            g.piece(
                [
                    (x - 0.3, l.crotch + 7),
                    (x + 8.3, l.crotch + 7),
                    (x + 8.3, l.crotch + 10.4),
                    (x - 0.3, l.crotch + 10.4),
                ],
                edge=0.9,
                lift=0.6,
            )
        up = 3.2 if "turnup" in l.extras else 1.4
        hem = [(50 + sign * l.inner, l.foot + 0.4 - up), (50 + sign * l.outer, l.foot - up)]
        if "ribcuff" in l.extras:
            g.piece(
                [
                    (hem[0][0], l.foot - 4),
                    (hem[1][0], l.foot - 4.4),
                    (50 + sign * (l.outer - 0.6), l.foot + 0.4),
                    (50 + sign * (l.inner + 0.6), l.foot + 0.8),
                ],
                edge=1,
                lift=0.5,
            )
        g.stitch(hem, strength=120 if is_denim else 70, light=is_denim)


def skirt(
    g: Garment, waist: float, hem: float, foot: float, *, pleats: bool = False, denim: bool = False
) -> None:
    top = 16
    right = path(
        (50 + waist, top), (50 + waist + 4, top + 12, 50 + (waist + hem) / 2 + 2, top + 24), (50 + hem, foot)
    )
    outline = [*right, *path(right[-1], (50, foot + 4, 50 - hem, foot)), *flipped(right)[::-1]]
    folds: list[Fold] = []
    count = 11 if pleats else 6
    for k in range(count + 1):
        share = -1 + 2 * k / count
        folds.append(
            (
                [(50 + waist * share * 0.9, top + 4), (50 + hem * share * 0.96, foot + 1)],
                1.5 if pleats else 2.4,
                (-30 if k % 2 else 24) if pleats else (-16 if k % 2 else 14),
            )
        )
    g.piece(outline, [] if denim else folds, edge=2.6)
    if pleats:
        for k in range(1, count * 2):
            share = -1 + k / count
            g.seam(
                [(50 + waist * share, top + 4), (50 + hem * share, foot + 1.8 * (1 - share * share))],
                strength=72,
            )
    band = path(
        (50 - waist, top - 0.4),
        (50, top + 2, 50 + waist, top - 0.4),
        (50 + waist + 0.6, top + 4.2),
        (50, top + 6.6, 50 - waist - 0.6, top + 4.2),
    )
    g.piece(
        path(
            (50 - waist, top - 0.4),
            (50, top - 2.2, 50 + waist, top - 0.4),
            (50, top + 2, 50 - waist, top - 0.4),
        ),
        tone=-44,
        edge=0.8,
        lift=0,
    )
    g.piece(band, edge=1, lift=0.5)
    if denim:
        g.seam([(50, top + 5), (50, foot + 1.6)], strength=90)
        g.button(50, top + 3.2, 0.9, (184, 150, 96))
        for sign in (-1, 1):
            bend = [
                (50 + sign * x, y)
                for x, y in path((waist * 0.5, top + 5.6), (waist * 0.6, top + 11, waist + 3.4, top + 12))
            ]
            g.seam(bend, strength=120)
            g.stitch([(x, y + 0.8) for x, y in bend], strength=150, light=True)
        g.stitch(
            path((50 - hem + 0.3, foot - 1.6), (50, foot + 2.2, 50 + hem - 0.3, foot - 1.6)),
            strength=150,
            light=True,
        )


def _straps(g: Garment, top: float, wide: float, *, ties: bool) -> None:
    """Two straps over the shoulders, with bows where they tie."""
    for sign in (-1, 1):
        x = 50 + sign * 8.2
        strap = [
            (x - wide, top + 1),
            (50 + sign * 7.4 - wide, 11.5),
            (50 + sign * 7.4 + wide, 11.5),
            (x + wide, top + 1),
        ]
        g.piece(strap, edge=0.6, lift=0.3)
        if ties:
            for lean in (-3, 3):
                g.piece(
                    path(
                        (50 + sign * 7.4, 12.4),
                        (50 + sign * 7.4 + lean, 7.5, 50 + sign * 7.4 + lean * 1.3, 12),
                        (50 + sign * 7.4, 13),
                    ),
                    edge=0.6,
                    lift=0.4,
                )


def strapped(g: Garment, *, foot: float, chest: float = 13.5, waist: float = 12, hem: float = 22, waist_at: float = 45,
             ties: bool = False, tiers: bool = False, wide: float = 0.6, high_leg: bool = False) -> None:  # fmt: skip
    """Camisoles, slips, sundresses and swimsuits."""
    top = 26.0
    _straps(g, top, wide, ties=ties)
    g.piece(
        path((50 - 8.4, top), (50, top - 0.5, 58.4, top), (50, top + 7, 41.6, top)),
        tone=-46,
        edge=0.8,
        lift=0,
    )
    right = path(
        (50 + 9.2, top - 0.6),
        (50 + 11, top + 5, 50 + chest, top + 10),
        (50 + waist, waist_at - 6, 50 + waist, waist_at),
    )
    if high_leg:
        right += path(
            right[-1], (50 + waist + 3, waist_at + 8, 50 + 15, foot - 14), (50 + 6, foot - 8, 50 + 4.2, foot)
        )[1:]
    else:
        right += path(
            right[-1], (50 + waist + (hem - waist) * 0.36, waist_at + (foot - waist_at) * 0.4, 50 + hem, foot)
        )[1:]
    neck = path(
        (50 - 9.2, top - 0.6), (50 - 5, top + 6.5, 50, top + 3.4), (50 + 5, top + 6.5, 50 + 9.2, top - 0.6)
    )
    base = path(right[-1], (50, right[-1][1] + (1.2 if high_leg else 4), 100 - right[-1][0], right[-1][1]))
    folds: list[Fold] = [([(50 + s * 9, top + 10), (50 + s * 3, waist_at - 4)], 1.6, -16) for s in (-1, 1)]
    if not high_leg:
        for k in range(-3, 4):
            folds.append(
                ([(50 + waist * k / 4, waist_at), (50 + hem * k / 3.6, foot)], 2.3, -22 if k % 2 else 18)
            )
    g.piece([*neck, *right[1:], *base[1:], *flipped(right)[::-1]], folds, edge=2.4)
    g.stitch([(x, y + 0.9) for x, y in neck], strength=60)
    if tiers:
        for share in (0.0, 0.36, 0.7):
            y = waist_at + (foot - waist_at) * share
            half = waist + (hem - waist) * share**0.8
            line = path((50 - half, y), (50, y + 3, 50 + half, y))
            g.seam(line, strength=110)
            for k in range(2, len(line), 1):
                g.seam([line[k], (line[k][0], line[k][1] + 2.6)], strength=50)


def dungarees(g: Garment) -> None:
    legs = Legs(
        waist=14.5, hip=17, outer=16, inner=4.6, foot=88, crotch=58, top=42, extras=("denim", "turnup")
    )
    for sign in (-1, 1):
        strap = [(50 + sign * 7.6, 27), (50 + sign * 9.6, 11), (50 + sign * 6.4, 11), (50 + sign * 4.4, 27)]
        g.piece(strap, edge=0.9, lift=0.5)
    trousers(g, legs)
    bib = path(
        (50 - 9.4, 25),
        (50 + 9.4, 25),
        (50 + 10, 36, 50 + 14.6, 43),
        (50 + 14.9, 46),
        (50 - 14.9, 46),
        (50 - 14.6, 43),
        (50 - 10, 36, 50 - 9.4, 25),
    )
    g.piece(bib, edge=1.6, lift=0.7)
    g.stitch([(41.4, 26), (58.6, 26)], strength=150, light=True)
    g.piece([(44, 30), (56, 30), (56, 38.6), (50, 40), (44, 38.6)], edge=1, lift=0.5)
    g.stitch([(44.5, 30.6), (44.5, 38.4), (50, 39.5), (55.5, 38.4), (55.5, 30.6)], strength=150, light=True)
    for x in (43, 57):
        g.button(x, 27, 1.1, (190, 158, 104))
        g.button(100 - x - (50 - x) * 0.1, 27, 0.4, darker(g.colour, 0.3))
