"""Signposts: what stood here and was moved to another share of the house is not gone, and whoever asks is told where it went."""

from __future__ import annotations

from django.db.models import Q

from souk.contracts.products.calls import ProductNotFound
from souk.kernel.shares import moved_to
from souk.services.products.models import Signpost


def not_found(id_or_slug: str) -> ProductNotFound:
    """To be raised: who puts the shares together asks on where the product went."""
    there = Signpost.objects.filter(Q(product_id=id_or_slug) | Q(slug=id_or_slug))
    kept_as = there.values_list("kept_as", flat=True).first()
    return ProductNotFound() if kept_as is None else ProductNotFound(**moved_to(kept_as))
