"""Orders for programs: `buying` (checkout, and what one ordered), `selling` (what a shop does with what it sold), `desk` (staff)."""

from souk.services.orders.api import buying, desk, selling
from souk.services.orders.api.door import api

__all__ = ["api", "buying", "desk", "selling"]
