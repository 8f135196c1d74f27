"""Fronts and pockets: buttons, zips, toggles, flaps and patches."""

from __future__ import annotations

from souk.demo.pictures.canvas import darker, lighter, lightness, path
from souk.demo.pictures.garments.cloth import Garment
from souk.demo.pictures.garments.upper import Top


def fasten(g: Garment, t: Top) -> None:
    """The front: buttons, zip, toggles, or the overlap of a wrap."""
    start, end = t.top + t.depth + 0.6, t.foot + t.dip
    if t.front in ("buttons", "half"):
        if t.front == "half":
            end = start + 15
        band = [(48.2, start), (51.8, start), (51.8, end), (48.2, end)]
        g.piece(band, edge=0.9, lift=0.45)
        g.stitch([(48.8, start), (48.8, end)], strength=55)
        g.stitch([(51.2, start), (51.2, end)], strength=55)
        count = 3 if t.front == "half" else max(4, round((end - start) / 9.5))
        for k in range(count):
            g.button(
                50,
                start + 3 + (end - start - 5) * k / count,
                0.62 if t.cuff == "shirt" or t.front == "half" else 0.95,
            )
    elif t.front == "zip":
        tone = lighter(g.colour, 0.42) if lightness(g.colour) < 0.5 else darker(g.colour, 0.5)
        g.seam([(48.9, start), (48.9, end)], strength=90)
        g.seam([(51.1, start), (51.1, end)], strength=90)
        g.trim([(49.55, start), (50.45, start), (50.45, end), (49.55, end)], tone)
        g.trim(
            [(49.3, start + 3), (50.7, start + 3), (50.4, start + 6.4), (49.6, start + 6.4)],
            lighter(tone, 0.3),
        )
    elif t.front in ("single", "double", "wrap", "toggles"):
        edge = (
            50 if t.front == "single" else 46.4 if t.front == "wrap" else 43.5 if t.front == "double" else 48
        )
        g.seam(
            [(50 + (edge - 50) * 0.2, start + 8), (edge, start + 22), (edge, end - 0.5)],
            strength=150,
            width=0.34,
        )
        if t.front == "double":
            for x in (46.2, 55.4):
                for k in range(3):
                    g.button(x, start + 20 + k * 9.5, 1.15, darker(g.colour, 0.45))
        elif t.front == "single":
            for k in range(2):
                g.button(51.2, start + 24 + k * 10, 1.0, darker(g.colour, 0.4))
        elif t.front == "toggles":
            _toggles(g, start)


def _toggles(g: Garment, start: float) -> None:
    for k in range(4):
        y = start + 9 + k * 10.5
        g.trim([(43.6, y - 0.35), (56.4, y - 0.35), (56.4, y + 0.35), (43.6, y + 0.35)], (206, 186, 150))
        g.trim(
            path(
                (46.6, y - 1),
                (50, y - 1.7, 53.4, y - 1),
                (54, y, 53.4, y + 1),
                (50, y + 1.7, 46.6, y + 1),
                (46, y, 46.6, y - 1),
            ),
            (112, 78, 46),
        )


def pockets(g: Garment, t: Top) -> None:
    for extra in t.extras:
        if extra == "chest":
            _pocket(g, 54.2, t.armpit - 1.5, 9, 9.6)
        elif extra == "chests":
            for x in (35.8, 55.6):
                _pocket(g, x, t.armpit - 1, 8.8, 9.6, flap=True)
        elif extra == "patch":
            for x in (50 - t.waist * 0.8, 50 + t.waist * 0.8 - 11.5):
                _pocket(g, x, t.waist_at + 4, 11.5, 11.5)
        elif extra == "flaps":
            for x in (50 - t.waist * 0.84, 50 + t.waist * 0.84 - 10.5):
                flap = [
                    (x, t.waist_at + 5),
                    (x + 10.5, t.waist_at + 5),
                    (x + 10.2, t.waist_at + 8.4),
                    (x + 0.3, t.waist_at + 8.4),
                ]
                g.piece(flap, edge=0.9, lift=0.7)
        elif extra == "slits":
            for sign in (-1, 1):
                line = [
                    (50 + sign * t.waist * 0.55, t.waist_at + 2),
                    (50 + sign * t.waist * 0.78, t.waist_at + 12),
                ]
                g.seam(line, strength=150, width=0.4)
        elif extra == "pouch":
            pouch = path(
                (39, t.foot - 8),
                (40.5, t.foot - 19, 44, t.foot - 24),
                (56, t.foot - 24),
                (59.5, t.foot - 19, 61, t.foot - 8),
                (61, t.foot - 6),
                (39, t.foot - 6),
            )
            g.piece(pouch, edge=1.3, lift=0.6)
            g.stitch(path((39.8, t.foot - 8), (41.2, t.foot - 19, 44.6, t.foot - 23.3)), strength=60)
            g.stitch(path((60.2, t.foot - 8), (58.8, t.foot - 19, 55.4, t.foot - 23.3)), strength=60)


def _pocket(g: Garment, x: float, y: float, wide: float, high: float, *, flap: bool = False) -> None:
    shape = [(x, y), (x + wide, y), (x + wide, y + high - 1.6), (x + wide / 2, y + high), (x, y + high - 1.6)]
    g.piece(shape, edge=1.0, lift=0.45)
    g.stitch(
        [
            (x + 0.5, y),
            (x + 0.5, y + high - 1.8),
            (x + wide / 2, y + high - 0.6),
            (x + wide - 0.5, y + high - 1.8),
            (x + wide - 0.5, y),
        ],
        strength=70,
    )
    if flap:
        g.piece(
            [
                (x - 0.3, y - 1.4),
                (x + wide + 0.3, y - 1.4),
                (x + wide + 0.3, y + 2),
                (x + wide / 2, y + 3.4),
                (x - 0.3, y + 2),
            ],
            edge=0.9,
            lift=0.6,
        )
        g.button(x + wide / 2, y + 1.6, 0.55)
    else:
        g.stitch([(x, y + 1.5), (x + wide, y + 1.5)], strength=70)
