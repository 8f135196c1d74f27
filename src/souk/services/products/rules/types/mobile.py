"""Mobile phones."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from souk.services.products.rules.capacities import memory_and_storage
from souk.services.products.rules.product_type import Fact, ProductType, Shelf
from souk.services.products.rules.wording import gigabytes

_SYSTEMS = {"android": "Android", "ios": "iOS", "windows": "Windows", "other": "Its own"}
_NETWORKS = {"2g": "2G", "3g": "3G", "4g": "4G", "5g": "5G"}


class Camera(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    mp: float = Field(gt=0, le=500)
    type: str = Field(default="", max_length=40)


def _cameras(value: list[Camera]) -> str:
    return " + ".join(f"{camera.mp:g} MP {camera.type}".strip() for camera in value)


def _best(value: list[Camera]) -> float | None:
    return max((camera.mp for camera in value), default=None)


class Mobile(ProductType):
    name, label, plural, collection = "mobile", "Phone", "Phones", "mobiles"
    default_category = "phones"
    about = "Phones for a pocket, a budget or a photograph."
    called = (
        "mobile",
        "mobiles",
        "mobile phone",
        "mobile phones",
        "phone",
        "phones",
        "smartphone",
        "smartphones",
    )
    options = ("storage", "colour")
    shelves = (
        Shelf(
            "Flagship",
            "8 GB of memory or more, 5G, and a price of 700 and up.",
            lambda phone, n: n["ram"] >= 8 and phone.network_type == "5g" and n["price"] >= 700,
        ),
        Shelf("Budget", "For 300 or less.", lambda phone, n: n["price"] <= 300),
    )

    brand: Annotated[str, Fact("Brand", facet="brand")] = Field(min_length=1, max_length=80)
    model_number: Annotated[str, Fact("Model number")] = Field(default="", max_length=80)
    processor: Annotated[str, Fact("Processor")] = Field(default="", max_length=120)
    ram: Annotated[
        int | None, Fact("Memory", facet="ram", unit="GB", measure="ram", also=("ram", "ram memory"))
    ] = Field(default=None, ge=1, le=32)
    storage: Annotated[
        int | None, Fact("Storage", facet="storage_capacity", unit="GB", say=gigabytes, measure="storage")
    ] = Field(default=None, ge=1, le=1024)
    expandable_storage: Annotated[bool, Fact("Card slot")] = False
    screen_size: Annotated[
        float, Fact("Screen", facet="screen_size", unit="inches", measure="screen", also=("display size",))
    ] = Field(gt=0, le=8)
    resolution: Annotated[str, Fact("Resolution")] = Field(default="", max_length=40)
    display_type: Annotated[str, Fact("Display", facet="display_type")] = Field(default="", max_length=40)
    refresh_rate: Annotated[int, Fact("Refresh rate", unit="Hz", measure="refresh_rate")] = Field(
        default=60, ge=1, le=480
    )
    rear_cameras: Annotated[
        list[Camera], Fact("Rear cameras", unit="MP", say=_cameras, measure="camera", reckon=_best)
    ] = Field(default_factory=list, max_length=8)
    front_cameras: Annotated[list[Camera], Fact("Front camera", say=_cameras)] = Field(
        default_factory=list, max_length=4
    )
    video_recording: Annotated[str, Fact("Video")] = Field(default="", max_length=80)
    battery_capacity: Annotated[
        int, Fact("Battery", unit="mAh", measure="battery", also=("battery", "battery size"))
    ] = Field(ge=1, le=10_000)
    fast_charging: Annotated[bool, Fact("Fast charging", facet="fast_charging")] = False
    charging_watts: Annotated[int | None, Fact("Charging", unit="W")] = Field(default=None, ge=1, le=500)
    wireless_charging: Annotated[bool, Fact("Wireless charging", facet="wireless_charging")] = False
    network_type: Annotated[
        Literal["2g", "3g", "4g", "5g"], Fact("Network", facet="network_type", words=_NETWORKS)
    ] = "4g"
    wifi: Annotated[bool, Fact("Wi-Fi")] = True
    bluetooth: Annotated[bool, Fact("Bluetooth")] = True
    nfc: Annotated[bool, Fact("NFC", facet="nfc")] = False
    infrared: Annotated[bool, Fact("Infrared")] = False
    dimensions: Annotated[str, Fact("Dimensions")] = Field(default="", max_length=80)
    weight: Annotated[int | None, Fact("Weight", unit="g", measure="weight")] = Field(
        default=None, ge=1, le=2000
    )
    water_resistance_rating: Annotated[str, Fact("Water resistance")] = Field(default="", max_length=40)
    operating_system: Annotated[
        Literal["android", "ios", "windows", "other"],
        Fact("Operating system", facet="operating_system", words=_SYSTEMS),
    ] = "other"
    os_version: Annotated[str, Fact("System version")] = Field(default="", max_length=40)
    fingerprint_sensor: Annotated[bool, Fact("Fingerprint sensor", facet="fingerprint")] = False
    face_recognition: Annotated[bool, Fact("Face recognition", facet="face_recognition")] = False
    stereo_speakers: Annotated[bool, Fact("Stereo speakers")] = False
    headphone_jack: Annotated[bool, Fact("Headphone jack", facet="headphone_jack")] = False
    warranty_period: Annotated[int | None, Fact("Warranty", unit="months")] = Field(
        default=None, ge=0, le=240
    )
    release_date: Annotated[str, Fact("Released")] = Field(default="", max_length=40)

    @field_validator("ram", "storage", mode="before")
    @classmethod
    def _none_is_unsaid(cls, value: Any) -> Any:
        """Simple phones are listed with nothing to speak of as 0."""
        return None if value == 0 and not isinstance(value, bool) else value

    def numbers_of(self, options: dict[str, str]) -> dict[str, float]:
        return memory_and_storage(options)

    def subtitle(self, options: dict[str, list[str]]) -> str:
        return (
            f"{self.screen_size:g} inches, {gigabytes(self.storage)}"
            if self.storage
            else f"{self.screen_size:g} inches"
        )
