"""Notices: what one page says after another one acted. A cookie carries the code, never the words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    text: str
    tone: str = "good"
    link: str = ""
    link_text: str = ""


NOTICES = {
    "added": Notice("It is in your cart.", link="/cart", link_text="See the cart"),
    "removed": Notice("Removed from your cart."),
    "cart-changed": Notice("Something in your cart has changed. Please look at it again.", "warn"),
    "coupon": Notice("The coupon counts."),
    "welcome": Notice("Welcome back."),
    "signed-up": Notice("Your account is open. Please confirm your email: the link is in your letter box."),
    "signed-out": Notice("You are signed out."),
    "sign-in-first": Notice("Please sign in first.", "warn"),
    "session-over": Notice("Your session is over. Please sign in again.", "warn"),
    "verified": Notice("Your email is confirmed. Thank you."),
    "letter-sent": Notice("If that address is with us, a letter is on its way."),
    "password-changed": Notice("Your password is changed."),
    "unlocked": Notice("The account is open again. Please sign in."),
    "saved": Notice("Saved."),
    "address-removed": Notice("The address is removed."),
    "order-cancelled": Notice("The order is cancelled. What you paid goes back to your card."),
    "order-stays": Notice("This order can no longer be cancelled.", "bad"),
    "shop-approved": Notice("The shop is on the street."),
    "shop-rejected": Notice("The application is rejected."),
    "shop-answered": Notice("Somebody has answered this application in the meantime.", "warn"),
    "staff-cancelled": Notice("The order is cancelled. Stock and money go back."),
    "item-shipped": Notice("Marked as shipped. The buyer gets the tracking number by letter."),
    "item-delivered": Notice("Marked as delivered."),
    "item-taken-out": Notice("Cancelled. The buyer gets the money for it back, and a letter."),
    "restocked": Notice("The units are on the shelf."),
    "replayed": Notice("It is tried again now. If it fails again it comes back to this list."),
    "resumed": Notice("It goes on now. If it stops again it comes back to this list."),
    "resume-gone": Notice("This story is no longer here: it goes on already.", "warn"),
    "replay-gone": Notice("This letter is no longer here: it was tried again already.", "warn"),
    "newsletter": Notice("Please confirm with the link in the letter we have just sent."),
    "subscribed": Notice("You are on the list. See you next month."),
    "unsubscribed": Notice("You are off the list. No hard feelings."),
    "link-old": Notice("This link is no longer good. Please ask for a new one.", "bad"),
    "try-again": Notice("That part of the store is resting for a moment. Please try again.", "bad"),
    "review-saved": Notice("Thank you. Your review is on the page."),
    "review-waits": Notice(
        "Thank you. Somebody looks at your review before it is on the page.",
        link="/account/reviews",
        link_text="Your reviews",
    ),
    "review-removed": Notice("Your review is deleted."),
    "voted": Notice("Thank you, that counts."),
    "flagged": Notice("Thank you. Somebody will look at it."),
    "comment-saved": Notice("It is on the page. The shop answers here."),
    "comment-waits": Notice("Thank you. Somebody looks at it before it is on the page."),
    "comment-removed": Notice("Your comment is deleted."),
    "answer-saved": Notice("Your answer is on the page."),
    "answer-removed": Notice("Your answer is taken away."),
    "published": Notice("It is on the page. Its author is told."),
    "hidden": Notice("It is hidden. Its author is told why."),
    "moderated-already": Notice(
        "It is no longer here: somebody was faster, or its author deleted it.", "warn"
    ),
    "paid-already": Notice("This order is not waiting for money."),
}


def notices_for(codes: str) -> list[Notice]:
    """The notices of a cookie's codes; unknown ones are nothing."""
    return [NOTICES[code] for code in codes.split(".")[:3] if code in NOTICES]
