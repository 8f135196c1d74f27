"""Motifs of built things and pure form, for the covers of books."""

from __future__ import annotations

import math

from souk.demo.pictures.books.plate import Motif, Plate
from souk.demo.pictures.canvas import font, mix, path, ring


def initial(p: Plate) -> None:
    letter = next((c for c in p.name.removeprefix("The ").removeprefix("A ") if c.isalpha()), "S").upper()
    cx, cy = p.w / 2, p.h / 2
    size = min(p.w, p.h)
    for step in range(5):
        p.disc(cx, cy, size * (0.47 - step * 0.028), outline=(p.one, p.two)[step % 2], width=0.8 * p.u)
    for k in range(24):
        (x, y), (x2, y2) = (
            ring(cx, cy, size * 0.4, k * 15, k * 15 + 1, 1)[0],
            ring(cx, cy, size * 0.47, k * 15, k * 15 + 1, 1)[0],
        )
        p.line([(x, y), (x2, y2)], p.one, 0.7 * p.u)
    p.disc(cx, cy, size * 0.345, fill=p.ink)
    p.pen.text((cx, cy), letter, font=font("playfair-700", round(size * 0.46)), fill=p.ground, anchor="mm")


def blocks(p: Plate) -> None:
    columns, rows = 4, max(3, round(4 * p.h / p.w))
    side, high = p.w / columns, p.h / rows
    for row in range(rows):
        for column in range(columns):
            x, y = column * side, row * high
            turn = p.pick(f"{row}-{column}", 6)
            tone = (p.one, p.ink, p.two)[p.pick(f"t{row}-{column}", 3)]
            if turn == 0:
                p.pen.rectangle((x, y, x + side, y + high), fill=tone)
            elif turn in (1, 2):
                start = 90 * p.pick(f"q{row}-{column}", 4)
                ox, oy = x + side * (start in (90, 180)), y + high * (start in (180, 270))
                p.pen.pieslice((ox - side, oy - high, ox + side, oy + high), start, start + 90, fill=tone)
            elif turn == 3:
                p.pen.ellipse((x + side * 0.12, y + high * 0.12, x + side * 0.88, y + high * 0.88), fill=tone)
            elif turn == 4:
                p.shape([(x, y), (x + side, y), (x, y + high)], tone)


def bands(p: Plate) -> None:
    tones = (p.ink, p.one, p.two, mix(p.one, p.ground, 0.5))
    y, band = 0.0, 0
    while y < p.h:
        high = (5 + p.pick(f"b{band}", 13)) * p.u
        lean = (p.pick(f"l{band}", 9) - 4) * p.u
        p.shape(
            [(0, y + lean), (p.w, y - lean), (p.w, y + high - lean), (0, y + high + lean)], tones[band % 4]
        )
        y, band = y + high + 2.2 * p.u, band + 1


def deco(p: Plate) -> None:
    """Scales that overlap downwards: each row hides the feet of the one above it."""
    radius = p.w / 4
    for row in range(math.ceil(p.h / (radius * 0.72)) + 2):
        y = row * radius * 0.72
        for column in range(-1, 4):
            cx = column * 2 * radius + (radius if row % 2 else 0) + radius
            for step, share in enumerate((1, 0.82, 0.64, 0.46, 0.28)):
                p.disc(cx, y, radius * share, fill=(p.ground, p.one, p.ground, p.two, p.ink)[step])
            p.disc(cx, y, radius, outline=p.ink, width=0.7 * p.u)


def skyline(p: Plate) -> None:
    p.disc(p.w * 0.64, p.h * 0.34, 17 * p.u, fill=p.two)
    for layer, (foot, tone) in enumerate(
        ((0.42, mix(p.ground, p.one, 0.7)), (0.56, mix(p.one, p.ink, 0.35)), (0.72, p.ink))
    ):
        x, house = -3.0, 0
        while x < 100:
            wide = 8 + p.pick(f"w{layer}{house}", 9)
            top = p.h * foot - p.pick(f"h{layer}{house}", 18) * p.u
            p.pen.rectangle((x * p.u, top, (x + wide) * p.u, p.h), fill=tone)
            if house % 2:
                p.shape(
                    [(x * p.u, top), ((x + wide / 2) * p.u, top - wide * 0.8 * p.u), ((x + wide) * p.u, top)],
                    tone,
                )
            for window in range(3):
                if layer == 2 and p.pick(f"v{house}{window}", 2):
                    wy = top + (5 + window * 8) * p.u
                    p.pen.rectangle(
                        ((x + wide * 0.4) * p.u, wy, (x + wide * 0.6) * p.u, wy + 3.4 * p.u), fill=p.two
                    )
            x, house = x + wide + 0.4, house + 1


def keyhole(p: Plate) -> None:
    cx, cy = p.w / 2, p.h * 0.42
    for step in range(7, 0, -1):
        p.disc(cx, cy, (12 + step * 6) * p.u, outline=mix(p.ground, p.one, 0.3 + 0.1 * step), width=0.9 * p.u)
    p.disc(cx, cy, 14 * p.u, fill=p.two)
    p.shape(
        [
            (cx - 7 * p.u, cy + 8 * p.u),
            (cx + 7 * p.u, cy + 8 * p.u),
            (cx + 15 * p.u, cy + 44 * p.u),
            (cx - 15 * p.u, cy + 44 * p.u),
        ],
        p.two,
    )
    p.disc(cx, cy + p.u, 4.6 * p.u, fill=p.ink if p.ink != p.two else p.ground)
    p.shape(path((cx - 6.5 * p.u, cy + 44 * p.u), (cx - 6 * p.u, cy + 12 * p.u, cx, cy + 7 * p.u),
                 (cx + 6 * p.u, cy + 12 * p.u, cx + 6.5 * p.u, cy + 44 * p.u)), mix(p.ground, (0, 0, 0), 0.4))  # fmt: skip


def tiles(p: Plate) -> None:
    side = p.w / 4
    for row in range(math.ceil(p.h / side)):
        for column in range(4):
            cx, cy, half = (column + 0.5) * side, (row + 0.5) * side, side * 0.48
            p.pen.rectangle(
                (cx - half, cy - half, cx + half, cy + half),
                fill=mix(p.ground, p.one, 0.28 if (row + column) % 2 else 0.1),
            )
            star = [
                ring(cx, cy, half * (0.95 if k % 2 == 0 else 0.44), k * 22.5, k * 22.5 + 1, 1)[0]
                for k in range(16)
            ]
            p.shape(star, p.ink if (row + column) % 2 else p.one)
            p.disc(cx, cy, half * 0.3, fill=p.two)
            p.disc(cx, cy, half * 0.13, fill=p.ink)


def eye(p: Plate) -> None:
    cx, cy = p.w / 2, p.h * 0.5
    for k in range(36):
        inner, outer = (
            ring(cx, cy, 34 * p.u, k * 10, k * 10 + 1, 1)[0],
            ring(cx, cy, (46 if k % 2 else 54) * p.u, k * 10, k * 10 + 1, 1)[0],
        )
        p.line([inner, outer], p.one, 0.9 * p.u)
    lid = path(
        (cx - 38 * p.u, cy), (cx, cy - 38 * p.u, cx + 38 * p.u, cy), (cx, cy + 38 * p.u, cx - 38 * p.u, cy)
    )
    p.shape(lid, p.ink)
    p.disc(cx, cy, 16.5 * p.u, fill=p.one)
    p.disc(cx, cy, 12 * p.u, fill=p.two)
    p.disc(cx, cy, 6.5 * p.u, fill=mix(p.ground, (0, 0, 0), 0.55))
    p.disc(cx + 4 * p.u, cy - 5 * p.u, 2.4 * p.u, fill=(255, 250, 240))


def maze(p: Plate) -> None:
    step, bold = p.w / 13, 0.022 * p.w
    for row in range(math.ceil(p.h / step)):
        for column in range(13):
            x, y = column * step, row * step
            tone = p.ink if (row + column) % 5 else p.two
            if p.pick(f"m{row}-{column}", 2):
                p.line([(x, y), (x + step, y + step)], tone, bold)
            else:
                p.line([(x + step, y), (x, y + step)], tone, bold)
    p.disc(p.w * 0.5, p.h * 0.5, 9 * p.u, fill=p.ground)
    p.disc(p.w * 0.5, p.h * 0.5, 5 * p.u, fill=p.one)


def columns(p: Plate) -> None:
    base, top = p.h * 0.9, p.h * 0.3
    p.shape([(8 * p.u, top), (50 * p.u, top - 20 * p.u), (92 * p.u, top)], p.ink)
    p.disc(50 * p.u, top - 7 * p.u, 4 * p.u, fill=p.two)
    p.pen.rectangle((8 * p.u, top + 2 * p.u, 92 * p.u, top + 6 * p.u), fill=p.one)
    for column in range(5):
        x = (12 + column * 17.2) * p.u
        p.pen.rectangle((x - 1.4 * p.u, top + 8 * p.u, x + 8.6 * p.u, top + 11 * p.u), fill=p.ink)
        for flute in range(4):
            p.pen.rectangle(
                (x + flute * 1.9 * p.u, top + 11 * p.u, x + (flute * 1.9 + 1.25) * p.u, base),
                fill=p.one if flute % 2 else p.ink,
            )
    for stair in range(3):
        p.pen.rectangle(
            (
                (8 - stair * 4) * p.u,
                base + stair * 3.4 * p.u,
                (92 + stair * 4) * p.u,
                base + (stair * 3.4 + 2.7) * p.u,
            ),
            fill=p.ink,
        )


def rays(p: Plate) -> None:
    cx, cy, reach = p.w / 2, p.h * 0.68, 160 * p.u
    for k in range(18):
        a, b = ring(cx, cy, reach, 180 + k * 10, 180 + k * 10 + 5, 1)
        p.shape([(cx, cy), a, b], p.one if k % 2 else mix(p.one, p.two, 0.6))
    p.disc(cx, cy, 20 * p.u, fill=p.two)
    p.disc(cx, cy, 15 * p.u, outline=p.ground, width=0.9 * p.u)
    p.pen.rectangle((0, cy, p.w, p.h), fill=p.ink)
    for row in range(4):
        y = cy + (3 + row * 5) * p.u
        p.line([(cx - (24 - row * 4) * p.u, y), (cx + (24 - row * 4) * p.u, y)], p.two, 1.1 * p.u)


def spiral(p: Plate) -> None:
    cx, cy = p.w / 2, p.h / 2
    points = []
    for k in range(0, 1500, 7):
        angle, radius = math.radians(k), (1 + k / 1500 * 45) * p.u
        points.append((cx + math.cos(angle) * radius, cy + math.sin(angle) * radius))
    p.line(points, p.one, 4.4 * p.u)
    p.line(points, p.ink, 1.3 * p.u)
    p.disc(cx, cy, 4.5 * p.u, fill=p.two)
    p.disc(*points[-1], 3.4 * p.u, fill=p.two)


def windows(p: Plate) -> None:
    columns_, rows = 3, max(2, round(2.4 * p.h / p.w))
    wide, high = p.w / columns_, p.h / rows
    lit = p.pick("lit", columns_ * rows)
    for row in range(rows):
        for column in range(columns_):
            x, y, is_lit = (
                column * wide + wide * 0.2,
                row * high + high * 0.16,
                row * columns_ + column == lit,
            )
            right, foot, arch = x + wide * 0.6, y + high * 0.68, wide * 0.3
            tone = p.two if is_lit else mix(p.one, p.ink, 0.35 * ((row + column) % 3))
            p.pen.pieslice((x, y, right, y + 2 * arch), 180, 360, fill=tone)
            p.pen.rectangle((x, y + arch, right, foot), fill=tone)
            p.line([((x + right) / 2, y), ((x + right) / 2, foot)], p.ground, 0.9 * p.u)
            p.line([(x, (y + foot) / 2), (right, (y + foot) / 2)], p.ground, 0.9 * p.u)
            p.pen.rectangle((x - 2 * p.u, foot, right + 2 * p.u, foot + 1.8 * p.u), fill=p.ink)


def clock(p: Plate) -> None:
    cx, cy, r = p.w / 2, p.h / 2, min(p.w, p.h) * 0.42
    p.disc(cx, cy, r, fill=p.ink)
    p.disc(cx, cy, r * 0.92, fill=mix(p.ground, p.two, 0.75))
    for k in range(60):
        long = k % 5 == 0
        a, b = (
            ring(cx, cy, r * 0.86, k * 6, k * 6 + 1, 1)[0],
            ring(cx, cy, r * (0.72 if long else 0.81), k * 6, k * 6 + 1, 1)[0],
        )
        p.line([a, b], p.ink if long else p.one, (1.5 if long else 0.6) * p.u)
    hour = p.pick("hour", 12)
    dark = p.ink if p.two != p.ink else p.ground
    p.line([(cx, cy), ring(cx, cy, r * 0.45, hour * 30, hour * 30 + 1, 1)[0]], dark, 2.6 * p.u)
    minute = p.pick("minute", 60) * 6
    p.line([(cx, cy), ring(cx, cy, r * 0.68, minute, minute + 1, 1)[0]], p.one, 1.5 * p.u)
    p.disc(cx, cy, 2.6 * p.u, fill=dark)


def candle(p: Plate) -> None:
    cx, top = p.w / 2, p.h * 0.46
    for step in range(6):
        p.disc(cx, top - 9 * p.u, (44 - step * 6.5) * p.u, fill=mix(p.ground, p.two, 0.1 + step * 0.1))
    p.shape(
        path(
            (cx, top - 24 * p.u),
            (cx + 10 * p.u, top - 8 * p.u, cx, top - p.u),
            (cx - 10 * p.u, top - 8 * p.u, cx, top - 24 * p.u),
        ),
        p.one,
    )
    p.shape(
        path(
            (cx, top - 15 * p.u),
            (cx + 5 * p.u, top - 6 * p.u, cx, top - 2 * p.u),
            (cx - 5 * p.u, top - 6 * p.u, cx, top - 15 * p.u),
        ),
        (255, 246, 214),
    )
    p.line([(cx, top - 5 * p.u), (cx, top + 2 * p.u)], p.ink, 0.8 * p.u)
    p.pen.rectangle((cx - 8 * p.u, top + p.u, cx + 8 * p.u, p.h * 0.86), fill=p.ink)
    p.pen.rounded_rectangle(
        (cx - 8 * p.u, top + p.u, cx - 4 * p.u, top + 15 * p.u), 2 * p.u, fill=mix(p.ink, p.ground, 0.3)
    )
    p.pen.rounded_rectangle(
        (cx - 24 * p.u, p.h * 0.86, cx + 24 * p.u, p.h * 0.86 + 4 * p.u), 2 * p.u, fill=p.one
    )


FORM: dict[str, Motif] = {
    "initial": initial, "blocks": blocks, "bands": bands, "deco": deco, "skyline": skyline,
    "keyhole": keyhole, "tiles": tiles, "eye": eye, "maze": maze, "columns": columns, "rays": rays, "spiral": spiral,
    "windows": windows, "clock": clock, "candle": candle,
}  # fmt: skip
