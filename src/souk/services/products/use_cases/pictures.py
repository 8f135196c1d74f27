"""Pictures of products, as their page shows them."""

from __future__ import annotations

from typing import Any

from souk.contracts.products.calls import ImageDraft
from souk.kernel.web.media import store_picture


def stored_images(drafts: list[ImageDraft]) -> list[dict[str, Any]]:
    """Encodes and stores each picture, outside of any transaction; one that lives elsewhere stays a link. Raises Invalid."""
    return [stored_image(draft, f"/images/{place}/content") for place, draft in enumerate(drafts)]


def stored_image(draft: ImageDraft, pointer: str) -> dict[str, Any]:
    said = {"alt": draft.alt, "option_value": draft.option_value}
    if draft.url:
        return {"url": draft.url, "thumb_url": draft.url, "width": 0, "height": 0, **said}
    large, thumb = store_picture(draft.content, folder="products", pointer=pointer)
    return {"url": large.url, "thumb_url": thumb.url, "width": large.width, "height": large.height, **said}
