"""Products for programs: `catalogue` for readers and for one product at a time, `shelves` for an owner's shop as a whole."""

from souk.services.products.api import catalogue, shelves
from souk.services.products.api.door import api

__all__ = ["api", "catalogue", "shelves"]
