"""Sessions: getting in, staying in while tokens turn over, getting out."""

from __future__ import annotations

import hashlib
import time

from souk.contracts.cart.calls import Cart, CartHolder, Carts
from souk.contracts.users.calls import RefreshRefused, Sessions, Tokens
from souk.kernel.asking import ask
from souk.kernel.cache import cache
from souk.vocabulary.problems import Problem

sessions = ask(Sessions)
carts = ask(Carts)

#: A refresh token is good once. Pages that were asked for at the same moment share what the first of them got.
SHARED_SECONDS = 20
WAIT_SECONDS = 2.0


def enter(email: str, password: str, address: str) -> Tokens:
    """Raises WrongCredentials or AccountLocked."""
    return sessions.login(email=email, password=password, address=address)


def renew(refresh_token: str) -> Tokens | None:
    """New tokens for a refresh token; None when the session is over. Raises Unavailable while users is away.

    Two pages renewing at once would look like a stolen token, so only the first asks and the others take its answer.
    """
    name = "web:renewed:" + hashlib.sha256(refresh_token.encode()).hexdigest()
    known = cache().get(name)
    if known:
        return Tokens.model_validate_json(known)
    if cache().increment(name + ":turn", SHARED_SECONDS) > 1:
        return _wait_for(name)
    try:
        tokens = sessions.refresh(refresh_token=refresh_token)
    except RefreshRefused:
        return None
    except Problem:
        cache().forget(name + ":turn")
        raise
    cache().put(name, tokens.model_dump_json().encode(), SHARED_SECONDS)
    return tokens


def leave(access_token: str, refresh_token: str | None) -> None:
    """Revokes both; a browser that cannot reach users still forgets its cookies."""
    try:
        sessions.logout(access_token=access_token, refresh_token=refresh_token)
    except Problem:
        return


def bring_cart(user_id: str, guest_token: str | None) -> Cart | None:
    """At sign-in the guest's cart joins the user's. None when cart does not answer: the guest's cart then stays for the next time."""
    try:
        if guest_token:
            return carts.merge(token=guest_token, user_id=user_id)
        return carts.cart(holder=CartHolder(user_id=user_id))
    except Problem:
        return None


def _wait_for(name: str) -> Tokens | None:
    for _ in range(int(WAIT_SECONDS / 0.05)):
        time.sleep(0.05)
        known = cache().get(name)
        if known:
            return Tokens.model_validate_json(known)
    return None
