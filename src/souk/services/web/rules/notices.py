"""Notices: what one page says after another one acted, perhaps with a button that undoes it. A cookie carries the code, never the words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    text: str
    tone: str = "good"
    link: str = ""
    link_text: str = ""
    action: str = ""  # where a button of the notice posts to
    action_text: str = ""


NOTICES = {
    "added": Notice("It is in your cart.", link="/cart", link_text="See the cart"),
    "removed": Notice("Removed from your cart."),
    "removed-just-now": Notice("Removed from your cart.", action="/cart/add-back", action_text="Put it back"),
    "added-back": Notice("It is in your cart again."),
    "cart-changed": Notice("Something in your cart has changed. Please look at it again.", "warn"),
    "coupon": Notice("The coupon counts."),
    "wish-saved": Notice("It is on your wishlist.", link="/wishlist", link_text="See the list"),
    "wish-dropped": Notice("It is off your wishlist."),
    "wish-moved": Notice("It is in your cart.", link="/cart", link_text="See the cart"),
    "wishes-moved": Notice("What can be bought is in your cart.", link="/cart", link_text="See the cart"),
    "wishes-stayed": Notice(
        "What cannot be bought at the moment is still on your list, and says why.", "warn"
    ),
    "wishes-waiting": Notice("There is more than we could move at once. Press again for the rest.", "warn"),
    "saved-for-later": Notice("It waits on your wishlist.", link="/wishlist", link_text="See the list"),
    "shared": Notice("Your list has a link now. Whoever has it can see what is on the list."),
    "share-ended": Notice("The link is no longer good. Nobody can see your list with it."),
    "wish-letters": Notice("We write when something gets cheaper or is back in stock."),
    "no-wish-letters": Notice("No more letters about that."),
    "waiting": Notice(
        "We write to you once, as soon as it is back.",
        link="/back-in-stock/forget",
        link_text="Changed your mind?",
    ),
    "not-sold-out": Notice("It is there again: you can put it into your cart."),
    "not-for-waiting": Notice("It is no longer sold here, so there is nothing to wait for.", "warn"),
    "not-waiting": Notice("Done. If that email waited for something, it is forgotten."),
    "welcome": Notice("Welcome back."),
    "signed-up": Notice("Your account is open. Please confirm your email: the link is in your letter box."),
    "signed-out": Notice("You are signed out."),
    "sign-in-first": Notice("Please sign in first.", "warn"),
    "session-over": Notice("Your session is over. Please sign in again.", "warn"),
    "verified": Notice("Your email is confirmed. Thank you."),
    "verified-already": Notice("Your email is confirmed already."),
    "verify-old": Notice(
        "This link was used before, or is too old. If your email is confirmed already, just sign in; if not, sign in and ask for a new one.",
        "warn",
    ),
    "letter-sent": Notice("If that address is with us, a letter is on its way."),
    "password-changed": Notice("Your password is changed."),
    "account-gone": Notice(
        "Your account is deleted, and you are signed out. Thank you for having been here."
    ),
    "unlocked": Notice("The account is open again. Please sign in."),
    "saved": Notice("Saved."),
    "benefit": Notice("We have noted it, and write to you about it."),
    "benefit-done": Notice("Noted as done."),
    "no-benefit": Notice("That does not belong to your tier.", "warn"),
    "address-removed": Notice("The address is removed."),
    "order-cancelled": Notice("The order is cancelled. What you paid goes back to your card."),
    "order-stays": Notice("This order can no longer be cancelled.", "bad"),
    "owner-cart-waits": Notice(
        "This account keeps a shop and does not shop. What you had put into your cart waits for you: you find it again when you sign out.",
        "warn",
    ),
    "applied": Notice("Thank you. We have your application, and a letter is on its way."),
    "shop-on": Notice("Your shop is open: shoppers see it and its goods."),
    "shop-off": Notice(
        "Your shop is switched off. Its goods are off the street until you switch it on.", "warn"
    ),
    "shop-closed": Notice("Your shop is closed. Thank you for having been on the street."),
    "branch-removed": Notice("The branch is removed."),
    "picture-removed": Notice("The picture is removed."),
    "shop-approved": Notice("The shop is on the street."),
    "shop-rejected": Notice("The application is rejected."),
    "market-closed-shop": Notice("The shop is closed; its owner gets a letter that says why."),
    "shop-answered": Notice("Somebody has answered this application in the meantime.", "warn"),
    "staff-cancelled": Notice("The order is cancelled. Stock and money go back."),
    "staff-refunded": Notice("The money is on its way back."),
    "confirmation-sent": Notice("The confirmation is on its way again."),
    "no-confirmation": Notice("There is nothing to confirm as the order stands.", "warn"),
    "user-blocked": Notice("The account is blocked, and every session of it has ended."),
    "user-unblocked": Notice("They may come in again."),
    "user-unlocked": Notice("The account is open again."),
    "user-letter": Notice("The letter is on its way."),
    "not-blocked": Notice("The account was not blocked: nothing has changed.", "warn"),
    "not-locked": Notice("The account was not locked: nothing has changed.", "warn"),
    "confirmed-already": Notice("The email is confirmed already, so no letter was sent.", "warn"),
    "no-such-letter": Notice("There is no such letter. Nothing was sent.", "bad"),
    "no-such-role": Notice("There is no such role: somebody was faster, or it never was.", "warn"),
    "role-removed": Notice("The role is gone, and nobody has it any more."),
    "category-added": Notice("The category is made. Shoppers see it within a minute."),
    "category-changed": Notice("Saved. What is in it follows within moments."),
    "category-removed": Notice("The category is gone."),
    "coupon-added": Notice("The coupon is made."),
    "coupon-ended": Notice("The coupon is over: it counts for nobody any more."),
    "stock-corrected": Notice("The stock is corrected."),
    "proved": Notice("Looked at everything just now."),
    "proving": Notice("Somebody is having it looked at. Please come back in a minute.", "warn"),
    "acting-over": Notice("You are yourself again."),
    "tracking-corrected": Notice(
        "Corrected. The order’s page shows it, and the buyer is told of a new number."
    ),
    "item-shipped": Notice("Marked as shipped. The buyer gets the tracking number by letter."),
    "item-delivered": Notice("Marked as delivered."),
    "item-taken-out": Notice("Cancelled. The buyer gets the money for it back, and a letter."),
    "restocked": Notice("The units are on the shelf."),
    "replayed": Notice("It is tried again now. If it fails again it comes back to this list."),
    "resumed": Notice("It goes on now. If it stops again it comes back to this list."),
    "resume-gone": Notice("No stopped story like that is here: it goes on already, or never was.", "warn"),
    "replay-gone": Notice(
        "No dead letter like that is here: it was tried again already, or never was.", "warn"
    ),
    "product-made": Notice("The product is made. Add its pictures below."),
    "product-deleted": Notice("The product is deleted."),
    "stock-counted": Notice("The stock is put down as you counted it."),
    "low-letters": Notice("We write when something runs low, at most once an hour."),
    "sale-letters": Notice("You get a letter about each order that you have to send."),
    "no-sale-letters": Notice("No more letters about that. New orders are still listed here."),
    "no-low-letters": Notice("No more letters about that. What runs low is still listed here."),
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
    "own-goods": Notice("This is your own: your customers say what they think of it.", "warn"),
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
