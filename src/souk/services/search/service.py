"""The door for neighbours."""

from __future__ import annotations

from souk.contracts.search.calls import ProductQuery, SearchResult, ShopCard, Suggestion
from souk.services.search.use_cases import finding, street, suggesting


class SearchService:
    """Names of options and attributes that no product has filter nothing; values that no product has find nothing."""

    def products(self, *, query: ProductQuery) -> SearchResult:
        return finding.find(query)

    def shops(self, *, text: str, limit: int = 24) -> list[ShopCard]:
        return street.find_shops(text, limit)

    def suggest(self, *, text: str, limit: int = 8) -> list[Suggestion]:
        return suggesting.suggest(text, limit)
