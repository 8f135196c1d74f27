"""Lines of a Shopify table, by our names for its columns."""

from __future__ import annotations

from souk.services.products.adapters.shopify_columns import further_facts
from souk.services.products.adapters.tables import Row


class Line:
    """One row by our names."""

    def __init__(self, row: Row, cells: dict[str, str]) -> None:
        self.number, self.cells, self.fault = row.line, cells, row.fault
        #: Only of the row that says the product.
        self.facts = further_facts(row.fields) if cells.get("title") else {}

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def is_variant(self) -> bool:
        return any(self[name] for name in ("option1 value", "price", "sku"))
