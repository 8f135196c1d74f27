"""Shops for programs: `storefronts` (what everybody sees), `keeping` (the owner), `sold` (what was sold), `staff`."""

from souk.services.shops.api import keeping, sold, staff, storefronts
from souk.services.shops.api.door import api

__all__ = ["api", "keeping", "sold", "staff", "storefronts"]
