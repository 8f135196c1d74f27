"""Laptops."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from souk.services.products.rules.capacities import memory_and_storage
from souk.services.products.rules.product_type import Fact, ProductType, Shelf
from souk.services.products.rules.wording import counted, gigabytes, some_gigabytes

_DISKS = {"ssd": "SSD", "hdd": "Hard disk", "hybrid": "Hybrid"}
_MAKERS = {"intel": "Intel", "amd": "AMD", "arm": "Arm", "apple": "Apple", "other": "Other"}


class Laptop(ProductType):
    name, label, plural, collection = "laptop", "Laptop", "Laptops", "laptops"
    default_category = "laptops"
    about = "For work, for play and for the train."
    called = ("laptop", "laptops", "notebook", "notebooks", "ultrabook", "chromebook")
    options = ("memory", "storage", "colour")
    shelves = (
        Shelf(
            "Gaming",
            "16 GB of memory or more, and a graphics card of its own with at least 4 GB.",
            lambda laptop, n: (
                n["ram"] >= 16 and n["graphics_memory"] >= 4 and not laptop.has_integrated_graphics
            ),
        ),
        Shelf(
            "Business",
            "Eight hours without a plug, and no more than 2 kg to carry.",
            lambda laptop, n: n["battery_life"] >= 8 and n["weight"] <= 2.0,
        ),
    )

    brand: Annotated[str, Fact("Brand", facet="brand")] = Field(min_length=1, max_length=80)
    model_number: Annotated[str, Fact("Model number")] = Field(default="", max_length=80)
    processor_brand: Annotated[
        Literal["intel", "amd", "arm", "apple", "other"],
        Fact("Processor make", facet="processor_brand", words=_MAKERS),
    ] = "other"
    processor_model: Annotated[str, Fact("Processor", also=("cpu", "processor family"))] = Field(
        min_length=1, max_length=120
    )
    processor_speed: Annotated[float | None, Fact("Clock", unit="GHz", measure="clock")] = Field(
        default=None, gt=0, le=10
    )
    processor_cores: Annotated[int | None, Fact("Cores", measure="cores")] = Field(default=None, ge=1, le=512)
    ram: Annotated[int, Fact("Memory", facet="ram", unit="GB", measure="ram", also=("ram", "ram memory"))] = (
        Field(ge=1, le=512)
    )
    storage_type: Annotated[
        Literal["ssd", "hdd", "hybrid"],
        Fact("Storage type", facet="storage_type", words=_DISKS),
    ] = "ssd"
    storage_capacity: Annotated[
        int,
        Fact("Storage", facet="storage_capacity", unit="GB", say=gigabytes, measure="storage", also=("ssd",)),
    ] = Field(ge=1, le=20_000)
    screen_size: Annotated[
        float, Fact("Screen", facet="screen_size", unit="inches", measure="screen", also=("display size",))
    ] = Field(gt=0, le=30)
    resolution: Annotated[str, Fact("Resolution")] = Field(default="", max_length=40)
    is_touchscreen: Annotated[bool, Fact("Touchscreen", facet="is_touchscreen")] = False
    graphics_card: Annotated[str, Fact("Graphics", also=("gpu", "graphics card"))] = Field(
        default="", max_length=120
    )
    graphics_memory: Annotated[
        int | None, Fact("Graphics memory", unit="GB", say=some_gigabytes, measure="graphics_memory")
    ] = Field(default=None, ge=0, le=256)
    has_wifi: Annotated[bool, Fact("Wi-Fi")] = True
    has_bluetooth: Annotated[bool, Fact("Bluetooth")] = True
    ports: Annotated[
        dict[Annotated[str, Field(max_length=40)], Annotated[int, Field(ge=0, le=99)]],
        Fact("Ports", say=counted),
    ] = Field(default_factory=dict, max_length=20)
    battery_capacity: Annotated[int | None, Fact("Battery", unit="mAh", measure="battery")] = Field(
        default=None, ge=1, le=50_000
    )
    battery_life: Annotated[float | None, Fact("Battery life", unit="hours", measure="battery_life")] = Field(
        default=None, gt=0, le=100
    )
    weight: Annotated[float | None, Fact("Weight", unit="kg", measure="weight")] = Field(
        default=None, gt=0, le=20
    )
    dimensions: Annotated[str, Fact("Dimensions")] = Field(default="", max_length=80)
    operating_system: Annotated[str, Fact("Operating system", facet="operating_system")] = Field(
        default="", max_length=80
    )
    warranty_period: Annotated[int | None, Fact("Warranty", unit="months")] = Field(
        default=None, ge=0, le=240
    )

    @property
    def has_integrated_graphics(self) -> bool:
        return "integrated" in self.graphics_card.lower()

    def numbers_of(self, options: dict[str, str]) -> dict[str, float]:
        return memory_and_storage(options)

    def subtitle(self, options: dict[str, list[str]]) -> str:
        return f"{self.processor_model}, {self.ram} GB"
