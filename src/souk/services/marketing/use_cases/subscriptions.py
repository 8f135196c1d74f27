"""Subscriptions: the newsletter reaches only who asked for it and then said so from their own mailbox.

    asked for → letter with a token → confirmed → welcome letter with the token that ends it

No answer ever tells whether an address was known. Of tokens only hashes are kept; they travel in the letters.
"""

from __future__ import annotations

import hashlib

from django.db.models import Q

from souk.contracts.marketing.calls import SubscriptionTokenInvalid
from souk.contracts.marketing.events import SubscriberLetterRequested
from souk.kernel import chance, clock
from souk.kernel.data.database import Change, changes
from souk.kernel.ids import new_id
from souk.kernel.web.emails import read_email
from souk.services.marketing.models import Redemption, Subscriber, SubscriberToken
from souk.services.marketing.settings import settings
from souk.vocabulary.ids import UserId
from souk.vocabulary.problems import Unavailable

LONGEST = 254

ERASED = "erased"


def subscribe(email: str, source: str, user_id: UserId | None = None) -> None:
    """Asks for a confirmation letter, unless the address is confirmed or was just written to. Raises Invalid for no address."""
    address = _address(email)
    with changes("marketing") as change:
        subscriber_id = _wish(address, source, user_id)
        rows = Subscriber.objects.filter(subscriber_id=subscriber_id).exclude(status="confirmed")
        pause = clock.in_seconds(-settings().letter_pause_seconds)
        due = Q(letter_at=None) | Q(letter_at__lte=pause)
        if rows.filter(due).update(letter_at=clock.now(), status="pending", source=source):
            _send(change, subscriber_id, address, "confirm")


def confirm_subscription(token: str) -> None:
    """Once per token: one used again changes nothing. Raises SubscriptionTokenInvalid."""
    kept = _token(token)
    if kept is None or kept.purpose != "confirm":
        raise SubscriptionTokenInvalid()
    with changes("marketing") as change:
        unused = SubscriberToken.objects.filter(token_hash=kept.token_hash, used_at=None)
        if unused.update(used_at=clock.now()):
            _confirm(change, kept.subscriber)


def unsubscribe(token: str) -> None:
    """Every letter's token ends the subscription, as often as one likes. Raises SubscriptionTokenInvalid."""
    kept = _token(token)
    if kept is None:
        raise SubscriptionTokenInvalid()
    with changes("marketing"):
        rows = Subscriber.objects.filter(subscriber_id=kept.subscriber_id).exclude(status="ended")
        if rows.update(status="ended", ended_at=clock.now(), letter_at=None):
            # a confirmation that is still in the mailbox must not bring it back
            SubscriberToken.objects.filter(subscriber_id=kept.subscriber_id, purpose="confirm").update(
                expires_at=clock.now()
            )


def wish_at_signup(email: str, user_id: UserId) -> None:
    """Inside the hearing's transaction: waits for the account's email to be confirmed, which is then consent enough."""
    Subscriber.objects.filter(subscriber_id=_wish(email.lower(), "signup", user_id)).exclude(
        status="confirmed"
    ).update(status="pending", source="signup", user_id=user_id)


def confirm_of_user(user_id: UserId, email: str) -> None:
    """Only who asked for it at sign-up: somebody else may have typed this address into a form."""
    rows = Subscriber.objects.filter(user_id=user_id, email=email.lower(), source="signup", status="pending")
    subscriber = rows.first()
    if subscriber is not None:
        with changes("marketing") as change:
            _confirm(change, subscriber)


def erase_user(user_id: UserId) -> None:
    """The subscription goes; uses of coupons stay counted, without a name."""
    ids = list(Subscriber.objects.filter(user_id=user_id).values_list("subscriber_id", flat=True))
    SubscriberToken.objects.filter(subscriber_id__in=ids).delete()
    Subscriber.objects.filter(subscriber_id__in=ids).delete()
    Redemption.objects.filter(customer=user_id.lower()).update(customer=ERASED)


def forget_tokens() -> None:
    """Confirmation links that nobody pressed in time."""
    SubscriberToken.objects.filter(purpose="confirm", expires_at__lte=clock.in_seconds(-86_400)).delete()


def _wish(address: str, source: str, user_id: UserId | None) -> str:
    """Inside a change: the id of the subscriber of that address, written down if it is new."""
    row = Subscriber(
        subscriber_id=new_id("sub"),
        email=address,
        user_id=user_id,
        status="pending",
        source=source,
        created_at=clock.now(),
    )
    Subscriber.objects.bulk_create([row], ignore_conflicts=True)
    known = Subscriber.objects.filter(email=address).values_list("subscriber_id", flat=True).first()
    if known is None:
        raise Unavailable("The subscriber was removed in the same instant, please try again.")
    return known


def _confirm(change: Change, subscriber: Subscriber) -> None:
    Subscriber.objects.filter(subscriber_id=subscriber.subscriber_id).update(
        status="confirmed", confirmed_at=clock.now(), ended_at=None
    )
    _send(change, subscriber.subscriber_id, subscriber.email, "end")


def _send(change: Change, subscriber_id: str, address: str, purpose: str) -> None:
    token = chance.token()
    lasts = settings().confirm_within_days * 86_400
    SubscriberToken.objects.bulk_create(
        [
            SubscriberToken(
                token_hash=_hash_of(token),
                subscriber_id=subscriber_id,
                purpose=purpose,
                expires_at=clock.in_seconds(lasts) if purpose == "confirm" else None,
            )
        ]
    )
    change.say(
        SubscriberLetterRequested(
            email=address,
            letter="confirm_subscription" if purpose == "confirm" else "welcome_subscriber",
            token=token,
        )
    )


def _token(token: str) -> SubscriberToken | None:
    good = Q(expires_at=None) | Q(expires_at__gt=clock.now()) | Q(used_at__isnull=False)
    rows = SubscriberToken.objects.filter(good, token_hash=_hash_of(token))
    return rows.select_related("subscriber").first()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _address(email: str) -> str:
    """Lower case, so that an address is one however it is typed."""
    return read_email(email).shown.lower()
