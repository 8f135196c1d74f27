"""What inventory says."""

from souk.vocabulary.events import Event


class StockChanged(Event):
    """The availability a shopper sees has changed: said for every change at or below ten units, and when that line is crossed.

    The first stock of a new variation is in its product's event (`initial_stock`) and not said again.
    """

    name = "stock.changed"
    about = "variation_id"
    variation_id: str
    available: int
    revision: int  # grows with every change of the level: an older one that arrives late is ignored


class StockLow(Event):
    """The free units fell to `low_at` or below it; once until they have been above. Null and empty in events from before they were told.

    `title` is the product's, empty while inventory has not heard it.
    """

    name = "stock.low"
    about = "variation_id"
    variation_id: str
    sku: str
    available: int
    low_at: int | None = None
    shop_id: str = ""
    title: str = ""


class StockRecovered(Event):
    """The free units rose above the mark at or below which they are low; once until they have been low."""

    name = "stock.recovered"
    about = "variation_id"
    variation_id: str
    available: int
    shop_id: str
