"""Pictures printed on the chest: peaks, a sun, an otter, a rainbow, a rocket and a shoal."""

from __future__ import annotations

from souk.demo.pictures.canvas import RGB, Point, lightness, mix, path, ring
from souk.demo.pictures.garments.cloth import Garment

_WARM: tuple[RGB, ...] = ((214, 90, 70), (232, 156, 70), (240, 204, 104), (112, 168, 140), (84, 132, 176))


def _blob(x: float, y: float, r: float) -> list[Point]:
    return ring(x, y, r, steps=28)


def _peaks(g: Garment, ink: RGB) -> None:
    for x, high, share in ((43, 11, 0.35), (57, 12, 0.5), (50, 15, 0.0)):
        tone = mix(ink, g.colour, share)
        g.trim([(x - 9, 52), (x, 52 - high), (x + 9, 52)], tone)
        g.trim(
            [(x - 1.8, 52 - high + 3), (x, 52 - high), (x + 1.8, 52 - high + 3), (x, 52 - high + 2.2)],
            g.colour,
        )


def _sun(g: Garment, ink: RGB) -> None:
    tone = (204, 96, 52) if lightness(g.colour) > 0.5 else ink
    for k in range(16):
        a, b = ring(50, 45, 8, k * 22.5 + 4, k * 22.5 + 18, 1)
        tip = ring(50, 45, 13.4, k * 22.5 + 11, k * 22.5 + 12, 1)[0]
        g.trim([a, tip, b], tone)
    g.trim(_blob(50, 45, 6.6), tone)
    for sign in (-1, 1):
        g.trim(_blob(50 + sign * 2.4, 44, 0.6), g.colour)
    g.trim(path((47.4, 46.6), (50, 49.4, 52.6, 46.6), (50, 48.4, 47.4, 46.6)), g.colour)


def _otter(g: Garment, ink: RGB) -> None:
    brown, pale = (112, 78, 56), (226, 204, 172)
    for k in range(3):
        g.trim(
            path(
                (34 + k * 2, 55 + k * 2),
                (42, 53 + k * 2, 50, 55 + k * 2),
                (58, 57 + k * 2, 66 - k * 2, 55 + k * 2),
                (66 - k * 2, 56 + k * 2),
                (58, 58 + k * 2, 50, 56 + k * 2),
                (42, 54 + k * 2, 34 + k * 2, 56 + k * 2),
            ),
            (70, 130, 160),
        )
    g.trim(path((38, 52), (44, 44, 54, 46), (64, 47, 67, 52), (54, 57, 38, 52)), brown)
    g.trim(path((43, 50), (50, 46.6, 58, 50), (50, 54, 43, 50)), pale)
    g.trim(_blob(40, 46.6, 5), brown)
    g.trim(_blob(38.6, 48.4, 2.8), pale)
    for x in (36.4, 43.2):
        g.trim(_blob(x, 42.6, 1.3), brown)
    for x in (37.6, 41.6):
        g.trim(_blob(x, 45.6, 0.6), (30, 24, 22))
    g.trim(_blob(38.8, 47.2, 0.9), (30, 24, 22))
    g.trim(_blob(51, 46.2, 1.6), _WARM[0])
    g.trim(path((63, 51), (70, 48, 71, 43), (68, 51, 64, 53)), brown)


def _rainbow(g: Garment, ink: RGB) -> None:
    for k, tone in enumerate(_WARM):
        outer, inner = 13 - k * 1.9, 13 - (k + 1) * 1.9
        g.trim([*ring(50, 51, outer, 180, 360), *ring(50, 51, inner, 180, 360)[::-1]], tone)
    cloud = (250, 250, 250) if lightness(g.colour) < 0.8 else (196, 214, 228)
    for x, y, r in ((60, 51, 3), (63.4, 50.4, 3.4), (57, 51.6, 2.4), (66, 51.8, 2.4)):
        g.trim(_blob(x, y, r), cloud)


def _rocket(g: Garment, ink: RGB) -> None:
    g.trim(path((50, 33), (57, 40, 55, 52), (45, 52), (43, 40, 50, 33)), (244, 238, 226))
    g.trim(path((50, 33), (53.6, 36, 54.6, 40), (45.4, 40), (46.4, 36, 50, 33)), _WARM[0])
    g.trim(_blob(50, 44.4, 2.3), _WARM[4])
    for sign in (-1, 1):
        g.trim(
            path((50 + sign * 5, 47), (50 + sign * 10, 50, 50 + sign * 9, 56), (50 + sign * 4.6, 52)),
            _WARM[1],
        )
    g.trim(path((47, 52), (50, 66, 53, 52)), _WARM[2])
    for x, y in ((37, 38), (62, 36), (65, 47), (35, 50), (60, 58)):
        g.trim(_blob(x, y, 0.6), (246, 236, 200))


def _fish(g: Garment, ink: RGB) -> None:
    for row in range(7):
        for column in range(5):
            x, y = 32 + column * 9 + (4.5 if row % 2 else 0), 22 + row * 9.4
            g.trim(path((x - 3, y), (x, y - 2.4, x + 3, y), (x, y + 2, x - 3, y)), mix(ink, g.colour, 0.25))
            g.trim([(x + 2.4, y), (x + 4.4, y - 1.7), (x + 4, y + 1.5)], mix(ink, g.colour, 0.25))
            g.trim([(x - 0.4, y - 1), (x + 0.6, y - 3), (x + 1.2, y - 0.9)], mix(ink, g.colour, 0.25))


PRINTS = {
    "peaks": _peaks,
    "sun": _sun,
    "otter": _otter,
    "rainbow": _rainbow,
    "rocket": _rocket,
    "fish": _fish,
}


def print_on(g: Garment, pattern: str) -> None:
    """Prints the picture named by `print-…` on the chest; other patterns are left to the weave."""
    kind, _, name = pattern.partition("-")
    if kind == "print":
        PRINTS[name](g, (40, 48, 66) if lightness(g.colour) > 0.5 else (240, 234, 220))
