"""Who is asking, and may they? Tokens are verified here; nothing else that a client sends is believed.

An endpoint says who may call it in one place: `may=anyone`, `may=signed_in`, `may=staff`, `may=administrator`, `may=shop_owner`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import jwt

from souk.kernel import clock
from souk.kernel.keys import public_key, signing_key
from souk.kernel.revocation import ACCESS_SECONDS, is_revoked
from souk.vocabulary.problems import Forbidden, Unauthenticated, Unavailable

ISSUER, AUDIENCE = "souk", "souk-api"


@dataclass(frozen=True)
class Identity:
    """The caller: nobody in particular, or a user with roles. `token_id` names the token it came by."""

    user_id: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    token_id: str = ""
    expires_at: float = 0

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & {"staff", "administrator"})

    def to_header(self) -> str:
        """For a call between houses, which the service token protects."""
        body = {"user_id": self.user_id, "roles": sorted(self.roles), "token_id": self.token_id}
        return json.dumps(body)

    @classmethod
    def from_header(cls, header: str) -> Identity:
        if not header:
            return NOBODY
        body = json.loads(header)
        roles = frozenset(body.get("roles", []))
        return cls(user_id=body.get("user_id"), roles=roles, token_id=body.get("token_id", ""))


NOBODY = Identity()

_current: ContextVar[Identity] = ContextVar("identity", default=NOBODY)
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


def current() -> Identity:
    return _current.get()


def set_current(who: Identity) -> None:
    """By the door through which a request comes in."""
    _current.set(who)


@contextmanager
def acting_as(who: Identity) -> Iterator[None]:
    token = _current.set(who)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Calls made inside must be answered within `seconds`, all of them together."""
    token = _deadline.set(min(_deadline.get(), clock.stopwatch() + seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left() -> float:
    return _deadline.get() - clock.stopwatch()


@dataclass(frozen=True)
class Permission:
    """Who may call an endpoint: any of `roles`; none means everybody who is signed in; `open` means everybody."""

    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    open: bool = False

    def check(self, who: Identity) -> None:
        """Raises Unauthenticated or Forbidden."""
        if self.open:
            return
        if not who.is_signed_in:
            raise Unauthenticated("Send a valid access token, or sign in first.")
        if self.roles and not self.roles & who.roles:
            raise Forbidden(f"This needs the role {' or '.join(sorted(self.roles))}.")


anyone = Permission("anyone", open=True)
signed_in = Permission("signed_in")
shop_owner = Permission("shop_owner", frozenset({"shop_owner", "administrator"}))
staff = Permission("staff", frozenset({"staff", "administrator"}))
administrator = Permission("administrator", frozenset({"administrator"}))


def issue_access_token(user_id: str, roles: list[str], token_id: str, seconds: int = ACCESS_SECONDS) -> str:
    """A signed token (EdDSA) that says who its bearer is for `seconds`."""
    key_id, key = signing_key()
    now = int(clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": user_id, "roles": roles, "jti": token_id, "iat": now, "exp": now + seconds,
    }  # fmt: skip
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": key_id, "typ": "at+jwt"})


def verify_access_token(token: str) -> Identity:
    """Raises Unauthenticated for anything but a token of ours that is neither expired nor revoked, and Unavailable for one
    that opens the back office when nobody can say whether it was revoked."""
    who = read_access_token(token)
    refuse_revoked(who, is_revoked(who.token_id))
    return who


def read_access_token(token: str) -> Identity:
    """Whom the token speaks for, revoked or not. Raises Unauthenticated for one that is not ours or has expired, Unavailable while
    the keys cannot be read."""
    try:
        key = public_key(jwt.get_unverified_header(token)["kid"])
        claims = jwt.decode(
            token,
            key,
            algorithms=["EdDSA"],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "sub", "jti"], "verify_exp": False, "verify_iat": False},
        )
    except (jwt.PyJWTError, KeyError, ValueError) as wrong:
        raise Unauthenticated("The access token is not one of ours.") from wrong
    if claims["exp"] <= clock.now().timestamp():
        raise Unauthenticated("The access token has expired; use the refresh token.")
    return Identity(claims["sub"], frozenset(claims.get("roles", [])), claims["jti"], claims["exp"])


def refuse_revoked(who: Identity, revoked: bool | None) -> None:
    """`revoked` as `revocation.is_revoked` says it. Raises Unauthenticated, or Unavailable."""
    if revoked:
        raise Unauthenticated("The access token was revoked; please sign in.")
    if revoked is None and who.is_staff:
        raise Unavailable(
            "Nobody can say at the moment whether this token was revoked, so the back office stays closed.",
            retry_after=2,
        )
