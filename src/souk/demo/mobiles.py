"""Phones: invented makers and models, from flagships to one with keys."""

from __future__ import annotations

from typing import Any

from souk.demo.barcodes import ean13, pick, slugged
from souk.demo.goods import Product, Variation
from souk.demo.laptops import configurations, size_name
from souk.demo.processors import PHONE_CHIPS
from souk.demo.shelves import colour_option, days_ago, marked_down, paragraphs, plain_option, rows, stock_of

_FEATURED = {"Lumo Pro", "Pebbleton P3", "Vireo Heron", "Saltire Glen"}
_DRAFTS = {"Tally Game"}


def _camera(text: str) -> dict[str, Any]:
    megapixels, kind = text.split()
    return {"mp": float(megapixels) if "." in megapixels else int(megapixels), "type": kind}


def _attributes(row: dict[str, str], number: int, memory: int, storage: int) -> dict[str, Any]:
    is_simple = row["os"] == "other" and float(row["inches"]) < 4
    is_upper = row["category"] == "flagship-phones"
    return {
        "brand": row["brand"],
        "model_number": f"{row['brand'][:1]}{row['network'][0]}-{number:03d}",
        "processor": PHONE_CHIPS[row["chip"]],
        "ram": memory,
        "storage": storage,
        "expandable_storage": row["jack"] == "y",
        "screen_size": float(row["inches"]),
        "resolution": row["resolution"],
        "display_type": row["display"],
        "refresh_rate": int(row["hertz"]),
        "rear_cameras": [_camera(entry) for entry in row["rear_cameras"].split("+")],
        "front_cameras": [_camera(f"{row['front_camera']} front")],
        "video_recording": "4K at 60" if is_upper else "720p" if is_simple else "1080p at 60",
        "battery_capacity": int(row["battery_mah"]),
        "fast_charging": int(row["charging_w"]) >= 18,
        "charging_watts": int(row["charging_w"]),
        "wireless_charging": row["wireless"] == "y",
        "network_type": row["network"],
        "wifi": not is_simple,
        "bluetooth": True,
        "nfc": not is_simple and row["category"] != "budget-phones",
        "weight": int(row["weight_g"]),
        "water_resistance_rating": row["rating"],
        "operating_system": row["os"],
        "fingerprint_sensor": not is_simple,
        "face_recognition": is_upper,
        "stereo_speakers": row["category"] != "budget-phones",
        "headphone_jack": row["jack"] == "y",
        "warranty_period": 24,
    }


def _variations(row: dict[str, str], number: int, slug: str) -> list[Variation]:
    found: list[Variation] = []
    for memory, storage, full_price in configurations(row["configurations"]):
        price, before = marked_down(slug, full_price)
        for colour in row["colours"].split(","):
            sku = f"PH-{number:03d}-{memory}-{storage}-{colour[:3].upper()}"
            found.append(
                Variation(
                    sku=sku,
                    options={"Storage": f"{memory} GB + {size_name(storage)}", "Colour": colour.capitalize()},
                    price=price,
                    compare_at=before,
                    weight_grams=int(row["weight_g"]) + 180,
                    barcode="" if pick(sku, 15) == 0 else ean13(12, number * 100 + len(found)),
                    stock=stock_of(sku),
                )
            )
    return found


def _closing_line(row: dict[str, str]) -> str:
    cameras = len(row["rear_cameras"].split("+"))
    lenses = {1: "One camera", 2: "Two cameras", 3: "Three cameras"}[cameras]
    wireless = ", with or without a cable" if row["wireless"] == "y" else ""
    return (
        f"{PHONE_CHIPS[row['chip']]}, {row['inches']}-inch {row['display']} screen. {lenses} at the back; "
        f"{row['battery_mah']} mAh, charged at {row['charging_w']} W{wireless}."
    )


def _mobile(number: int, row: dict[str, str]) -> Product:
    title = f"{row['brand']} {row['model']}"
    slug = slugged(title)
    built = configurations(row["configurations"])
    return Product(
        product_type="mobile",
        title=title,
        slug=slug,
        shop=row["shop"],
        category=row["category"],
        description=paragraphs(row["description"], _closing_line(row)),
        attributes=_attributes(row, number, built[0][0], built[0][1]),
        options=(
            plain_option("Storage", [f"{memory} GB + {size_name(storage)}" for memory, storage, _ in built]),
            colour_option(row["colours"].split(",")),
        ),
        variations=tuple(_variations(row, number, slug)),
        days_ago=days_ago(slug),
        look={
            "wallpaper": row["wallpaper"], "brand": row["brand"], "kind": row["category"], "model": row["model"],
            "cameras": str(len(row["rear_cameras"].split("+"))), "inches": row["inches"],
        },
        is_featured=title in _FEATURED,
        is_published=title not in _DRAFTS,
    )  # fmt: skip


def mobiles() -> list[Product]:
    return [_mobile(number, row) for number, row in enumerate(rows("mobiles"), start=1)]
