"""Laptops: invented makers and models, built from real parts to specifications that hold together."""

from __future__ import annotations

from typing import Any

from souk.demo.barcodes import ean13, pick, slugged
from souk.demo.goods import Product, Variation
from souk.demo.processors import GRAPHICS, LAPTOP_PROCESSORS, OPERATING_SYSTEMS
from souk.demo.shelves import colour_option, days_ago, marked_down, paragraphs, plain_option, rows, stock_of

_FEATURED = {"Norrvik Fjord 13", "Halden Meridian 16", "Kaido Tanto 14", "Plumb Square 13"}
_DRAFTS = {"Tessera Slate 13"}
_PORTS = {
    "C": "usb_c", "A": "usb_a", "TB4": "thunderbolt_4", "hdmi": "hdmi", "dp": "displayport", "sd": "sd_card",
    "eth": "ethernet", "audio": "headphones", "sim": "sim",
}  # fmt: skip
_PACK_VOLTS = 15.4  # four cells in a row, the usual pack


def size_name(gigabytes: int) -> str:
    return f"{gigabytes // 1024} TB" if gigabytes >= 1024 else f"{gigabytes} GB"


def configurations(text: str) -> list[tuple[int, int, int]]:
    """`16/512:999` → (memory in GB, storage in GB, price in cents), in the table's order."""
    found = []
    for entry in text.split():
        sizes, price = entry.split(":")
        memory, storage = sizes.split("/")
        found.append((int(memory), int(storage), int(price) * 100))
    return found


def _ports(text: str) -> dict[str, int]:
    ports: dict[str, int] = {}
    for entry in text.split(","):
        count, _, kind = entry.rpartition("x")
        ports[_PORTS[kind]] = int(count or 1)
    return ports


def _attributes(row: dict[str, str], number: int, memory: int, storage: int) -> dict[str, Any]:
    brand, model, clock, cores = LAPTOP_PROCESSORS[row["cpu"]]
    card, card_memory = GRAPHICS[row["gpu"]]
    return {
        "brand": row["brand"],
        "model_number": f"{row['brand'][:2].upper()}{row['inches'].replace('.', '')}-{number:03d}",
        "processor_brand": brand,
        "processor_model": model,
        "processor_speed": clock,
        "processor_cores": cores,
        "ram": memory,
        "storage_type": "ssd",
        "storage_capacity": storage,
        "screen_size": float(row["inches"]),
        "resolution": row["resolution"],
        "is_touchscreen": row["touch"] == "y",
        "graphics_card": card,
        "graphics_memory": card_memory,
        "has_wifi": True,
        "has_bluetooth": True,
        "ports": _ports(row["ports"]),
        "battery_capacity": round(int(row["battery_wh"]) * 1000 / _PACK_VOLTS / 10) * 10,
        "battery_life": int(row["battery_h"]),
        "weight": float(row["weight_kg"]),
        "operating_system": OPERATING_SYSTEMS[row["os"]],
        "warranty_period": 36 if row["category"] == "workstations" else 24,
    }


def _variations(row: dict[str, str], number: int, slug: str) -> list[Variation]:
    found: list[Variation] = []
    for memory, storage, full_price in configurations(row["configurations"]):
        price, before = marked_down(slug, full_price)
        for colour in row["colours"].split(","):
            sku = f"LT-{number:03d}-{memory}-{storage}-{colour[:3].upper()}"
            found.append(
                Variation(
                    sku=sku,
                    options={
                        "Memory": f"{memory} GB",
                        "Storage": size_name(storage),
                        "Colour": colour.capitalize(),
                    },
                    price=price,
                    compare_at=before,
                    weight_grams=round(float(row["weight_kg"]) * 1000) + 850,
                    barcode="" if pick(sku, 15) == 0 else ean13(11, number * 100 + len(found)),
                    stock=stock_of(sku),
                )
            )
    return found


def _laptop(number: int, row: dict[str, str]) -> Product:
    title = f"{row['brand']} {row['model']}"
    slug = slugged(title)
    built = configurations(row["configurations"])
    memories = list(dict.fromkeys(f"{memory} GB" for memory, _, _ in built))
    storages = list(dict.fromkeys(size_name(storage) for _, storage, _ in built))
    processor = LAPTOP_PROCESSORS[row["cpu"]]
    card, own_memory = GRAPHICS[row["gpu"]]
    graphics = f", {card} with {own_memory} GB" if own_memory else ""
    return Product(
        product_type="laptop",
        title=title,
        slug=slug,
        shop=row["shop"],
        category=row["category"],
        description=paragraphs(
            row["description"],
            f"{processor[1]} with {processor[3]} cores{graphics}; {row['inches']} inches at {row['resolution']}; "
            f"{row['weight_kg']} kg and about {row['battery_h']} hours from {row['battery_wh']} Wh.",
        ),
        attributes=_attributes(row, number, built[0][0], built[0][1]),
        options=(
            plain_option("Memory", memories),
            plain_option("Storage", storages),
            colour_option(row["colours"].split(",")),
        ),
        variations=tuple(_variations(row, number, slug)),
        days_ago=days_ago(slug),
        look={
            "wallpaper": row["wallpaper"],
            "brand": row["brand"],
            "inches": row["inches"],
            "kind": row["category"],
        },
        is_featured=title in _FEATURED,
        is_published=title not in _DRAFTS,
    )


def laptops() -> list[Product]:
    return [_laptop(number, row) for number, row in enumerate(rows("laptops"), start=1)]
