"""Work of orders in several durable steps; loading this room makes the stories known to the process."""

from souk.services.orders.stories import adoption, cancellation, checkout, fulfilment, taking_out

__all__ = ["adoption", "cancellation", "checkout", "fulfilment", "taking_out"]
