"""Clothes and shoes: what our six clothing shops cut, knit and sew."""

from __future__ import annotations

from typing import Any

from souk.demo.barcodes import ean13, pick, slugged
from souk.demo.goods import Product, Variation
from souk.demo.shelves import colour_option, days_ago, marked_down, paragraphs, plain_option, rows, stock_of

_SIZES: dict[str, list[str]] = {
    "men": ["S", "M", "L", "XL", "XXL"],
    "women": ["XS", "S", "M", "L", "XL"],
    "kids": ["2Y", "4Y", "6Y", "8Y"],
    "waist": ["W29", "W31", "W33", "W36"],
    "shoe": ["38", "40", "42", "44"],
    "kidshoe": ["26", "28", "30", "32"],
    "sock": ["36–40", "41–46"],
    "kidhat": ["2–4Y", "5–8Y"],
    "one": ["One size"],
}
_CARE: dict[str, tuple[str, str]] = {
    "30": ("Wash at 30 °C with like colours, line dry.", "machine_wash"),
    "40": ("Wash at 40 °C, warm iron.", "machine_wash"),
    "wool": ("Hand wash or wool programme, dry flat, air between wears.", "hand_wash"),
    "silk": ("Hand wash cool, do not wring, iron on the inside.", "hand_wash"),
    "dry": ("Dry clean, brush, and steam out creases.", "dry_clean"),
    "sponge": ("Brush off mud when dry, wipe with a damp cloth.", "spot_clean"),
}
_BRANDS = {
    "field-and-thread": "Field & Thread", "marisol": "Marisol", "kiln-and-wool": "Kiln & Wool",
    "little-otter": "Little Otter", "solid-ground": "Solid Ground",
}  # fmt: skip
_ORIGINS = {
    "field-and-thread": "United Kingdom", "marisol": "Spain", "kiln-and-wool": "Norway",
    "little-otter": "Portugal", "solid-ground": "Austria",
}  # fmt: skip
_FEATURED = {"Fisherman Sweater", "Tea Dress", "Down Puffer", "Market Tote", "Wrap Coat", "Small Otter Tee"}
_DRAFTS = {"Unlined Wool Blazer", "Knitted Dress"}
_LEFT_OUT = 6  # one cut in so many was never made: not every colour comes in every size


def _composition(text: str) -> dict[str, int]:
    pairs = (entry.rsplit(" ", 1) for entry in text.split(","))
    return {fibre: int(share) for fibre, share in pairs}


def _attributes(row: dict[str, str], variations: list[Variation]) -> dict[str, Any]:
    sizes = list(dict.fromkeys(variation.options["Size"] for variation in variations))
    care, wash = _CARE[row["care"]]
    facts: dict[str, Any] = {
        "brand": _BRANDS[row["shop"]],
        "gender": row["gender"],
        "category": row["kind"],
        "size_system": "eu" if row["sizes"] in {"shoe", "kidshoe", "sock"} else "intl",
        "available_sizes": sizes,
        "material": row["material"],
        "composition": _composition(row["composition"]),
        "fit": row["fit"],
        "season": row["season"],
        "pattern": row["pattern"].split("-")[0],
        "primary_color": row["colours"].split(",")[0],
        "care_instructions": care,
        "wash_type": wash,
        "weight": int(row["weight_g"]),
        "origin": _ORIGINS[row["shop"]],
    }
    if row["sleeve"] != "none":
        facts["sleeve"] = row["sleeve"]
    return facts


def _variations(row: dict[str, str], number: int, slug: str) -> list[Variation]:
    sizes, colours = _SIZES[row["sizes"]], row["colours"].split(",")
    price, before = marked_down(slug, int(row["price"]) * 100)
    found: list[Variation] = []
    for tone, colour in enumerate(colours):
        for step, size in enumerate(sizes):
            sku = f"CL-{number:03d}-{colour[:3].upper()}-{size.replace('–', '').replace(' ', '').upper()}"
            # The first colour is cut in all sizes and the middle size in all colours, so each value is on some label.
            if tone and step != len(sizes) // 2 and pick(sku + "/cut", _LEFT_OUT) == 0:
                continue
            found.append(
                Variation(
                    sku=sku,
                    options={"Colour": colour.capitalize(), "Size": size},
                    price=price,
                    compare_at=before,
                    weight_grams=int(row["weight_g"]) * (94 + 3 * step) // 100,
                    barcode="" if pick(sku, 15) == 0 else ean13(13, number * 100 + len(found)),
                    stock=stock_of(sku),
                )
            )
    return found


def _garment(number: int, row: dict[str, str]) -> Product:
    slug = slugged(row["title"])
    variations = _variations(row, number, slug)
    made_of = ", ".join(f"{share} % {fibre}" for fibre, share in _composition(row["composition"]).items())
    return Product(
        product_type="clothes",
        title=row["title"],
        slug=slug,
        shop=row["shop"],
        category=row["category"],
        description=paragraphs(
            row["description"], f"{row['material'].capitalize()} ({made_of}). {_CARE[row['care']][0]}"
        ),
        attributes=_attributes(row, variations),
        options=(colour_option(row["colours"].split(",")), plain_option("Size", _SIZES[row["sizes"]])),
        variations=tuple(variations),
        days_ago=days_ago(slug),
        look={"cut": row["cut"], "pattern": row["pattern"], "fit": row["fit"], "material": row["material"]},
        is_featured=row["title"] in _FEATURED,
        is_published=row["title"] not in _DRAFTS,
    )


def clothes() -> list[Product]:
    return [_garment(number, row) for number, row in enumerate(rows("clothes"), start=1)]
