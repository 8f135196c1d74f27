"""Hats, scarves, socks and bags."""

from __future__ import annotations

import math

from souk.demo.pictures.canvas import RGB, Point, darker, lighter, lightness, mix, path
from souk.demo.pictures.garments.cloth import Fold, Garment


def scarf(g: Garment) -> None:
    """Folded once and laid in a loop."""
    tail = path((44, 40), (38, 62, 33, 83), (52, 87), (56, 64, 60, 44))
    other = path((52, 42), (58, 62, 60, 76), (77, 73), (75, 54, 68, 36))
    for shape, count, lean in ((other, 9, (60, 76, 77, 73)), (tail, 10, (33, 83, 52, 87))):
        x1, y1, x2, y2 = lean
        for k in range(count):
            x, y = x1 + (x2 - x1) * (k + 0.5) / count, y1 + (y2 - y1) * (k + 0.5) / count
            g.piece(
                [(x - 0.7, y - 1), (x + 0.7, y - 1), (x + 0.5, y + 6.5), (x - 0.2, y + 6.7)],
                edge=0.5,
                lift=0.3,
            )
        folds: list[Fold] = [
            ([((shape[0][0] + k * 4), 44), (x1 + (x2 - x1) * (0.2 + k * 0.25), y1)], 1.6, (-20, 16, -14)[k])
            for k in range(3)
        ]
        g.piece(shape, folds, edge=2.4)
    loop = path((30, 30), (33, 14, 51, 13), (71, 14, 72, 30), (71, 47, 51, 49), (31, 47, 30, 30))
    curves: list[Fold] = [
        (path((34, 24 + k * 6), (51, 38 + k * 8, 69, 24 + k * 6)), 1.6, (-26, 18, -20)[k]) for k in range(3)
    ]
    g.piece(loop, curves, edge=2.6)
    g.piece(path((38, 25), (51, 16, 64, 25), (51, 33, 38, 25)), tone=-52, edge=1.4, lift=0)


def beanie(g: Garment, *, pompom: bool) -> None:
    crown = path((26, 58), (25, 26, 50, 23), (75, 26, 74, 58))
    folds: list[Fold] = [
        ([(50 + k * 2, 25), (50 + k * 6.6, 58)], 1.2, -18 if k % 2 else 14) for k in range(-3, 4)
    ]
    if pompom:
        for k in range(40):
            angle = k * 2.4
            r = 7.4 * (0.45 + (k * 37 % 10) / 18)
            x, y = 50 + r * math.cos(angle), 19 + r * math.sin(angle)
            g.piece(
                [(x - 2, y - 2), (x + 2, y - 1.6), (x + 1.6, y + 2), (x - 1.8, y + 1.8)],
                edge=0.8,
                lift=0.25,
                colour=lighter(g.colour, 0.3),
            )
    g.piece(crown, folds, edge=3)
    brim = path((24.4, 55), (50, 61, 75.6, 55), (77, 64, 76, 73), (50, 79, 24, 73), (23, 64, 24.4, 55))
    g.piece(brim, edge=1.8, lift=0.9)
    for k in range(1, 34):
        x = 24.6 + 50.8 * k / 34
        sag = 3 * (1 - ((x - 50) / 26) ** 2)
        g.seam([(x, 55.6 + sag), (x, 72.6 + sag)], strength=58, width=0.26)
    g.trim(
        [(64, 66.6), (70, 65.4), (70.3, 70), (64.3, 71.2)],
        darker(g.colour, 0.5) if lightness(g.colour) > 0.4 else (222, 212, 190),
    )


def cap(g: Garment) -> None:
    crown = path((24, 54), (24, 27, 51, 26), (77, 27, 77, 52), (50, 60, 24, 54))
    g.piece(
        crown,
        [([(50, 27), (37, 55)], 1.4, -16), ([(52, 27), (66, 55)], 1.4, -14), ([(46, 30), (48, 52)], 2.4, 12)],
        edge=3,
    )
    for line in (path((51, 26), (36, 36, 36, 57)), path((51, 26), (65, 36, 65, 56))):
        g.seam(line, strength=85)
        g.stitch([(x + 0.7, y) for x, y in line], strength=60)
    brim = path((27, 52), (50, 59, 76, 51), (86, 57, 88, 66), (60, 76, 18, 68), (18, 59, 27, 52))
    g.piece(brim, [(path((26, 60), (54, 68, 82, 60)), 2, 16)], edge=1.8, lift=1)
    for k in range(1, 4):
        g.stitch(
            path((27 - k * 2, 53 + k * 3.4), (52, 61 + k * 3.6, 77 + k * 2.6, 52 + k * 3.2)), strength=60
        )
    g.button(51, 26, 1.2, g.colour)
    for x in (31, 44, 58, 70):
        g.button(x, 38, 0.5, darker(g.colour, 0.2))


def socks(g: Garment, stripe: RGB | None) -> None:
    for dx, dy in ((12, -3), (-8, 3)):
        shape = [
            (x + dx, y + dy)
            for x, y in path(
                (38, 14),
                (55, 14),
                (55.6, 34, 55, 50),
                (56, 60, 66, 66),
                (78, 72, 76, 80),
                (73, 87, 60, 83),
                (46, 79, 40, 68),
                (37, 60, 38, 14),
            )
        ]
        folds: list[Fold] = [
            ([(40 + dx, 56 + dy), (54 + dx, 58 + dy)], 1.3, -18),
            ([(44 + dx, 20 + dy), (45 + dx, 60 + dy)], 2, 12),
            ([(50 + dx, 62 + dy), (60 + dx, 74 + dy)], 1.6, 12),
        ]
        g.piece(shape, folds, edge=2.4)
        for k in range(1, 14):
            x = 38 + dx + 17 * k / 14
            g.seam([(x, 14.6 + dy), (x, 24 + dy)], strength=58)
        heel = [(x + dx, y + dy) for x, y in path((39.6, 56), (48, 62, 44, 75), (38, 66, 39.6, 56))]
        toe = [
            (x + dx, y + dy)
            for x, y in path((68, 67.5), (64, 76, 66, 85), (80, 84, 75, 73), (72, 69, 68, 67.5))
        ]
        tone = stripe or darker(g.colour, 0.3)
        for patch in (heel, toe):
            g.piece(patch, edge=1.4, lift=0.2, colour=tone)
        if stripe:
            for y in (28, 31.4):
                g.piece(
                    [
                        (37.8 + dx, y + dy),
                        (55.3 + dx, y + dy),
                        (55.4 + dx, y + 1.7 + dy),
                        (37.8 + dx, y + 1.7 + dy),
                    ],
                    edge=0.8,
                    lift=0.1,
                    colour=stripe,
                )


def tote(g: Garment) -> None:
    for lean in (2.4, 0):
        outer = path(
            (36, 40 - lean),
            (36, 9 - lean, 50, 9 - lean),
            (64, 9 - lean, 64, 40 - lean),
            (60.4, 40 - lean),
            (60.6, 13 - lean, 50, 13 - lean),
            (39.4, 13 - lean, 39.6, 40 - lean),
        )
        g.piece(outer, edge=0.9, lift=0.5, tone=-16 if lean else 0)
        if lean:
            g.piece(path((23, 37), (50, 35, 77, 37), (50, 41, 23, 37)), tone=-44, edge=1, lift=0)
    bag = path((22, 37.5), (50, 40.6, 78, 37.5), (79, 62, 80, 88), (50, 91, 20, 88), (21, 62, 22, 37.5))
    folds: list[Fold] = [
        ([(30, 42), (26, 86)], 2.6, -18),
        ([(70, 42), (73, 86)], 2.6, -18),
        ([(44, 46), (40, 84)], 3, 13),
        ([(60, 50), (62, 86)], 2.6, 12),
        ([(36, 70), (60, 78)], 2, -10),
    ]
    g.piece(bag, folds, edge=2.8)
    for x in (36, 60.4):
        g.piece([(x, 38), (x + 3.6, 38), (x + 3.6, 47), (x, 47)], edge=0.7, lift=0.4)
        g.stitch([(x + 0.5, 41), (x + 3.1, 46.4), (x + 0.5, 46.4), (x + 3.1, 41)], strength=90)
    g.stitch(path((22.4, 40.4), (50, 43.6, 77.6, 40.4)), strength=80)
    tone = (44, 48, 58) if lightness(g.colour) > 0.4 else (236, 228, 210)
    for k in range(8):
        g.trim(_petal(50, 66, k * 45, 11), mix(tone, g.colour, 0.12))
    g.trim(
        path(
            (47.6, 66),
            (47.6, 63.6, 50, 63.6),
            (52.4, 63.6, 52.4, 66),
            (52.4, 68.4, 50, 68.4),
            (47.6, 68.4, 47.6, 66),
        ),
        g.colour,
    )


def _petal(cx: float, cy: float, turn: float, size: float) -> list[Point]:
    a, b, c = math.radians(turn), math.radians(turn - 20), math.radians(turn + 20)
    tip = (cx + math.cos(a) * size, cy + math.sin(a) * size)
    one = (cx + math.cos(b) * size * 0.62, cy + math.sin(b) * size * 0.62)
    two = (cx + math.cos(c) * size * 0.62, cy + math.sin(c) * size * 0.62)
    return path((cx, cy), (*one, *tip), (*two, cx, cy))
