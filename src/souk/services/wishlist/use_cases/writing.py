"""Writing: a letter about what became better on somebody's list, at most one for each list at a time.

    things there may be news of → whose lists they are on, and whether it is news to them → their addresses → written and said

Whether it is news is compared with what its owner last knew, in the statement that looks: what is over by then is no news,
what was told is not told again, and a stock that comes and goes is told once in a while (`quiet_hours`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import BigIntegerField, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from souk.contracts.users.calls import Account, Users
from souk.contracts.wishlist.calls import LettersTokenInvalid, ListHolder, WishNotFound
from souk.contracts.wishlist.events import NewsFacts, WishlistLetterRequested
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.services.wishlist.models import Entry, List, WatchedProduct
from souk.services.wishlist.rules.prices import is_worth_telling
from souk.services.wishlist.settings import settings
from souk.services.wishlist.use_cases import holding, waiting
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable

users = ask(Users)

PRODUCTS, ENTRIES = 200, 500


def write_letters() -> int:
    """Returns how many letters were asked for. While users is away no member is written to, and nothing forgotten."""
    due = dict(
        WatchedProduct.objects.filter(news_at__lte=clock.now())
        .order_by("news_at")
        .values_list("product_id", "news_at")[:PRODUCTS]
    )
    written = waiting.write_letters(list(due))
    while entries := _whole_lists(list(_that_may_be_told(_with_news(list(due)))[: ENTRIES + 1])):
        try:
            accounts = _accounts({entry.list.user_id or "" for entry in entries})
        except Unavailable:
            return written
        for _, mine in groupby(entries, key=lambda entry: entry.list_id):
            written += _write(list(mine), accounts)
    _look_again(due)
    return written


def choose_letters(holder: ListHolder, wants: bool, item_id: str | None) -> None:
    """Of the list, or of one thing on it. Who begins to want letters knows how things stand. Raises WishNotFound."""
    with changes("wishlist") as change:
        row = holding.take_in_hand(holder)
        if row is None or row.user_id is None:
            raise WishNotFound()
        change.note_for_others("wishlist.letters", item_id or row.wishlist_id, after={"wants": wants})
        entries = Entry.objects.filter(list_id=row.wishlist_id)
        if item_id is None:
            List.objects.filter(wishlist_id=row.wishlist_id).update(wants_letters=wants)
        else:
            entries = entries.filter(item_id=item_id)
            if not entries.update(is_quiet=not wants):
                raise WishNotFound()
        if wants:
            _know_today(list(entries.filter(shop=None).select_related("product", "variation")))


def _know_today(entries: list[Entry]) -> None:
    for entry in entries:
        entry.price_told, entry.stock_told_at = _price(entry), clock.now()
    Entry.objects.bulk_update(entries, ["price_told", "stock_told_at"])


def end_letters(token: str) -> None:
    """Raises LettersTokenInvalid."""
    if not List.objects.filter(letters_token=token).update(wants_letters=False):
        raise LettersTokenInvalid()


def _with_news(product_ids: list[str]) -> QuerySet[Entry]:
    """Of these products: what became better since its owner last knew, and can be had now."""
    is_back = Q(variation__back_at__gt=F("stock_told_at")) | Q(
        kind="product", product__back_at__gt=F("stock_told_at")
    )
    is_cheaper = Q(hundredfold__lte=F("price_told") * (100 - settings().drop_percent))
    is_there = Q(kind="product", product__is_in_stock=True) | (
        Q(variation__is_gone=False) & (Q(variation__available=None) | Q(variation__available__gt=0))
    )
    priced = Entry.objects.alias(
        hundredfold=Coalesce(F("variation__price"), F("product__price_from"), output_field=BigIntegerField())
        * 100
    )
    return priced.filter(
        is_back | is_cheaper,
        is_there,
        product_id__in=product_ids,
        product__is_offered=True,
        is_quiet=False,
        list__wants_letters=True,
        list__archived_at=None,
        list__user_id__isnull=False,
    )


def _that_may_be_told(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Not those whose owner had a letter about them only just now."""
    rows = rows.filter(Q(told_at=None) | Q(told_at__lte=clock.now() - _quiet()))
    return rows.select_related("list", "product", "variation").order_by("list_id", "item_id")


def _whole_lists(entries: list[Entry]) -> list[Entry]:
    """Without the last list where it may go on beyond what was read: its things belong into one letter."""
    if len(entries) <= ENTRIES:
        return entries
    return [entry for entry in entries if entry.list_id != entries[-1].list_id]


def _accounts(user_ids: Iterable[str]) -> dict[str, Account]:
    found = users.accounts(user_ids=sorted(user_ids))
    return {account.user_id: account for account in found if account.is_verified}


def _write(entries: list[Entry], accounts: dict[str, Account]) -> int:
    """What is told is written down with the letter. Who has no confirmed address is told nothing, now or later."""
    now = clock.now()
    with changes("wishlist") as change:
        row = List.objects.select_for_update().get(wishlist_id=entries[0].list_id)
        told = [entry for entry in entries if _take_note(entry, now)]
        account = accounts.get(row.user_id or "")
        if not told or account is None or not row.wants_letters:
            return 0
        change.say(
            WishlistLetterRequested(
                wishlist_id=row.wishlist_id,
                user_id=account.user_id,
                email=account.email,
                full_name=account.name,
                token=row.letters_token,
                at=now,
                news=[_facts(entry) for entry in told],
            )
        )
    return 1


def _take_note(entry: Entry, now: datetime) -> bool:
    """False when somebody else told it, or it left the list, since it was read."""
    still = Entry.objects.filter(item_id=entry.item_id, list_id=entry.list_id, told_at=entry.told_at)
    return still.update(told_at=now, stock_told_at=now, price_told=_price(entry)) > 0


def _facts(entry: Entry) -> NewsFacts:
    product, variation = entry.product, entry.variation
    assert product is not None
    is_cheaper = is_worth_telling(entry.price_told, _price(entry), settings().drop_percent)
    path = f"/products/{product.slug}" + (
        f"?variation={variation.variation_id}" if variation is not None else ""
    )
    return NewsFacts(
        kind="price_dropped" if is_cheaper else "back_in_stock",
        item_id=entry.item_id,
        title=product.title,
        shop_name=product.shop_name,
        options=variation.options if variation is not None else {},
        path=path,
        price=Money.of(_price(entry), product.currency),
        price_before=Money.of(entry.price_told, product.currency) if is_cheaper else None,
        left=variation.available if variation is not None else None,
    )


def _price(entry: Entry) -> int:
    assert entry.product is not None
    return entry.variation.price if entry.variation is not None else entry.product.price_from


def _look_again(due: dict[str, datetime]) -> None:
    """What must wait is looked at when its quiet time ends; the rest when there is news again."""
    waiting = _with_news(list(due)).exclude(told_at=None)
    first = waiting.order_by().values("product_id").annotate(told=Min("told_at"))
    times = {product_id: told + _quiet() for product_id, told in first.values_list("product_id", "told")}
    for product_id, seen in due.items():
        rows = WatchedProduct.objects.filter(product_id=product_id, news_at=seen)
        rows.update(news_at=times.get(product_id))


def _quiet() -> timedelta:
    return timedelta(hours=settings().quiet_hours)
