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
    "wish-saved": Notice("It is on your wishlist.", link="/wishlist", link_text="See the list"),
    "wish-dropped": Notice("It is off your wishlist."),
    "wish-moved": Notice("It is in your cart.", link="/cart", link_text="See the cart"),
    "wishes-moved": Notice("What can be bought is in your cart.", link="/cart", link_text="See the cart"),
    "saved-for-later": Notice("It waits on your wishlist.", link="/wishlist", link_text="See the list"),
    "shared": Notice("Your list has a link now. Whoever has it can see what is on the list."),
    "share-ended": Notice("The link is no longer good. Nobody can see your list with it."),
    "wish-letters": Notice("We write when something gets cheaper or is back in stock."),
    "no-wish-letters": Notice("No more letters about that."),
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
    "product-made": Notice("The product is made. Add its pictures below."),
    "product-deleted": Notice("The product is deleted."),
    "stock-counted": Notice("The stock is put down as you counted it."),
    "newsletter": Notice("Please confirm with the link in the letter we have just sent."),
    "subscribed": Notice("You are on the list. See you next month."),
    "unsubscribed": Notice("You are off the list. No hard feelings."),
    "link-old": Notice("This link is no longer good. Please ask for a new one.", "bad"),
    "try-again": Notice("That part of the store is resting for a moment. Please try again.", "bad"),
    "paid-already": Notice("This order is not waiting for money."),
}


def notices_for(codes: str) -> list[Notice]:
    """The notices of a cookie's codes; unknown ones are nothing."""
    return [NOTICES[code] for code in codes.split(".")[:3] if code in NOTICES]
