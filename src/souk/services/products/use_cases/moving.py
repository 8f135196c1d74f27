"""Moving house: the goods of a type go from the database of one share to another's, some at a time, while the market is open.

    locked where they are → written where they shall be, read back, compared → taken away here, a signpost put up → the next

A product is where it was until it is taken away. Whoever dies in between leaves copies that are noted as such (`copies.py`), and the next
run begins with them. Nothing of the goods changes, so nobody is told: ids, addresses and revisions stay, and what was said of them is carried by
who said it, before they go.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, connections, transaction

from souk.kernel import clock, crashes
from souk.kernel.data.connections import told_when_it_fails
from souk.kernel.models import InboxEvent, OutboxEvent
from souk.services.products.models import Product, Signpost
from souk.services.products.use_cases.baggage import Goods, ShopsDiffer, goods_in, prints_of, put_goods
from souk.services.products.use_cases.copies import forget_copies, note_copies, take_away
from souk.services.products.use_cases.obstacles import conflicts
from souk.services.products.use_cases.retelling import agree_on_what_was_told
from souk.vocabulary.problems import Unavailable

AT_ONCE = 50  # products whose rows are locked at a time
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.5
#: How long ago somebody may have heard what the other share has not heard yet.
_LOOK_BACK = timedelta(days=1)
#: Clocks of two databases, and of whoever writes into them, may differ by as much.
_SKEW = timedelta(minutes=1)
#: In a database where many write at once, whoever was reading when the goods came has written by then.
_WHOEVER_READS_SECONDS = 0.2

Progress = Callable[[int, int], None]


class MoveStopped(Exception):
    """Why it does not go on, and what to do. What was moved stays moved; the same command goes on with the rest."""


class _NotYet(Exception):
    """What must happen first, and may happen by itself."""


class Move:
    """`source` and `target`: aliases of two databases of this house. `kept_as`: what the signposts say: the type, or nothing for the
    default share."""

    def __init__(self, kind: str, source: str, target: str, kept_as: str) -> None:
        self.kind, self.source, self.target, self.kept_as = kind, source, target, kept_as
        self._since = clock.now()

    def count(self) -> int:
        return Product.objects.using(self.source).filter(product_type=self.kind).count()

    def run(self, progress: Progress = lambda done, total: None) -> int:
        """Returns how many products were moved. Raises MoveStopped."""
        forget_copies(self.source, self.target)
        forget_copies(self.target, self.source)
        if found := list(conflicts(self.kind, self.source, self.target)):
            raise MoveStopped("\n".join(found))
        agree_on_what_was_told(self.kind, self.source, self.target)
        self._since = self._looked_back()
        moved, total = 0, self.count()
        # Until nothing is left: while the first of them go, new ones may come.
        while ids := self._next():
            moved += self._move_patiently(ids)
            progress(moved, max(moved, total))
        agree_on_what_was_told(self.kind, self.source, self.target)
        return moved

    def _next(self) -> list[str]:
        rows = Product.objects.using(self.source).filter(product_type=self.kind).order_by("product_id")
        return list(rows.values_list("product_id", flat=True)[:AT_ONCE])

    def _move_patiently(self, ids: list[str]) -> int:
        until = clock.stopwatch() + PATIENCE_SECONDS
        while True:
            try:
                with told_when_it_fails():
                    self._refuse_what_only_the_other_heard(self._since)
                    return self._move(ids)
            except (_NotYet, Unavailable) as hindrance:
                if clock.stopwatch() >= until:
                    raise MoveStopped(str(hindrance)) from None
                time.sleep(PAUSE_SECONDS)
            except IntegrityError as taken:
                raise MoveStopped(
                    "Something that the goods need as their own was taken where they shall go, just now: begin again, and it will be "
                    f"said what. ({str(taken).splitlines()[0]})"
                ) from taken

    def _move(self, ids: list[str]) -> int:
        asked_at = clock.now()
        with transaction.atomic(using=self.source):
            goods = goods_in(self.source, ids, locked=True)
            self._refuse_what_is_under_way(goods)
            newer = self._newer_there(goods)
            with transaction.atomic(using=self.target):
                note_copies(self.target, [each for each in goods.products if each not in newer])
                self._put(goods, newer)
                Signpost.objects.using(self.target).filter(product_id__in=list(goods.products)).delete()
            crashes.point("moving: written there, not yet taken away here")
            try:
                self._compare(goods, newer)
                if connections[self.target].vendor != "sqlite":
                    time.sleep(_WHOEVER_READS_SECONDS)
                self._refuse_what_only_the_other_heard(asked_at - _SKEW)
            except (_NotYet, MoveStopped):
                forget_copies(self.target, self.source)
                raise
            self._put_up_signposts(goods)
            take_away(self.source, list(goods.products))
        crashes.point("moving: taken away here")
        forget_copies(self.target, self.source)
        self._since = asked_at - _SKEW
        return len(goods.products)

    def _put(self, goods: Goods, newer: set[str]) -> None:
        try:
            put_goods(goods, self.target, but=newer)
        except ShopsDiffer as shop:
            raise _NotYet(
                f"The two databases have not heard the same of the shop {shop}. Is `souk work` running for both, and is something parked "
                "(`souk deadletters`)? Then begin again."
            ) from None

    def _refuse_what_is_under_way(self, goods: Goods) -> None:
        """What is said of a product is heard in its order as long as one house says it."""
        waiting = OutboxEvent.objects.using(self.source).filter(
            delivered_at=None, subject__in=list(goods.products)
        )
        if (subject := waiting.values_list("subject", flat=True).first()) is not None:
            raise _NotYet(
                f"What was said of {subject} is not delivered yet. Is `souk work products` running where it is kept, and the broker? "
                "Then begin again."
            )

    def _refuse_what_only_the_other_heard(self, since: datetime) -> None:
        """Of what the target let pass, because it did not have the goods, the source must have heard."""
        heard = InboxEvent.objects.using(self.target).filter(handled_at__gte=since).order_by("handled_at")
        ids = list(heard.values_list("event_id", flat=True))
        for start in range(0, len(ids), 500):
            some = set(ids[start : start + 500])
            known = InboxEvent.objects.using(self.source).filter(event_id__in=some)
            some -= set(known.values_list("event_id", flat=True))
            if some:
                raise _NotYet(
                    f"Where the goods shall go {min(some)} was heard, and where they are it was not. Is `souk work` running for both, "
                    "and is it parked (`souk deadletters`)? Then begin again."
                )

    def _looked_back(self) -> datetime:
        """The source cannot have heard what was said before it was there."""
        first = InboxEvent.objects.using(self.source).order_by("handled_at").first()
        a_day_ago = clock.now() - _LOOK_BACK
        return clock.now() if first is None else max(a_day_ago, first.handled_at + _SKEW)

    def _newer_there(self, goods: Goods) -> set[str]:
        """Of an interrupted run: copies that were found by their handle and changed. What was told last is what counts."""
        there = Product.objects.using(self.target).filter(product_id__in=list(goods.products))
        return {
            product_id
            for product_id, revision in there.values_list("product_id", "revision")
            if revision > goods.products[product_id].revision
        }

    def _compare(self, goods: Goods, newer: set[str]) -> None:
        expected = prints_of(goods)
        found = prints_of(goods_in(self.target, list(goods.products)))
        for product_id, told in expected.items():
            if product_id not in newer and found.get(product_id) != told:
                raise MoveStopped(
                    f"{product_id} does not read the same where it was written: nothing of it was taken away. Please tell us; the "
                    "databases may keep text or numbers differently."
                )

    def _put_up_signposts(self, goods: Goods) -> None:
        Signpost.objects.using(self.source).bulk_create(
            Signpost(product_id=each.product_id, slug=each.slug, kept_as=self.kept_as, moved_at=clock.now())
            for each in goods.products.values()
        )
