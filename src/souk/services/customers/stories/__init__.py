"""Work of customers in several steps: a record that moves, a guest who joins."""

from souk.services.customers.stories import joining, moving

__all__ = ["joining", "moving"]
