"""Motifs from land, sea and sky, for the covers of books."""

from __future__ import annotations

import math

from souk.demo.pictures.books.plate import Motif, Plate
from souk.demo.pictures.canvas import mix, path, ring


def waves(p: Plate) -> None:
    p.disc(p.w * 0.68, p.h * 0.3, 13 * p.u, fill=p.two)
    rows = 9
    for row in range(rows):
        y = p.h * (0.34 + 0.085 * row)
        tone = (
            mix(p.one, p.ground, 0.75 * row / rows) if row % 2 else mix(p.ink, p.one, 0.35 + 0.6 * row / rows)
        )
        crest = [(x * p.u, y + math.sin((x + row * 37) / 9.5) * 3.4 * p.u) for x in range(-2, 104, 2)]
        p.shape([*crest, (p.w, p.h), (0, p.h)], tone)


def sun(p: Plate) -> None:
    cx, cy = p.w / 2, p.h * 0.52
    for step in range(5, 0, -1):
        p.disc(cx, cy, (14 + step * 8) * p.u, fill=mix(p.ground, p.one, 0.2 * (6 - step)))
    p.disc(cx, cy, 15 * p.u, fill=p.two)
    for row in range(6):
        y = p.h * 0.6 + row * 6.5 * p.u
        p.pen.rectangle((0, y, p.w, y + (1.2 + row * 0.9) * p.u), fill=p.ground)
    p.shape(
        [
            (0, p.h),
            (0, p.h * 0.93),
            *path((0, p.h * 0.93), (p.w * 0.5, p.h * 0.84, p.w, p.h * 0.95)),
            (p.w, p.h),
        ],
        p.ink,
    )


def moon(p: Plate) -> None:
    cx, cy, r = p.w * 0.5, p.h * 0.42, 24 * p.u
    for step in range(4):
        p.disc(cx, cy, r + (4 - step) * 6 * p.u, fill=mix(p.ground, p.one, 0.12 + 0.1 * step))
    p.disc(cx, cy, r, fill=p.two)
    p.disc(cx + 9 * p.u, cy - 5 * p.u, r * 0.86, fill=mix(p.ground, p.one, 0.42))
    for star in range(26):
        x, y = p.pick(f"x{star}", 100) * p.u, p.pick(f"y{star}", 70) / 100 * p.h
        p.disc(x, y, (0.35 + star % 3 * 0.25) * p.u, fill=p.ink)
    ridge = [(x * p.u, p.h * 0.84 - (p.pick(f"r{x}", 12) + 3) * p.u * 0.8) for x in range(0, 101, 4)]
    p.shape([(0, p.h), *ridge, (p.w, p.h)], mix(p.ground, (0, 0, 0), 0.45))


def hills(p: Plate) -> None:
    p.disc(p.w * 0.28, p.h * 0.3, 11 * p.u, fill=p.two)
    for row in range(6):
        y = p.h * (0.42 + row * 0.1)
        tone = mix(p.one, p.ink, row / 6)
        sway = (1 if row % 2 else -1) * 13 * p.u
        crest = path((0, y), (p.w * 0.25, y - sway, p.w * 0.5, y), (p.w * 0.75, y + sway, p.w, y - 2 * p.u))
        p.shape([*crest, (p.w, p.h), (0, p.h)], tone)
        if row in (1, 3):
            for tree in range(4):
                x = p.w * (0.12 + 0.05 * tree + 0.5 * (row == 3))
                p.shape([(x - 2 * p.u, y + 2 * p.u), (x, y - 9 * p.u), (x + 2 * p.u, y + 2 * p.u)], p.ink)


def peaks(p: Plate) -> None:
    p.disc(p.w * 0.7, p.h * 0.27, 9 * p.u, fill=p.two)
    for row, (x, top, half) in enumerate(((30, 0.34, 46), (74, 0.42, 44), (50, 0.55, 52))):
        cx, y = x * p.u, p.h * top
        tone = mix(p.one, p.ink, 0.15 + 0.3 * row)
        p.shape([(cx - half * p.u, p.h), (cx, y), (cx + half * p.u, p.h)], tone)
        p.shape([(cx, y), (cx + half * p.u, p.h), (cx + half * 0.12 * p.u, p.h)], mix(tone, p.ground, 0.22))
        cap = [(cx, y), (cx + 8 * p.u, y + 13 * p.u), (cx + 3 * p.u, y + 10.5 * p.u), (cx, y + 14 * p.u),
               (cx - 3.5 * p.u, y + 10 * p.u), (cx - 8 * p.u, y + 13.5 * p.u)]  # fmt: skip
        p.shape(cap, p.two)


def sails(p: Plate) -> None:
    cx, base = p.w * 0.5, p.h * 0.74
    p.disc(cx, p.h * 0.4, 33 * p.u, fill=mix(p.ground, p.two, 0.55))
    p.line([(cx, base), (cx, p.h * 0.16)], p.ink, 1.3 * p.u)
    p.shape(
        path(
            (cx + 2 * p.u, p.h * 0.19),
            (cx + 32 * p.u, p.h * 0.46, cx + 24 * p.u, base - 7 * p.u),
            (cx + 2 * p.u, base - 7 * p.u),
        ),
        p.ink,
    )
    p.shape(
        path(
            (cx - 2 * p.u, p.h * 0.26),
            (cx - 8 * p.u, p.h * 0.5, cx - 26 * p.u, base - 9 * p.u),
            (cx - 2 * p.u, base - 8 * p.u),
        ),
        p.one,
    )
    p.shape(
        path(
            (cx - 30 * p.u, base - 3 * p.u),
            (cx + 32 * p.u, base - 3 * p.u),
            (cx + 26 * p.u, base + 9 * p.u, cx + 18 * p.u, base + 9 * p.u),
            (cx - 20 * p.u, base + 9 * p.u),
        ),
        p.ink,
    )
    for row in range(5):
        y = base + (6 + row * 6) * p.u
        p.line(
            [(x * p.u, y + math.sin((x + row * 5) / 4) * 1.3 * p.u) for x in range(101)],
            mix(p.one, p.ink, row / 8),
            1.6 * p.u,
        )


def leaf(p: Plate) -> None:
    cx, top, foot = p.w / 2, p.h * 0.1, p.h * 0.95
    p.line([(cx, foot), (cx, top + 8 * p.u)], p.ink, 1.2 * p.u)
    pairs = 7
    for row in range(pairs):
        y = foot - (foot - top) * (row + 0.7) / (pairs + 0.6)
        size = (32 - row * 2.4) * p.u
        for side in (-1, 1):
            tip = (cx + side * size, y - size * 0.62)
            blade = path(
                (cx, y),
                (cx + side * size * 0.35, y - size * 0.75, *tip),
                (cx + side * size * 0.8, y + size * 0.08, cx, y),
            )
            p.shape(blade, (p.one, p.ink, p.two)[(row + (side > 0)) % 3] if p.two != p.ground else p.one)
            p.line([(cx, y), tip], p.ground, 0.5 * p.u)
    p.shape(
        path(
            (cx, top),
            (cx + 9 * p.u, top + 9 * p.u, cx, top + 20 * p.u),
            (cx - 9 * p.u, top + 9 * p.u, cx, top),
        ),
        p.ink,
    )


def rose(p: Plate) -> None:
    cx, cy = p.w / 2, p.h * 0.44
    p.line(path((cx, cy), (cx - 5 * p.u, p.h * 0.75, cx + 2 * p.u, p.h)), p.ink, 1.6 * p.u)
    for side, y in ((-1, 0.74), (1, 0.82)):
        x0, y0 = cx - p.u, p.h * y
        p.shape(
            path(
                (x0, y0),
                (x0 + side * 8 * p.u, y0 - 15 * p.u, x0 + side * 26 * p.u, y0 - 12 * p.u),
                (x0 + side * 18 * p.u, y0 + 3 * p.u, x0, y0),
            ),
            p.ink,
        )
    for layer in range(6):
        radius, count = (33 - layer * 5.4) * p.u, 9 - layer
        tone = mix(p.one, p.two if layer % 2 else p.ink, 0.18 + 0.05 * layer)
        for petal in range(count):
            angle = 2 * math.pi * (petal + layer * 0.37) / count
            p.disc(cx + math.cos(angle) * radius * 0.55, cy + math.sin(angle) * radius * 0.55, radius * 0.52, fill=tone,
                   outline=mix(tone, p.ground, 0.5), width=0.45 * p.u)  # fmt: skip
    p.disc(cx, cy, 4 * p.u, fill=p.two)


def tree(p: Plate) -> None:
    cx, foot = p.w / 2, p.h * 0.92
    p.disc(cx, p.h * 0.42, 36 * p.u, fill=mix(p.ground, p.one, 0.35))

    def branch(x: float, y: float, angle: float, length: float, width: float) -> None:
        x2, y2 = x + math.cos(angle) * length, y + math.sin(angle) * length
        p.line([(x, y), (x2, y2)], p.ink, width)
        if length < 5 * p.u:
            p.disc(x2, y2, 2.3 * p.u, fill=p.two if (round(x2) + round(y2)) % 3 else p.one)
            return
        for turn in (-0.46, 0.4):
            branch(x2, y2, angle + turn, length * 0.74, width * 0.68)

    branch(cx, foot, -math.pi / 2, 25 * p.u, 4.6 * p.u)
    p.pen.rectangle((0, foot, p.w, p.h), fill=p.ink)


def birds(p: Plate) -> None:
    p.disc(p.w * 0.36, p.h * 0.5, 26 * p.u, fill=mix(p.ground, p.one, 0.6))
    for bird in range(11):
        x, y = (12 + p.pick(f"bx{bird}", 76)) * p.u, p.h * (0.12 + p.pick(f"by{bird}", 74) / 100)
        size = (5 + bird % 4 * 2.6) * p.u
        for side in (-1, 1):
            wing = path((x, y), (x + side * size * 0.5, y - size * 0.75, x + side * size * 1.5, y - size * 0.3),
                        (x + side * size * 0.6, y - size * 0.3, x, y + size * 0.22))  # fmt: skip
            p.shape(wing, p.ink if bird % 3 else p.two)


def road(p: Plate) -> None:
    horizon, cx = p.h * 0.42, p.w * 0.56
    p.disc(cx, horizon, 21 * p.u, fill=p.two)
    p.pen.rectangle((0, horizon, p.w, p.h), fill=p.one)
    for row in range(5):
        y = horizon + (p.h - horizon) * (row / 5) ** 1.6
        p.line([(0, y), (p.w, y)], mix(p.one, p.ink, 0.3), 0.6 * p.u)
    p.shape(
        [(cx - 1.2 * p.u, horizon), (cx + 1.2 * p.u, horizon), (p.w * 0.82, p.h), (p.w * 0.02, p.h)], p.ink
    )
    for side in (-1, 1):
        rut = [
            (cx + side * 0.3 * p.u, horizon),
            (p.w * (0.42 + side * 0.13), p.h),
            (p.w * (0.42 + side * 0.17), p.h),
        ]
        p.shape(rut, mix(p.ink, p.one, 0.45))
    for post in range(6):
        share = ((post + 1) / 6) ** 1.8
        x, y = cx + (8 + share * 46) * p.u * share**0.3, horizon + (p.h - horizon) * share * 0.9
        p.pen.rectangle((x, y - (2 + share * 20) * p.u, x + (0.5 + share * 1.6) * p.u, y), fill=p.ink)


def orbits(p: Plate) -> None:
    cx, cy = p.w / 2, p.h / 2
    for star in range(34):
        p.disc(
            p.pick(f"sx{star}", 100) * p.u,
            p.pick(f"sy{star}", 100) / 100 * p.h,
            (0.25 + star % 3 * 0.2) * p.u,
            fill=p.ink,
        )
    for step in range(5):
        radius = (13 + step * 8.2) * p.u
        p.disc(cx, cy, radius, outline=mix(p.ground, p.ink, 0.6), width=0.5 * p.u)
        angle = p.pick(f"a{step}", 360)
        x, y = ring(cx, cy, radius, angle, angle + 1, 1)[0]
        p.disc(x, y, (2.2 + step % 3 * 1.3) * p.u, fill=(p.one, p.two, p.ink)[step % 3])
    p.disc(cx, cy, 8 * p.u, fill=p.two)


LAND: dict[str, Motif] = {
    "waves": waves, "sun": sun, "moon": moon, "hills": hills, "peaks": peaks, "sails": sails, "leaf": leaf,
    "rose": rose, "tree": tree, "birds": birds, "road": road, "orbits": orbits,
}  # fmt: skip
