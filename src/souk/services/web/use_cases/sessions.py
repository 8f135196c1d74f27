"""Sessions: getting in, staying in while tokens turn over, getting out."""

from __future__ import annotations

from souk.contracts.cart.calls import Cart, CartHolder, Carts, ShopOwnersDoNotShop
from souk.contracts.users.calls import RefreshRefused, Sessions, Tokens
from souk.contracts.wishlist.calls import ListHolder, Marks, Wishlists
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.problems import Problem

sessions = ask(Sessions)
carts = ask(Carts)
wishlists = ask(Wishlists)

#: A refresh token is good once. Pages that were asked for at the same moment share what the first of them got,
#: and a page whose answer was lost may be asked for again.
SHARED_SECONDS = 60


def enter(email: str, password: str, address: str) -> Tokens:
    """Raises WrongCredentials or AccountLocked."""
    return sessions.login(email=email, password=password, address=address)


def renew(refresh_token: str) -> Tokens | None:
    """New tokens for a refresh token; None when the session is over. Raises Unavailable while users is away.

    Pages of one browser that renew at once get the same tokens, in whatever process they are made.
    """
    try:
        return sessions.refresh(refresh_token=refresh_token, shared_seconds=SHARED_SECONDS)
    except RefreshRefused:
        return None


def leave(access_token: str, refresh_token: str | None) -> None:
    """Revokes both; a browser that cannot reach users still forgets its cookies."""
    try:
        sessions.logout(access_token=access_token, refresh_token=refresh_token)
    except Problem:
        return


def bring_cart(user_id: str, guest_token: str | None) -> Cart | None:
    """At sign-in the guest's cart joins the user's. None when cart does not answer: the guest's cart then stays for the next time.

    Raises ShopOwnersDoNotShop where there was something to bring; it stays too.
    """
    try:
        if guest_token:
            return carts.merge(token=guest_token, user_id=user_id)
        return carts.cart(holder=CartHolder(user_id=user_id), is_glance=True)
    except ShopOwnersDoNotShop:
        if _holds_something(guest_token):
            raise
        return None
    except Problem:
        return None


def _holds_something(guest_token: str | None) -> bool:
    try:
        return bool(carts.cart(holder=CartHolder(token=guest_token), is_glance=True).lines)
    except Problem:
        return True


def bring_list(user_id: str, guest_token: str | None) -> Marks | None:
    """At sign-in the guest's wishlist joins the user's. None when wishlist does not answer: it then stays for the next time."""
    try:
        if guest_token:
            return wishlists.merge(token=guest_token, user_id=user_id)
        return wishlists.marks(holder=ListHolder(user_id=user_id))
    except Problem:
        return None
