"""What marketing says."""

from typing import Literal

from souk.vocabulary.events import Event


class CouponRedeemed(Event):
    name = "coupon.redeemed"
    about = "code"
    code: str
    customer: str


class SubscriberLetterRequested(Event):
    """Confidential: the token confirms or ends a subscription."""

    name = "subscriber.letter.requested"
    about = "email"
    email: str
    letter: Literal["confirm_subscription", "welcome_subscriber"]
    token: str
