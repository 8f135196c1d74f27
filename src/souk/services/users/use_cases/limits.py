"""Limits on how often one address, or one account, may try."""

from __future__ import annotations

from souk.kernel.cache import cache
from souk.kernel.web.emails import hash_of
from souk.services.users.rules.networks import network_of
from souk.services.users.settings import HOUR, MINUTE, settings
from souk.vocabulary.problems import TooManyRequests


def limit_sign_ins(address: str) -> None:
    _count("sign-in", network_of(address), settings().sign_ins_per_minute, MINUTE)


def limit_signups(address: str) -> None:
    _count("signup", network_of(address), settings().signups_per_hour, HOUR)


def limit_resets(address: str) -> None:
    """Of letters that anybody may ask for: new password, confirmation."""
    _count("reset", network_of(address), settings().resets_per_hour, HOUR)


def limit_old_passwords(user_id: str) -> None:
    """Whoever holds a stolen access token must not guess the password with it."""
    _count("old-password", user_id, 10, 15 * MINUTE)


def may_send(who: str, kind: str) -> bool:
    """Whether an account (or a name for nobody's email) may be sent another letter of this kind within the hour."""
    return cache().increment(f"users:letter:{kind}:{who}", HOUR) <= settings().letters_per_hour


def is_first_resend(email: str) -> bool:
    """A command that arrives again because its answer was lost must not become a second letter."""
    return cache().increment(f"users:resend:{hash_of(email)}", 5) == 1


def _count(what: str, who: str, most: int, seconds: int) -> None:
    """Raises TooManyRequests."""
    if cache().increment(f"users:{what}:{who}", seconds) > most:
        raise TooManyRequests("Please wait a while before trying again.", retry_after=seconds)
