"""Columns, selections and pages against a model that looks at every product one by one, over random small catalogues."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from souk.services.search.rules import loading, names, paging
from souk.services.search.rules.columns import Columns
from souk.services.search.rules.selection import Selection, Wanted, read_filters

COLOURS, SIZES, MATERIALS = ["Blue", "Red", "Sand"], ["S", "M", "XL"], ["Wool", "Cotton"]
CATEGORIES = ["clothing", "clothing/tops", "clothing/shoes", "books", ""]
PRICES = [0, 1, 999, 1000, 1500, 4095, 4096]
FEW = 5

Document = dict[str, Any]
Stock = dict[int, int]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Material is an option of some products and an attribute of others."""
    has_size, has_material = draw(st.booleans()), draw(st.booleans())
    variations = []
    for _ in range(draw(st.integers(1, 4))):
        options = {"colour": draw(st.sampled_from(COLOURS))}
        if has_size:
            options["size"] = draw(st.sampled_from(SIZES))
        if has_material:
            options["material"] = draw(st.sampled_from(MATERIALS))
        variations.append(
            [options, draw(st.sampled_from(PRICES)), draw(st.sampled_from(["USD", "USD", "EUR"]))]
        )
    facts: dict[str, list[str]] = {}
    if not has_material and draw(st.booleans()):
        facts["material"] = [draw(st.sampled_from(MATERIALS))]
    if draw(st.booleans()):
        facts["brand"] = draw(st.lists(st.sampled_from(["Oak", "Kite"]), min_size=1, max_size=2))
    slugs = [slug for slug in draw(st.sampled_from(CATEGORIES)).split("/") if slug]
    shop = draw(st.sampled_from(["kiln", "loom"]))
    return {
        "type": draw(st.sampled_from(["clothes", "book"])),
        "shop": [shop, shop.title(), f"shp_{shop}"],
        "category": [[slug, slug.title(), "/".join(slugs[: n + 1])] for n, slug in enumerate(slugs)],
        "title": draw(st.sampled_from(["ash", "birch", "cedar"])),
        "created": draw(st.integers(0, 5)),
        "featured": draw(st.booleans()),
        "facts": facts,
        "swatches": {},
        "variations": variations,
    }


@st.composite
def histories(draw: st.DrawFn) -> list[list[tuple[int, Document | None]]]:
    """Portions of changes: products come, change, go and come back."""
    change = st.tuples(st.integers(1, 12), st.one_of(st.none(), documents(), documents(), documents()))
    portions = draw(st.lists(st.lists(change, max_size=6), min_size=1, max_size=5))
    return [list(dict(portion).items()) for portion in portions]


choices = st.fixed_dictionaries(
    {},
    optional={
        "colour": st.sets(st.sampled_from([*COLOURS, "Plaid"]), min_size=1),
        "size": st.sets(st.sampled_from(SIZES), min_size=1),
        "material": st.sets(st.sampled_from(MATERIALS), min_size=1),
        "brand": st.sets(st.sampled_from(["Oak", "Kite"]), min_size=1),
        "category": st.sets(st.sampled_from(["clothing", "tops", "books"]), min_size=1),
        "shop": st.sets(st.sampled_from(["kiln", "loom"]), min_size=1),
        "type": st.sets(st.sampled_from(["clothes"]), min_size=1),
    },
)


@st.composite
def questions(draw: st.DrawFn) -> Wanted:
    chosen = draw(choices)
    low, high = (draw(st.one_of(st.none(), st.integers(0, 5000))) for _ in range(2))
    return Wanted(
        facts=tuple(
            (name, tuple(sorted(map(names.folded, values)))) for name, values in sorted(chosen.items())
        ),
        min_price=low,
        max_price=high,
        in_stock=draw(st.booleans()),
        featured=draw(st.booleans()),
    )


stocks = st.dictionaries(st.integers(1, 12), st.dictionaries(st.integers(0, 3), st.integers(0, 9)))


def facts_of(document: Document, ordinal: int) -> dict[str, set[str]]:
    """Everything one can filter one variation by."""
    facts = {name: {names.folded(value) for value in values} for name, values in document["facts"].items()}
    facts |= {name: {names.folded(value)} for name, value in document["variations"][ordinal][0].items()}
    facts["type"], facts["shop"] = {document["type"]}, {document["shop"][0]}
    facts["category"] = {slug for slug, _, _ in document["category"]}
    return facts


def matching(
    document: Document, stock: Stock, wanted: Wanted, ignored: str, extra: tuple[str, str] | None
) -> bool:
    """Whether one variation meets everything but `ignored`, and has the extra value."""
    if wanted.featured and not document["featured"]:
        return False
    for ordinal, (_, price, currency) in enumerate(document["variations"]):
        facts = facts_of(document, ordinal)
        asked = [(name, keys) for name, keys in wanted.facts if name != ignored]
        if not all(facts.get(name, set()) & set(keys) for name, keys in asked):
            continue
        if wanted.in_stock and ignored != "in_stock" and not stock.get(ordinal, 0):
            continue
        if (wanted.min_price, wanted.max_price) != (None, None) and currency != "USD":
            continue
        if wanted.min_price is not None and price < wanted.min_price:
            continue
        if wanted.max_price is not None and price > wanted.max_price:
            continue
        if extra is None or extra[1] in facts.get(extra[0], set()):
            return True
    return False


def told(
    history: list[list[tuple[int, Document | None]]], stock: dict[int, Stock]
) -> tuple[Columns, dict[int, Document]]:
    columns, model = Columns(), {}
    for portion in history:
        columns = loading.apply(columns, portion)
        for number, document in portion:
            model[number] = document
    shown = {number: document for number, document in model.items() if document is not None}
    return loading.apply_stock(columns, shown, rows_of(stock), FEW), shown


def rows_of(stock: dict[int, Stock]) -> list[tuple[int, int, int]]:
    return [(number, ordinal, units) for number, left in stock.items() for ordinal, units in left.items()]


def numbers_of(columns: Columns, selection: Selection) -> set[int]:
    return {columns.numbers[slot] for slot in range(columns.size) if selection.flags[slot]}


@settings(deadline=None, max_examples=150)
@given(histories(), stocks, questions())
def test_filters_and_facets_are_those_of_the_model(
    history: list[list[tuple[int, Document | None]]], stock: dict[int, Stock], wanted: Wanted
) -> None:
    columns, model = told(history, stock)
    selection = Selection(columns, read_filters(columns, wanted, None))
    expected = {n for n, document in model.items() if matching(document, stock.get(n, {}), wanted, "", None)}
    assert numbers_of(columns, selection) == expected
    assert selection.count == len(expected)
    for facet in selection.facets():
        for value in facet.values:
            extra = (facet.name, names.folded(value.value)) if facet.name != "in_stock" else None
            have = [
                n
                for n, document in model.items()
                if (
                    matching(document, stock.get(n, {}), wanted, facet.name, extra)
                    if extra is not None
                    else matching(
                        document, stock.get(n, {}), Wanted(**{**vars(wanted), "in_stock": True}), "", None
                    )
                )
            ]
            assert value.count == len(have), (facet.name, value)


@settings(deadline=None, max_examples=60)
@given(histories(), stocks, questions())
def test_columns_that_grew_with_changes_are_those_loaded_at_once(
    history: list[list[tuple[int, Document | None]]], stock: dict[int, Stock], wanted: Wanted
) -> None:
    grown, model = told(history, stock)
    rows = sorted(model.items())
    loaded = loading.fill([rows[:3], rows[3:]])
    loaded = loading.apply_stock(loaded, None, rows_of(stock), FEW)
    one, other = (Selection(columns, read_filters(columns, wanted, None)) for columns in (grown, loaded))
    assert numbers_of(grown, one) == numbers_of(loaded, other)
    assert [(f.name, f.values) for f in one.facets()] == [(f.name, f.values) for f in other.facets()]


KEYS = {
    "relevance": lambda n, d: (-d["featured"], -d["created"], -n),
    "newest": lambda n, d: (-d["created"], -n),
    "price": lambda n, d: (min(v[1] for v in d["variations"]), n),
    "-price": lambda n, d: (-min(v[1] for v in d["variations"]), -n),
    "title": lambda n, d: (d["title"], n),
}


@settings(deadline=None, max_examples=100)
@given(histories(), stocks, questions(), st.sampled_from(sorted(KEYS)), st.integers(1, 4))
def test_walking_by_cursor_shows_everything_once_and_in_order(
    history: list[list[tuple[int, Document | None]]],
    stock: dict[int, Stock],
    wanted: Wanted,
    sort: str,
    limit: int,
) -> None:
    columns, model = told(history, stock)
    selection = Selection(columns, read_filters(columns, wanted, None))
    walked: list[int] = []
    after = None
    for _ in range(len(model) + 1):
        page = paging.page_of(columns, selection, sort, after, limit)
        walked += [columns.numbers[slot] for slot in page.slots]
        after = page.last
        if after is None:
            break
        assert len(page.slots) == limit
    found = numbers_of(columns, selection)
    assert walked == sorted(found, key=lambda n: KEYS[sort](n, model[n]))
