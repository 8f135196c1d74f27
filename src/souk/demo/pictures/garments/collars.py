"""What finishes a neck: bands, collars, lapels, rolls and hoods."""

from __future__ import annotations

from souk.demo.pictures.canvas import lighter, lightness, path
from souk.demo.pictures.garments.cloth import Garment
from souk.demo.pictures.garments.upper import Top, flipped


def _band(g: Garment, t: Top, width: float, *, ribs: bool) -> None:
    low = t.top + 2 * t.depth
    out, fall = t.neck + width * 0.6, t.top + width * 0.6 * t.drop / (t.shoulder - t.neck)
    band = path((50 - out, fall), (50, low + width * 2.3, 50 + out, fall), (50 + t.neck - 0.3, t.top - 0.3),
                (50, low, 50 - t.neck + 0.3, t.top - 0.3))  # fmt: skip
    g.piece(band, edge=1.0, lift=0.5)
    g.stitch(
        path((50 - out - 0.5, fall + 0.6), (50, low + width * 2.9, 50 + out + 0.5, fall + 0.6)), strength=60
    )
    back = path(
        (50 - t.neck - 0.2, t.top - 0.2),
        (50, t.top - 2.2, 50 + t.neck + 0.2, t.top - 0.2),
        (50, t.top + 1.6, 50 - t.neck - 0.2, t.top - 0.2),
    )
    g.piece(back, edge=0.8, lift=0.2, tone=-12)
    if ribs:
        for k in range(1, 16):
            s = k / 16
            x = 50 - t.neck + 2 * t.neck * s
            y = t.top + 4 * t.depth * s * (1 - s)
            g.seam([(x, y - 0.2), (50 + (x - 50) * 1.09, y + width * 0.9)], strength=45, width=0.16)


def _shirt_collar(g: Garment, t: Top, size: float = 1.0) -> None:
    stand = path(
        (50 - t.neck, t.top - 0.5),
        (50, t.top - 3.4, 50 + t.neck, t.top - 0.5),
        (50, t.top + 2.4, 50 - t.neck, t.top - 0.5),
    )
    g.piece(stand, edge=1.0, lift=0.2, tone=-16)
    leaf = path((50 - t.neck - 0.4, t.top - 1.4), (50 - t.neck * 0.5, t.top + 3.5, 50, t.top + t.depth + 0.8),
                (50 - 5.2 * size, t.top + t.depth + 6.4 * size), (50 - t.neck - 3.6 * size, t.top + t.depth + 0.4),
                (50 - t.neck - 2.2, t.top + 1.2, 50 - t.neck - 0.4, t.top - 1.4))  # fmt: skip
    for side in (leaf, flipped(leaf)):
        g.piece(side, edge=1.1, lift=0.9)
    edge = [
        (50 - 0.9, t.top + t.depth + 1.4),
        (50 - 5.1 * size, t.top + t.depth + 5.6 * size),
        (50 - t.neck - 2.9 * size, t.top + t.depth + 0.5),
    ]
    g.stitch(edge, strength=70)
    g.stitch(flipped(edge), strength=70)


def _lapels(g: Garment, t: Top, reach: float, *, notch: bool) -> None:
    low = t.top + t.depth + reach
    stand = path(
        (50 - t.neck, t.top - 0.6),
        (50, t.top - 3.6, 50 + t.neck, t.top - 0.6),
        (50, t.top + 2, 50 - t.neck, t.top - 0.6),
    )
    g.piece(stand, edge=1.0, lift=0.2, tone=-14)
    if notch:
        lapel = path(
            (50 - t.neck - 0.2, t.top + 0.6),
            (50 - t.neck * 0.55, t.top + 9, 50, low),
            (50 - 6.4, low - reach * 0.4, 50 - 10.4, t.top + 12),
            (50 - 7.6, t.top + 10.4),
        )
        collar = [
            (50 - t.neck - 0.3, t.top - 1.4),
            (50 - 6.2, t.top + 7),
            (50 - 8.4, t.top + 10),
            (50 - 12.6, t.top + 7.4),
            (50 - t.neck - 3, t.top + 0.6),
        ]
        for side in (lapel, flipped(lapel)):
            g.piece(side, edge=1.2, lift=0.9)
        for side in (collar, flipped(collar)):
            g.piece(side, edge=1.1, lift=0.8)
    else:
        shawl = path(
            (50 - t.neck - 0.3, t.top - 1.4),
            (50 - t.neck * 0.5, t.top + 9, 50, low),
            (50 - 8.6, low - reach * 0.35, 50 - t.neck - 4.6, t.top + 6),
            (50 - t.neck - 3.6, t.top + 1, 50 - t.neck - 0.3, t.top - 1.4),
        )
        for side in (shawl, flipped(shawl)):
            g.piece(side, edge=1.6, lift=1.0)


def _roll(g: Garment, t: Top) -> None:
    tube = path((50 - t.neck - 0.6, t.top + 2.2), (50 - t.neck - 1.4, t.top - 4, 50 - t.neck + 0.4, t.top - 8), (50, t.top - 9.6, 50 + t.neck - 0.4, t.top - 8),
                (50 + t.neck + 1.4, t.top - 4, 50 + t.neck + 0.6, t.top + 2.2), (50, t.top + 6.4, 50 - t.neck - 0.6, t.top + 2.2))  # fmt: skip
    g.piece(tube, edge=1.8, lift=1.0)
    mouth = path(
        (50 - t.neck + 0.6, t.top - 7.9),
        (50, t.top - 9.5, 50 + t.neck - 0.6, t.top - 7.9),
        (50, t.top - 6.2, 50 - t.neck + 0.6, t.top - 7.9),
    )
    g.piece(mouth, edge=0.8, lift=0, tone=-50)
    g.seam(
        path((50 - t.neck - 0.4, t.top - 2), (50, t.top + 1.6, 50 + t.neck + 0.4, t.top - 2)),
        strength=60,
        width=0.5,
    )


def _stand(g: Garment, t: Top) -> None:
    collar = path((50 - t.neck - 1, t.top + 1.4), (50 - t.neck - 0.6, t.top - 3, 50 - t.neck + 0.6, t.top - 5), (50, t.top - 6.4, 50 + t.neck - 0.6, t.top - 5),
                  (50 + t.neck + 0.6, t.top - 3, 50 + t.neck + 1, t.top + 1.4), (50, t.top + 2 * t.depth + 1.5, 50 - t.neck - 1, t.top + 1.4))  # fmt: skip
    g.piece(collar, edge=1.5, lift=0.9)
    mouth = path(
        (50 - t.neck + 0.8, t.top - 4.8),
        (50, t.top - 6.2, 50 + t.neck - 0.8, t.top - 4.8),
        (50, t.top - 1.6, 50 - t.neck + 0.8, t.top - 4.8),
    )
    g.piece(mouth, edge=0.8, lift=0, tone=-46)


def _hood(g: Garment, t: Top) -> None:
    for left in (True, False):
        half = path((50, t.top + t.depth + 3.4), (42, t.top + 6, 50 - t.neck - 1, t.top - 1.6), (50 - t.neck - 2, t.top - 9, 50, t.top - 9.4),
                    (50 - 13.6, t.top - 12.5, 50 - 12.4, t.top + 2.6), (46, t.top + 9, 50, t.top + t.depth + 5.6))  # fmt: skip
        g.piece(half if left else flipped(half), edge=1.9, lift=0.8)
    if "cords" in t.extras:
        cord = lighter(g.colour, 0.5) if lightness(g.colour) < 0.75 else (186, 178, 164)
        for sign in (-1, 1):
            x, y = 50 + sign * 3.4, t.top + t.depth + 4
            g.trim(
                path(
                    (x - 0.35, y),
                    (x - 0.5 + sign * 0.6, y + 8, x - 0.35, y + 14),
                    (x + 0.45, y + 14),
                    (x + 0.4 + sign * 0.6, y + 8, x + 0.35, y),
                ),
                cord,
            )
    if "ears" in t.extras:
        for sign in (-1, 1):
            x = 50 + sign * 9.4
            g.piece(
                path(
                    (x - 3.4, t.top - 6.5),
                    (x - 3.6, t.top - 12.6, x, t.top - 12.6),
                    (x + 3.6, t.top - 12.6, x + 3.4, t.top - 6.5),
                ),
                edge=1.2,
                lift=0.7,
            )


def _wrap(g: Garment, t: Top) -> None:
    low = t.waist_at - 2
    edge = path((50 + t.neck, t.top), (50 + 2, t.top + 16, 50 - t.waist * 0.7, low))
    g.seam(edge, strength=140, width=0.4)
    g.stitch([(x - 0.8, y + 0.7) for x, y in edge], strength=55)
    under = path((50 - t.neck, t.top), (50 - t.neck * 0.4, t.top + 9, 50 + 0.6, t.top + 2 * t.depth - 4))
    g.seam(under, strength=120, width=0.34)


def collar(g: Garment, t: Top) -> None:
    """Sews the collar the measures ask for."""
    if t.collar in ("crew", "boat", "thin"):
        _band(g, t, {"crew": 2.3, "boat": 1.5, "thin": 1.1}[t.collar], ribs=t.collar == "crew")
    elif t.collar == "knit":
        _band(g, t, 3.2, ribs=True)
    elif t.collar in ("shirt", "camp"):
        _shirt_collar(g, t, 1.15 if t.collar == "camp" else 1.0)
    elif t.collar in ("lapel", "broad"):
        _lapels(g, t, 26 if t.collar == "lapel" else 18, notch=True)
    elif t.collar == "shawl":
        _lapels(g, t, 20, notch=False)
    elif t.collar == "roll":
        _roll(g, t)
    elif t.collar == "stand":
        _stand(g, t)
    elif t.collar == "hood":
        _hood(g, t)
    elif t.collar == "wrap":
        _wrap(g, t)
