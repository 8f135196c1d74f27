"""Listings: from the address of a page to a query, and from what search found to what the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import ValidationError

from souk.contracts.products.calls import Category
from souk.contracts.search.calls import Facet, FacetValue, ProductQuery, Search, SearchResult, Sort
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import links, typed
from souk.services.web.use_cases import kinds, shelves
from souk.vocabulary.pages import BadCursor

search = ask(Search)

SORTS = [
    ("relevance", "Popular"),
    ("newest", "Newest"),
    ("price", "Price, low to high"),
    ("-price", "Price, high to low"),
    ("-rating", "Best rated"),
    ("title", "Name"),
]
#: Query parameters with a meaning of their own; every other one is a fact of a variation or of a product.
OWN = {
    "search", "type", "category", "shop", "min_price", "max_price", "in_stock", "rating_min", "sort", "cursor", "part",
}  # fmt: skip
#: Facts of variations: one variation must have them all. The rest are facts of the product.
VARIATION_FACTS = {"colour", "color", "size", "storage", "memory", "format", "edition", "material"}
PER_PAGE = 24
NOTHING_FITS = "Try fewer filters or other words."
NOTHING_YET = "These shelves are still empty. Please come by again."
NO_PRICE = "Please write a price, such as 20 or 19.99."
FACETS_SHOWN, VALUES_SHOWN, CHIPS_SHOWN = 5, 7, 12
#: Facets that the page has a place of its own for.
ELSEWHERE = {"in_stock", "availability", "price"}


def read_query(pairs: links.Pairs, shop: str = "", currency: str = "USD") -> ProductQuery:
    """The query an address means. What makes no sense is left out: a mistyped filter shows more, never an error page."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value[:100])
    one = {name: given[0] for name, given in values.items()}
    wrong = price_faults(one, currency)
    sort = one.get("sort", "")
    ends = kinds.ends()
    facts = {
        name: given
        for name, given in values.items()
        if name not in OWN and name not in ends and len(name) < 40
    }
    try:
        return ProductQuery(
            search=one.get("search", "")[:200],
            product_type=one.get("type"),
            categories=links.narrowest(
                [(c.slug, c.path) for c in shelves.all_categories()], values.get("category", [])
            ),
            shops=[shop] if shop else values.get("shop", []),
            options={name: given for name, given in facts.items() if name.lower() in VARIATION_FACTS},
            attributes={name: given for name, given in facts.items() if name.lower() not in VARIATION_FACTS},
            measures=kinds.measures_in(one),
            min_price=_price(one, "min_price", wrong, currency),
            max_price=_price(one, "max_price", wrong, currency),
            currency=currency,
            in_stock=one.get("in_stock") in ("yes", "1", "true"),
            rating_min=int(one["rating_min"]) if one.get("rating_min") in tuple("12345") else None,
            sort=cast(Sort, sort if sort in dict(SORTS) else "relevance"),
            cursor=one.get("cursor"),
            limit=PER_PAGE,
        )
    except ValidationError:
        return ProductQuery(shops=[shop] if shop else [], currency=currency)


def price_faults(one: Mapping[str, str], currency: str) -> dict[str, str]:
    """What is wrong with the limits of the price, by parameter. They filter nothing then."""
    limits = {name: typed.minor_units(one.get(name, ""), currency) for name in ("min_price", "max_price")}
    found = {name: NO_PRICE for name, limit in limits.items() if one.get(name) and limit is None}
    low, high = limits["min_price"], limits["max_price"]
    return (
        dict.fromkeys(limits, kinds.ABOVE) if low is not None and high is not None and low > high else found
    )


def _price(one: Mapping[str, str], name: str, wrong: Mapping[str, str], currency: str) -> int | None:
    return None if name in wrong else typed.minor_units(one.get(name, ""), currency)


def find(query: ProductQuery) -> SearchResult:
    """What search says; an old cursor begins the list again."""
    try:
        return search.products(query=query)
    except BadCursor:
        return search.products(query=query.model_copy(update={"cursor": None}))


def listing(
    query_string: Mapping[str, list[str]],
    *,
    path: str,
    title: str,
    intro: str,
    category: str = "",
    shop: str = "",
) -> dict[str, Any]:
    """A page of products with everything that moves through it."""
    given = links.pairs_of(query_string)
    # A category's page is the first tick of a search through everything.
    pairs = given if not category or links.has(given, "category") else [("category", category), *given]
    path = "/explore" if category else path
    query = read_query(pairs, shop)
    found = find(query)
    tree = shelves.all_categories()
    section = kinds.section(pairs)
    if section is not None and not category and not shop and not links.has(pairs, "category"):
        title, intro = section["title"], section["intro"] or intro
    elsewhere = ELSEWHERE | ({"shop"} if shop else set()) | ({"shelf"} if section is not None else set())
    shown = [facet for facet in found.facets if facet.values and facet.name not in elsewhere]
    facets = [facet_view(facet, place, pairs, tree) for place, facet in enumerate(shown)]
    is_filtered = links.is_filtered(given) or bool(query.search)
    given_first = kinds.said_first(pairs)
    faults = price_faults(given_first, query.currency) | kinds.faults_in(given_first)
    return {
        "path": path,
        "address": links.link(
            path, [(name, value) for name, value in pairs if (name, value) != ("sort", SORTS[0][0])]
        ),
        "title": f"“{query.search}”" if query.search else title,
        "intro": f"What the street has for your search{_instead(found)}." if query.search else intro,
        "description": intro,
        "search": query.search,
        "currency": query.currency,
        "sort": query.sort,
        "sorts": [{"value": value, "label": label} for value, label in SORTS],
        "is_filtered": is_filtered,
        "facets": facets,
        "section": section,
        "chosen": chosen_filters([(n, v) for n, v in pairs if n not in faults], pairs, path, facets),
        "faults": faults,
        "is_misread": bool(faults),
        "min_price": next((value for name, value in pairs if name == "min_price"), ""),
        "max_price": next((value for name, value in pairs if name == "max_price"), ""),
        "in_stock": query.in_stock,
        "kept": [{"name": n, "value": v} for n, v in links.without(pairs, "sort")],
        "cards": [shelves.card(item) for item in found.items],
        "count_text": count_text(found, bool(query.cursor)),
        "nothing_text": NOTHING_FITS if is_filtered else NOTHING_YET,
        "next_url": links.link(path, links.with_one(pairs, "cursor", found.next)) if found.next else "",
        "page_note": "further on" if query.cursor else "",
    }


def count_text(found: SearchResult, is_further: bool) -> str:
    if not found.matches:
        return "No products"
    noun = "product" if found.matches == 1 else "products"
    lead = "Further" if is_further else "Showing"
    return f"{lead} {len(found.items)} of {found.matches:,} {noun}"


def facet_view(facet: Facet, place: int, pairs: links.Pairs, tree: Sequence[Category]) -> dict[str, Any]:
    """The first facets stand open, later ones are folded; of many values the rest is folded too, chosen ones never."""
    chosen = {value for name, value in pairs if name == facet.name}
    look = "swatches" if any(value.swatch for value in facet.values) else "ticks"
    if look == "ticks" and facet.name in ("size", "shoe_size", "storage", "memory"):
        look = "chips"
    depths = links.branches([(c.slug, c.path) for c in tree], chosen) if facet.name == "category" else {}
    values = [value for value in facet.values if value.value in depths] if depths else facet.values
    options = [_facet_option(facet.name, value, value.value in chosen, depths) for value in values]
    shown = {"swatches": len(options), "chips": CHIPS_SHOWN}.get(
        look, len(options) if depths else VALUES_SHOWN
    )
    return {
        "name": facet.label,
        "field": facet.name,
        "is_single": facet.name in ("type", "rating_min"),
        "has_choice": bool(chosen),
        "is_folded": place >= FACETS_SHOWN and not chosen,
        "look": look,
        "options": [option for at, option in enumerate(options) if at < shown or option["is_on"]],
        "rest": [option for at, option in enumerate(options) if at >= shown and not option["is_on"]],
    }


def _facet_option(field: str, value: FacetValue, is_on: bool, depths: Mapping[str, int]) -> dict[str, Any]:
    slug = "".join(c if c.isalnum() else "-" for c in value.value.lower())
    return {
        "id": f"f-{field}-{slug}",
        "value": value.value,
        "name": value.label or value.value,
        "depth": depths.get(value.value, 0),
        "count": value.count,
        "colour": value.swatch or "#c6ccd4",
        "is_on": is_on,
    }


def chosen_filters(
    used: links.Pairs, pairs: links.Pairs, path: str, facets: list[dict[str, Any]]
) -> list[dict[str, str]]:
    """Each filter in use with the address of the page without it."""
    labels = kinds.words_of(pairs) | {
        (facet["field"], option["value"]): option["name"] for facet in facets for option in facet["options"]
    }
    words = {"min_price": "From ", "max_price": "Up to "}
    return [
        {
            "name": "In stock"
            if name == "in_stock"
            else words.get(name, "") + labels.get((name, value), value),
            "without": links.link(path, links.without(pairs, name, value)),
        }
        for name, value in used
        if name not in links.NOT_FILTERS
    ]


def _instead(found: SearchResult) -> str:
    return f", read as “{found.corrected}”" if found.corrected else ""
