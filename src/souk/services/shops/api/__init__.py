"""Shops for programs: `storefronts` (what everybody sees), `keeping` (the owner), `sold` (what was sold), `staff`, `desk` (their list)."""

from souk.services.shops.api import desk, keeping, sold, staff, storefronts
from souk.services.shops.api.door import api

__all__ = ["api", "desk", "keeping", "sold", "staff", "storefronts"]
