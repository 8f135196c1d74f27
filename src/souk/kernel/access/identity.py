"""Who is asking, and may they? Tokens are verified here; nothing else that a client sends is believed.

An endpoint says who may call it in one place: `may=anyone`, `may=signed_in`, `may=oneself`, `may=shop_owner`,
`may=staff_may("orders.read")`; or one of two: `may=shop_owner | staff_may("stock.manage")`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import jwt

from souk.kernel import clock
from souk.kernel.access import permissions
from souk.kernel.access.keys import public_key, signing_key
from souk.kernel.access.revocation import ACCESS_SECONDS, is_revoked
from souk.vocabulary.problems import Forbidden, Unauthenticated, Unavailable

ISSUER, AUDIENCE = "souk", "souk-api"


@dataclass(frozen=True)
class Identity:
    """The caller: nobody in particular, or a user with roles. `token_id` names the token it came by.

    `given`: permissions beyond those of the built-in roles. `grants`: the custom roles they come from, each with its revision,
    so that a changed role ends the tokens that say otherwise. `actor_id`: who acts for the user, with the user's rights only.
    """

    user_id: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    token_id: str = ""
    expires_at: float = 0
    given: frozenset[str] = field(default_factory=frozenset)
    grants: tuple[str, ...] = ()
    actor_id: str = ""

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Everything that the caller may do as staff."""
        return frozenset() if self.actor_id else permissions.of_roles(self.roles) | self.given

    @property
    def is_staff(self) -> bool:
        """Whether any door of the back office opens."""
        return bool(self.permissions)

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def to_header(self) -> str:
        """For a call between houses, which the service token protects."""
        body: dict[str, Any] = {
            "user_id": self.user_id,
            "roles": sorted(self.roles),
            "token_id": self.token_id,
        }
        if self.given:
            body["scope"] = " ".join(sorted(self.given))
        if self.actor_id:
            body["actor_id"] = self.actor_id
        return json.dumps(body)

    @classmethod
    def from_header(cls, header: str) -> Identity:
        if not header:
            return NOBODY
        body = json.loads(header)
        return cls(
            user_id=body.get("user_id"),
            roles=frozenset(body.get("roles", [])),
            token_id=body.get("token_id", ""),
            given=permissions.known(body.get("scope", "")),
            actor_id=body.get("actor_id", ""),
        )


NOBODY = Identity()

_current: ContextVar[Identity] = ContextVar("identity", default=NOBODY)
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


def current() -> Identity:
    return _current.get()


def set_current(who: Identity) -> None:
    """By the door through which a request comes in."""
    _current.set(who)


def in_person() -> None:
    """For what nobody does in somebody else's name: passwords, payments, being forgotten, what is said. Raises Forbidden."""
    if _current.get().actor_id:
        raise Forbidden("This is for the account’s owner alone: nobody does it for them.")


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
    """Who may call an endpoint: any of `roles`, or who has any of `permissions`; neither means everybody who is signed in, and
    `open` everybody. `in_person`: nobody who acts for somebody else. `besides`: permissions that are needed as well, every one."""

    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    open: bool = False
    permissions: frozenset[str] = field(default_factory=frozenset)
    in_person: bool = False
    besides: frozenset[str] = field(default_factory=frozenset)

    def check(self, who: Identity) -> None:
        """Raises Unauthenticated or Forbidden."""
        if self.in_person and who.actor_id:
            raise Forbidden("This is for the account’s owner alone: nobody does it for them.")
        if self.open:
            return
        if not who.is_signed_in:
            raise Unauthenticated("Send a valid access token, or sign in first.")
        if not self.allows(who):
            raise Forbidden(f"This needs {self._needed()}.")

    def allows(self, who: Identity) -> bool:
        """Whether somebody who is signed in may."""
        everybody = not self.roles and not self.permissions
        any_of_them = everybody or bool(self.roles & who.roles or self.permissions & who.permissions)
        return any_of_them and self.besides <= who.permissions

    def __or__(self, other: Permission) -> Permission:
        """Either of the two is enough."""
        return Permission(
            f"{self.name} or {other.name}",
            self.roles | other.roles,
            permissions=self.permissions | other.permissions,
            in_person=self.in_person and other.in_person,
        )

    def __and__(self, other: Permission) -> Permission:
        """Both are needed; of the other every permission."""
        return replace(self, name=f"{self.name} and {other.name}", besides=self.besides | other.permissions)

    def _needed(self) -> str:
        kinds = (("role", self.roles), ("permission", self.permissions))
        needed = " or ".join(f"the {kind} {' or '.join(sorted(names))}" for kind, names in kinds if names)
        return " and ".join([needed, *sorted(self.besides)])


anyone = Permission("anyone", open=True)
anyone_in_person = Permission("anyone_in_person", open=True, in_person=True)
signed_in = Permission("signed_in")
oneself = Permission("oneself", in_person=True)
shop_owner = Permission("shop_owner", frozenset({"shop_owner", "administrator"}))
#: Whoever may do anything at all in the back office.
any_staff = Permission("any_staff", permissions=permissions.ALL)


def staff_may(*names: str) -> Permission:
    """For who has one of these permissions, by whatever role. Raises KeyError for one that is not in the table."""
    for name in names:
        permissions.PERMISSIONS[name]
    return Permission(" or ".join(names), permissions=frozenset(names))


def issue_access_token(
    user_id: str,
    roles: list[str],
    token_id: str,
    seconds: int = ACCESS_SECONDS,
    *,
    given: Iterable[str] = (),
    grants: Iterable[str] = (),
    actor_id: str = "",
) -> str:
    """A signed token (EdDSA) that says who its bearer is for `seconds`, and what they may beyond their built-in roles (`scope`).

    `act` (RFC 8693): the token is used by somebody else, on the user's behalf.
    """
    key_id, key = signing_key()
    now = int(clock.seconds())
    claims: dict[str, Any] = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": user_id, "roles": roles, "jti": token_id, "iat": now, "exp": now + seconds,
    }  # fmt: skip
    if scope := " ".join(sorted(given)):
        claims["scope"] = scope
    if named := sorted(grants):
        claims["grants"] = named
    if actor_id:
        claims["act"] = {"sub": actor_id}
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": key_id, "typ": "at+jwt"})


def verify_access_token(token: str) -> Identity:
    """Raises Unauthenticated for anything but a token of ours that is neither expired nor revoked, and Unavailable for one
    that opens the back office when nobody can say whether it was revoked."""
    who = read_access_token(token)
    refuse_revoked(who, is_revoked(who.token_id, *who.grants))
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
    if claims["exp"] <= clock.seconds():
        raise Unauthenticated("The access token has expired; use the refresh token.")
    return Identity(
        claims["sub"],
        frozenset(claims.get("roles", [])),
        claims["jti"],
        claims["exp"],
        permissions.known(claims.get("scope", "")),
        tuple(claims.get("grants", ())),
        claims.get("act", {}).get("sub", ""),
    )


def refuse_revoked(who: Identity, revoked: bool | None) -> None:
    """`revoked` as `revocation.is_revoked` says it. Raises Unauthenticated, or Unavailable."""
    if revoked:
        raise Unauthenticated("The access token was revoked; please sign in.")
    if revoked is None and (who.is_staff or who.actor_id):
        raise Unavailable(
            "Nobody can say at the moment whether this token was revoked, so the back office stays closed.",
            retry_after=2,
        )
