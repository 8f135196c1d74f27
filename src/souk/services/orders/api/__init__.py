"""Orders for programs: `buying` (checkout, and what one ordered), `selling` (what a shop does with what it sold), `desk` (staff),
`all_orders` (their list)."""

from souk.services.orders.api import all_orders, buying, desk, selling
from souk.services.orders.api.door import api

__all__ = ["all_orders", "api", "buying", "desk", "selling"]
