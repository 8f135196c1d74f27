"""The street: shops found by their words, and shops and products together.

What is told of a shop becomes a row; the index of this process takes in what changed since it last looked, before it answers.
"""

from __future__ import annotations

from souk.contracts.search.calls import FoundOnStreet, ProductQuery, ShopCard
from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopRejected, ShopUpdated
from souk.kernel.telemetry.logs import log
from souk.services.search.models import IndexedShop
from souk.services.search.ports import ShopWords, shop_index
from souk.services.search.use_cases import finding
from souk.services.search.use_cases.catalogue import next_stamp
from souk.vocabulary.problems import Unavailable

MOST = 50
_log = log(__name__)

_TOLD = ("slug", "is_verified", "tagline", "description", "city", "country", "picture_url", "revision")


def note_shop(event: ShopApproved | ShopUpdated | ShopRejected | ShopDeleted) -> None:
    """Inside the hearing's transaction. What is older than what is known, or comes after a shop closed, changes nothing."""
    stamp = next_stamp()
    row = IndexedShop.objects.filter(shop_id=event.shop_id).first() or IndexedShop(shop_id=event.shop_id)
    if row.is_closed or (event.revision and event.revision <= row.revision):
        return
    is_telling = bool(event.status)  # events from before shops told of themselves have only a name
    for name in _TOLD if is_telling else ("slug",):
        setattr(row, name, getattr(event, name))
    row.name, row.changed = event.shop_name, stamp
    row.is_closed = isinstance(event, ShopDeleted)
    if is_telling:
        row.is_shown = event.is_on_street
    elif not isinstance(event, ShopUpdated):
        row.is_shown = isinstance(event, ShopApproved)
    row.save()


def find_shops(text: str, limit: int) -> list[ShopCard]:
    """The best `limit` (at most 50) for the words; none for no words."""
    words = finding.clean(text)
    if not words:
        return []
    _catch_up()
    numbers = shop_index().find(words, max(1, min(limit, MOST)))
    rows = {row.number: row for row in IndexedShop.objects.filter(number__in=numbers, is_shown=True)}
    return [_card(rows[number]) for number in numbers if number in rows]


def find_both(text: str, limit: int) -> FoundOnStreet:
    """Shops and products; when one of the two cannot be found, the other is, and `missing` says so. Raises Unavailable."""
    found = FoundOnStreet(shops=[], products=[])
    words = finding.clean(text)
    if not words:
        return found
    missing: list[str] = []
    try:
        found = found.model_copy(update={"shops": find_shops(words, limit)})
    except Exception as failure:
        _log.error("shops_not_searched", error=repr(failure))
        missing.append("shops")
    try:
        query = ProductQuery(search=words[:200], limit=limit, with_facets=False)
        products = finding.find(query)
        found = found.model_copy(update={"products": products.items, "corrected": products.corrected})
    except Exception as failure:
        _log.error("products_not_searched", error=repr(failure))
        missing.append("products")
    if len(missing) == 2:
        raise Unavailable("Nothing can be searched at the moment.")
    return found.model_copy(update={"missing": missing})


def _catch_up() -> None:
    index = shop_index()
    changed = IndexedShop.objects.filter(changed__gt=index.stamp)
    rows = list(
        changed.values_list("number", "is_shown", "name", "tagline", "city", "description", "changed")
    )
    if not rows:
        return
    shown = (
        ShopWords(number, name, tagline, city, description)
        for number, is_shown, name, tagline, city, description, _ in rows
        if is_shown
    )
    index.take_in(max(row[6] for row in rows), shown, [row[0] for row in rows if not row[1]])


def _card(row: IndexedShop) -> ShopCard:
    return ShopCard(
        shop_id=row.shop_id,
        slug=row.slug,
        name=row.name,
        tagline=row.tagline,
        city=row.city,
        country=row.country,
        picture_url=row.picture_url,
        is_verified=row.is_verified,
    )
