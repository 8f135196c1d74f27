"""Pictures: what an `<img>` needs so that the right size is fetched and nothing on the page jumps."""

from __future__ import annotations

from typing import Any

from souk.contracts.products.calls import Image

#: Widths in which pictures are stored.
LARGE_WIDTH, THUMB_WIDTH = 800, 400


def of_image(image: Image, title: str) -> dict[str, Any]:
    """A product's picture in two sizes."""
    wide = image.width or LARGE_WIDTH
    two = image.thumb_url and image.thumb_url != image.url
    return {
        "src": image.thumb_url if two else image.url,
        "large": image.url,
        "srcset": f"{image.thumb_url} {min(THUMB_WIDTH, wide)}w, {image.url} {wide}w" if two else "",
        "width": wide,
        "height": image.height or wide,
        "alt": image.alt or title,
    }


def of_card(thumb_url: str | None, image_url: str | None, alt: str) -> dict[str, Any] | None:
    """A card's picture; None where the product has none."""
    source = thumb_url or image_url
    if not source:
        return None
    two = image_url and image_url != source
    return {
        "src": source,
        "srcset": f"{source} {THUMB_WIDTH}w, {image_url} {LARGE_WIDTH}w" if two else "",
        "width": THUMB_WIDTH,
        "height": THUMB_WIDTH,
        "alt": alt,
    }
