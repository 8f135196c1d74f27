"""Wording: facts as people say them."""

from __future__ import annotations

from typing import Any

_PORTS = {
    "usb_c": "USB-C", "usb_a": "USB-A", "hdmi": "HDMI", "displayport": "DisplayPort", "sd_card": "SD card",
    "thunderbolt_4": "Thunderbolt 4", "sim": "SIM",
}  # fmt: skip


def gigabytes(count: int) -> str:
    """`512 GB`, `2 TB`; makers count a terabyte as 1000 or as 1024."""
    for terabyte in (1024, 1000):
        if count >= terabyte and count % terabyte == 0:
            return f"{count // terabyte} TB"
    return f"{count} GB"


def some_gigabytes(count: int) -> str:
    """Nothing is said of none."""
    return gigabytes(count) if count else ""


def counted(things: dict[str, int]) -> str:
    """`2 × USB-C, 1 × HDMI`."""
    return ", ".join(
        f"{count} × {_PORTS.get(name, label_of(name))}" for name, count in things.items() if count
    )


def shares(parts: dict[str, int]) -> str:
    """`90 % wool, 10 % cashmere`."""
    return ", ".join(f"{share} % {name}" for name, share in parts.items())


def spaced(code: str) -> str:
    """`machine_wash` → `Machine wash`."""
    return label_of(code)


def label_of(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ") if "_" in name else name
    return words[:1].upper() + words[1:]


def plain_value(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:g}" if isinstance(value, float) else str(value)


def first_and_last(sizes: list[str]) -> str:
    """`S – XXL`; the only one when there is one."""
    if len(sizes) < 2:
        return "".join(sizes)
    return f"{sizes[0]} – {sizes[-1]}"
