"""Lists of products and suggestions, for everybody: one of everything, and one for each product type there is.

The query is read by `use_cases/questions.py`, and answers are JSON that is ready: this is the path most requests take.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from souk.contracts.products.kinds import Filter, Kind, known_kinds
from souk.contracts.search.calls import FoundOnStreet, SearchResult, Suggestion
from souk.kernel.access.identity import anyone
from souk.kernel.web.api import Api, json_answer
from souk.services.search.rules import names
from souk.services.search.use_cases import street, suggesting
from souk.services.search.use_cases.questions import SORTS, answer_address
from souk.vocabulary.pages import Page

api = Api("search", tag="products")


def _parameter(name: str, description: str, is_many: bool = False, **schema: Any) -> dict[str, Any]:
    kind = ({} if "type" in schema else {"type": "string", "maxLength": 200}) | schema
    if is_many:
        kind = {"type": "array", "items": kind, "maxItems": 20}
    return {"name": name, "in": "query", "required": False, "description": description, "schema": kind}


_FLAG = {"enum": ["true", "false"]}
_PRICE = {"pattern": r"^[0-9]{1,9}(\.[0-9]{1,2})?$", "maxLength": 12, "examples": ["19.99"]}
_FILTERS = [
    _parameter(
        "search",
        "Words, or an SKU, ISBN or barcode. The last word may be unfinished, each word may have one typing error.",
    ),
    _parameter("category", "Slug; with everything beneath it.", is_many=True),
    _parameter("shop", "Slug or id.", is_many=True),
    _parameter("min_price", "In units of the currency, as decimal text; `price_min` is the same.", **_PRICE),
    _parameter("max_price", "In units of the currency, as decimal text; `price_max` is the same.", **_PRICE),
    _parameter(
        "currency", "Of the prices: the market’s, ISO 4217; another is refused.", pattern="^[A-Z]{3}$"
    ),
    _parameter("in_stock", "Only what can be bought now.", **_FLAG),
    _parameter("featured", "Only what the market puts in its window.", **_FLAG),
    _parameter("rating_min", "Only products with at least so many stars on average.", enum=list("12345")),
    _parameter("sort", "The order of the list.", enum=list(SORTS), default="relevance"),
    _parameter("cursor", "`next` of the page before, with everything else unchanged.", maxLength=1000),
    _parameter("limit", "Products on a page.", type="integer", minimum=1, maximum=100, default=24),
    _parameter("facets", "Whether to count facets.", **_FLAG, default="true"),
]


def _well_known(name: str) -> dict[str, Any]:
    """With the values of every type that has a filter of the name."""
    declared = [one for kind in known_kinds() for one in kind.filters if one.name == name]
    values = {code: word for one in declared for code, word in one.values.items()}
    unit = next((one.unit for one in declared), "")
    told = Filter(name=name, label=names.label(name), values=values, unit=unit).told()
    return _parameter(name, told, is_many=True, **({"examples": list(values)[:12]} if values else {}))


_WELL_KNOWN = [_well_known(name) for name in names.WELL_KNOWN]


def _open(filters: list[dict[str, Any]]) -> dict[str, Any]:
    extra = {"parameters": [*_FILTERS, *filters]}
    return {"may": anyone, "answers": SearchResult, "open_query": True, "openapi_extra": extra}


_TYPES = ", ".join(kind.name for kind in known_kinds())


@api.get("/products", **_open([_parameter("type", f"One of {_TYPES}; another is refused."), *_WELL_KNOWN]))
def list_products(request: HttpRequest) -> HttpResponse:
    """One page of products with facets.

    Filters of different names must all hold, values of one name are alternatives; options, price and stock must be met by one
    variation together. Every fact in `facets` is a parameter, and so is what the types' own lists are filtered by, also where
    it is not named here. Unknown parameters are refused.
    """
    return json_answer(answer_address(request.META.get("QUERY_STRING", "")))


def _list_of(kind: Kind) -> None:
    """A type's own list. Which types there are is not known here: each brings its address and its filters."""

    def list_of_type(request: HttpRequest) -> HttpResponse:
        return json_answer(answer_address(request.META.get("QUERY_STRING", ""), kind.name))

    list_of_type.__name__ = f"list_{kind.collection.replace('-', '_')}"
    list_of_type.__doc__ = f"{kind.plural}: `/products` of the type {kind.name}, with the filters of its own."
    api.get(f"/{kind.collection}", **_open(kind.parameters()))(list_of_type)


for _kind in known_kinds():
    if _kind.collection:
        _list_of(_kind)


@api.get("/search", may=anyone)
def search_street(
    request: HttpRequest, query: str = Query(..., max_length=200), limit: int = Query(10, ge=1, le=50)
) -> FoundOnStreet:
    """The best shops and the best products for some words. `missing` names what could not be searched just now."""
    return street.find_both(query, limit)


@api.get("/search/suggestions", may=anyone)
def suggestions(
    request: HttpRequest, q: str = Query("", max_length=200), limit: int = Query(8, ge=1, le=20)
) -> Page[Suggestion]:
    """What somebody may mean who has typed so far."""
    return Page[Suggestion](items=suggesting.suggest(q, limit))
