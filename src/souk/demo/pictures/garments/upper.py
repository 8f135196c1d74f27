"""Everything with shoulders: tees, shirts, knits, jackets, coats and dresses, by their measures."""

from __future__ import annotations

from dataclasses import dataclass

from souk.demo.pictures.canvas import Point, darker, path
from souk.demo.pictures.garments.cloth import Fold, Garment


@dataclass(frozen=True)
class Top:
    """Half widths at shoulder, chest, waist and hem; heights from the top. The middle is at 50."""

    shoulder: float = 20.5
    chest: float = 23
    waist: float = 22.4
    hem: float = 23
    neck: float = 8.2
    top: float = 16
    foot: float = 81
    depth: float = 5.6
    drop: float = 3.6
    armpit: float = 36
    waist_at: float = 58
    dip: float = 0.8
    sleeve: str = "short"  # none, short, elbow, long
    wide: float = 1.0  # of the sleeve
    collar: str = "crew"
    front: str = "closed"  # closed, buttons, zip, double, wrap, toggles, half
    extras: tuple[str, ...] = ()
    cuff: str = "plain"  # plain, rib, shirt


def flipped(points: list[Point]) -> list[Point]:
    return [(100 - x, y) for x, y in points]


def _right_side(t: Top) -> list[Point]:
    armhole = (50 + min(t.shoulder, t.chest) - 1.6, (t.top + t.drop + t.armpit) / 2 + 2)
    return path(
        (50 + t.neck, t.top),
        (50 + t.shoulder, t.top + t.drop),
        (*armhole, 50 + t.chest, t.armpit),
        (50 + t.waist + (t.chest - t.waist) * 0.25, (t.armpit + t.waist_at) / 2, 50 + t.waist, t.waist_at),
        (
            50 + t.waist + (t.hem - t.waist) * 0.3,
            t.waist_at + (t.foot - t.waist_at) * 0.45,
            50 + t.hem,
            t.foot,
        ),
    )


def body(t: Top) -> list[Point]:
    right = _right_side(t)
    neck = path((50 - t.neck, t.top), (50, t.top + 2 * t.depth, 50 + t.neck, t.top))
    hem = path((50 + t.hem, t.foot), (50, t.foot + 2 * t.dip, 50 - t.hem, t.foot))
    return [*neck, *right[1:], *hem[1:], *flipped(right)[::-1]]


def _sleeve(t: Top) -> tuple[list[Point], list[Point], list[Fold]]:
    """The right sleeve: its outline, its cuff line, its folds."""
    sx, sy = 50 + t.shoulder - 0.8, t.top + t.drop - 0.4
    ax, ay = 50 + t.chest - 1.6, t.armpit + 1.4
    if t.sleeve == "short":
        outer, inner = (sx + 9.6 * t.wide, sy + 17), (ax + 4.6, ay + 3.2)
        line = path(
            (sx, sy),
            (sx + 5.6 * t.wide, sy + 5.5, *outer),
            inner,
            (ax, ay),
            (ax - 4, (ay + sy) / 2),
            (sx - 3, sy),
        )
        return (
            line,
            [outer, inner],
            [
                ([(ax + 2, ay - 3), (ax + 6, ay - 8)], 1.4, -20),
                ([(ax + 4, ay - 6), (sx + 6, sy + 10)], 1.6, 14),
            ],
        )
    if t.sleeve == "elbow":
        outer, inner = (sx + 10.5 * t.wide, sy + 27), (ax + 4.4, ay + 13)
    else:
        outer, inner = (sx + 12.5 * t.wide, 70), (sx + 5.6 * t.wide - 1.2, 71.6)
    mid = (sy + outer[1]) / 2
    line = path((sx, sy), (sx + 8.2 * t.wide, sy + 6, sx + 9.8 * t.wide, mid), (sx + 11.6 * t.wide, mid + 8, *outer), inner,
                (ax + 4.2 * t.wide, (ay + inner[1]) / 2 + 1, ax, ay), (ax - 4, (ay + sy) / 2), (sx - 3, sy))  # fmt: skip
    folds: list[Fold] = [
        ([(ax + 1, ay + 2), (ax + 5, ay - 5)], 1.5, -22),
        ([(ax + 3.4, mid + 1), (sx + 8.6, mid + 5)], 1.3, -20),
        ([(ax + 3.4, mid + 4), (sx + 8.6, mid + 8.5)], 1.2, 16),
        ([(sx + 4, sy + 9), (sx + 8, mid + 12)], 1.6, 12),
        ([(ax + 4, mid + 12), (sx + 9.6, mid + 16)], 1.1, -16),
    ]
    return line, [outer, inner], folds


def _body_folds(t: Top) -> list[Fold]:
    low, right = t.foot, 50 + t.chest
    folds: list[Fold] = [
        ([(right - 2, t.armpit + 1), (right - 10, t.armpit + 9)], 1.7, -24),
        ([(right - 1.5, t.armpit + 6), (right - 8, t.armpit + 17)], 1.5, 14),
        ([(50 + t.waist * 0.42, t.waist_at - 10), (50 + t.hem * 0.5, low)], 2.2, -15),
        ([(50 + t.waist * 0.6, t.waist_at - 4), (50 + t.hem * 0.72, low)], 2.0, 13),
        ([(50 + t.shoulder * 0.6, t.top + 9), (50 + t.chest * 0.5, t.armpit + 4)], 1.8, 10),
    ]
    mirrored: list[Fold] = [
        ([(100 - x, y) for x, y in points], width, amount) for points, width, amount in folds
    ]
    return [
        *folds,
        *mirrored,
        ([(48, t.waist_at + 4), (46.5, low)], 2.0, -10),
        ([(51, t.armpit + 8), (50, low - 8)], 2.4, 8),
    ]


def _skirt_folds(t: Top) -> list[Fold]:
    """A full skirt falls in deep pleats from the waist."""
    folds: list[Fold] = []
    for k in range(-4, 5):
        start = (50 + t.waist * k / 5, t.waist_at + 2)
        end = (50 + t.hem * k / 4.6, t.foot)
        folds.append(([start, end], 1.8, -26 if k % 2 else 20))
    return folds


def lay(g: Garment, t: Top) -> None:
    """Sews a top by its measures."""
    if t.collar == "hood":
        g.piece(
            path(
                (50 - 11.5, t.top + 4),
                (50 - 14, t.top - 12, 50, t.top - 11),
                (50 + 14, t.top - 12, 50 + 11.5, t.top + 4),
                (50, t.top + 12, 38.5, t.top + 4),
            ),
            tone=-10,
        )
    inner = path(
        (50 - t.neck, t.top),
        (50, t.top - 1.6, 50 + t.neck, t.top),
        (50, t.top + 2 * t.depth, 50 - t.neck, t.top),
    )
    g.piece(inner, tone=-48, edge=1.2, lift=0, colour=darker(g.colour, 0.12))
    if t.sleeve != "none":
        outline, cuff, folds = _sleeve(t)
        for side in (outline, flipped(outline)):
            turned = folds if side is outline else [([(100 - x, y) for x, y in p], w, a) for p, w, a in folds]
            g.piece(side, turned, edge=2.6)
        _cuffs(g, t, cuff)
    folds = _body_folds(t) + (_skirt_folds(t) if t.hem > t.waist * 1.35 else [])
    g.piece(body(t), folds, lift=0.9)
    if t.sleeve != "none":
        hole = path(
            (50 + t.shoulder, t.top + t.drop),
            (
                50 + min(t.shoulder, t.chest) - 1.6,
                (t.top + t.drop + t.armpit) / 2 + 2,
                50 + t.chest,
                t.armpit,
            ),
        )
        g.seam(hole, strength=70)
        g.seam(flipped(hole), strength=70)
    if "nohem" not in t.extras:
        for up in (1.5, 2.1) if t.cuff != "rib" else ():
            g.stitch(
                path(
                    (50 - t.hem + 0.3, t.foot - up),
                    (50, t.foot - up + 2 * t.dip, 50 + t.hem - 0.3, t.foot - up),
                ),
                strength=70,
            )
    if "rib" in t.extras:
        _rib_hem(g, t)


def _cuffs(g: Garment, t: Top, cuff: list[Point]) -> None:
    (ox, oy), (ix, iy) = cuff
    if t.cuff == "plain":
        line = [(ox - 0.7, oy - 1.6), (ix - 0.3, iy - 1.6)]
        g.stitch(line, strength=75)
        g.stitch(flipped(line), strength=75)
        return
    high = 5 if t.cuff == "rib" else 4.4
    band = [(ox + 0.2, oy - high), (ox, oy + 0.4), (ix, iy + 0.4), (ix - 0.4, iy - high)]
    for side in (band, flipped(band)):
        g.piece(side, edge=1.2, lift=0.5)
    if t.cuff == "rib":
        for k in range(1, 7):
            share = k / 7
            rib = [
                (ix + (ox - ix) * share, iy + (oy - iy) * share - high + 0.3),
                (ix + (ox - ix) * share, iy + (oy - iy) * share + 0.2),
            ]
            g.seam(rib, strength=52)
            g.seam(flipped(rib), strength=52)
    else:
        g.button(ox - 1.6, oy - 2, 0.5)
        g.button(100 - ox + 1.6, oy - 2, 0.5)


def _rib_hem(g: Garment, t: Top) -> None:
    band = path(
        (50 - t.hem, t.foot - 5),
        (50, t.foot - 5 + 2 * t.dip, 50 + t.hem, t.foot - 5),
        (50 + t.hem - 0.8, t.foot + 0.4),
        (50, t.foot + 0.4 + 2 * t.dip, 50 - t.hem + 0.8, t.foot + 0.4),
    )
    g.piece(band, edge=1.3, lift=0.5)
    for k in range(1, 30):
        x = 50 - t.hem + 2 * t.hem * k / 30
        sag = t.dip * (1 - ((x - 50) / t.hem) ** 2)
        g.seam([(x, t.foot - 4.6 + sag), (x, t.foot + sag)], strength=50)
