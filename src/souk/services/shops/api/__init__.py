"""Shops for programs: `storefronts` (what everybody sees), `keeping` (the owner), `staff`."""

from souk.services.shops.api import keeping, staff, storefronts
from souk.services.shops.api.door import api

__all__ = ["api", "keeping", "staff", "storefronts"]
