"""Waiting: who has no account leaves an email, and gets one letter when something that is sold out can be had again.

Nothing of it says whether an address is known: the answer is the same the first time and the second. What is told is forgotten
with the letter, what nobody told of ends by itself, and an address can be taken off at any time.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from souk.contracts.wishlist.calls import LettersTokenInvalid, NotSoldOut
from souk.contracts.wishlist.events import NewsFacts, WaitingLetterRequested
from souk.kernel import clock
from souk.kernel.cache import cache
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.kernel.settings import settings as process_settings
from souk.kernel.web.emails import hash_of, read_email
from souk.services.wishlist.models import Waiting, WatchedProduct, WatchedVariation
from souk.services.wishlist.rules.standing import is_there
from souk.services.wishlist.settings import settings
from souk.services.wishlist.use_cases import watching
from souk.vocabulary.ids import UserId, VariationId
from souk.vocabulary.money import Money
from souk.vocabulary.problems import TooManyRequests

ASKED_PER_HOUR = 30
MOST_OF_AN_ADDRESS = 50
ADDRESSES, BATCH = 100, 500


def tell_when_back(
    email: str, variation_id: VariationId, address: str, user_id: UserId | None = None
) -> None:
    """Once for each email and variation. `address`: the client's. Raises Invalid, NotSoldOut, NotForSaving, TooManyRequests, Unavailable."""
    found = read_email(email)
    _not_too_often(address)
    product, _ = watching.offered_variation(variation_id)
    row = Waiting(
        waiting_id=new_id("wtg"), email=found.shown, email_hash=hash_of(email), user_id=user_id, variation_id=variation_id,
        product_id=product.product_id, created_at=clock.now(), expires_at=clock.in_seconds(settings().wait_days * 86_400),
    )  # fmt: skip
    with changes("wishlist"):
        # Whoever brings it back waits for this lock, or was here first and is seen.
        WatchedProduct.objects.select_for_update().filter(product_id=product.product_id).first()
        if is_there(WatchedVariation.objects.get(variation_id=variation_id).available):
            raise NotSoldOut("It is there again: you can put it into your cart.")
        if Waiting.objects.filter(email_hash=row.email_hash).count() < MOST_OF_AN_ADDRESS:
            Waiting.objects.bulk_create([row], ignore_conflicts=True)


def forget(email: str, address: str) -> None:
    """Takes an address off, whether it is known or not. Raises Invalid, TooManyRequests."""
    read_email(email)
    _not_too_often(address)
    Waiting.objects.filter(email_hash=hash_of(email)).delete()


def end(token: str) -> None:
    """By the link of a letter: everything its address waits for. Raises LettersTokenInvalid."""
    try:
        email_hash = _signer().unsign(token)
    except (BadSignature, UnicodeError):
        raise LettersTokenInvalid() from None
    Waiting.objects.filter(email_hash=email_hash).delete()


def write_letters(product_ids: list[str]) -> int:
    """Of what there is of these products: one letter for each address, and the address is forgotten. Returns how many."""
    written = 0
    while hashes := _addresses(_answerable(product_ids)):
        rows = _answerable(product_ids).filter(email_hash__in=hashes).select_related("product", "variation")
        mine: dict[str, list[Waiting]] = {}
        for row in rows.order_by("created_at", "waiting_id"):
            mine.setdefault(row.email_hash, []).append(row)
        for waiting in mine.values():
            written += _write(waiting)
    return written


def forget_expired() -> None:
    while ids := list(
        Waiting.objects.filter(expires_at__lte=clock.now()).values_list("waiting_id", flat=True)[:BATCH]
    ):
        Waiting.objects.filter(waiting_id__in=ids).delete()


def _answerable(product_ids: list[str]) -> QuerySet[Waiting]:
    there = Q(variation__available=None) | Q(variation__available__gt=0)
    return Waiting.objects.filter(
        there,
        product_id__in=product_ids,
        product__is_offered=True,
        product__gone_at=None,
        variation__is_gone=False,
        expires_at__gt=clock.now(),
    )


def _addresses(rows: QuerySet[Waiting]) -> list[str]:
    return list(rows.order_by("email_hash").values_list("email_hash", flat=True).distinct()[:ADDRESSES])


def _write(rows: list[Waiting]) -> int:
    """In one transaction with the forgetting: nobody is told twice, and what was taken off meanwhile is not told."""
    with changes("wishlist") as change:
        ids = [row.waiting_id for row in rows]
        still = set(
            Waiting.objects.select_for_update()
            .filter(waiting_id__in=ids)
            .values_list("waiting_id", flat=True)
        )
        told = [row for row in rows if row.waiting_id in still]
        if not told:
            return 0
        Waiting.objects.filter(waiting_id__in=still).delete()
        change.say(
            WaitingLetterRequested(
                letter_id=new_id("ltr"),
                email=told[0].email,
                token=_signer().sign(told[0].email_hash),
                at=clock.now(),
                news=[_facts(row) for row in told],
            )
        )
    return 1


def _facts(row: Waiting) -> NewsFacts:
    product, variation = row.product, row.variation
    return NewsFacts(
        kind="back_in_stock",
        item_id=row.waiting_id,
        title=product.title,
        shop_name=product.shop_name,
        options=variation.options,
        path=f"/products/{product.slug}?variation={variation.variation_id}",
        price=Money.of(variation.price, product.currency),
        left=variation.available,
    )


def _not_too_often(address: str) -> None:
    if cache().increment(f"waiting:{address}", 3600) > ASKED_PER_HOUR:
        raise TooManyRequests("That was often. Please wait an hour before you ask again.", retry_after=3600)


def _signer() -> Signer:
    return Signer(key=process_settings().kept_secret("waiting"), salt="souk.wishlist.waiting")
