"""What cart says."""

from souk.vocabulary.events import Event


class CartUpdated(Event):
    name = "cart.updated"
    about = "cart_id"
    cart_id: str
    user_id: str | None
    revision: int
    quantity: int


class CartAbandoned(Event):
    name = "cart.abandoned"
    about = "cart_id"
    cart_id: str
    user_id: str | None
