"""In and out: sign up, sign in, stay, leave; letters that confirm, reset and unlock."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from souk.contracts.users.calls import Account, Tokens
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, oneself, signed_in
from souk.kernel.web.api import Body
from souk.kernel.web.front import client_address
from souk.services.users.api.door import EmailText, Password, Token, api, me, unstored
from souk.services.users.use_cases import accounts, limits, locks, recovery, sessions
from souk.vocabulary.calls import Message


class SignupIn(Body):
    """Everybody begins as a shopper: there is no role to ask for."""

    email: EmailText
    password: Password
    name: str = Field(min_length=1, max_length=120)
    wants_newsletter: bool = False


class LoginIn(Body):
    email: EmailText
    password: Password


class RefreshIn(Body):
    refresh_token: Token


class LogoutIn(Body):
    refresh_token: Token | None = None


class EmailIn(Body):
    email: EmailText


class TokenIn(Body):
    token: Token


class ResetIn(Body):
    token: Token
    password: Password


class ChangeIn(Body):
    old: Password
    new: Password


class Bearer(Message):
    """Who an access token speaks for, what that lets them do as staff, and until when. `actor_id`: who acts for them."""

    user_id: str
    roles: list[str]
    permissions: list[str]
    actor_id: str | None
    expires_at: datetime


@api.post("/auth/signup", may=anyone, status=201)
def sign_up(request: HttpRequest, body: SignupIn) -> Account:
    """Opens an account and sends a letter to confirm its email."""
    limits.limit_signups(client_address(request))
    return accounts.sign_up(**body.model_dump())


@api.post("/auth/login", may=anyone, answers=Tokens)
def log_in(request: HttpRequest, body: LoginIn) -> HttpResponse:
    """After three wrong passwords from one address the account is locked for it (423), and a letter that opens it is sent."""
    address = client_address(request)
    return unstored(sessions.sign_in(email=body.email, password=body.password, address=address))


@api.post("/auth/refresh", may=anyone, answers=Tokens)
def refresh(request: HttpRequest, body: RefreshIn) -> HttpResponse:
    """New tokens for a refresh token, which is good once: a second use ends the session everywhere."""
    return unstored(sessions.refresh(body.refresh_token))


@api.post("/auth/logout", may=anyone, status=204)
def log_out(request: HttpRequest, body: LogoutIn) -> None:
    """Revokes the access token sent as Bearer, and the session of either token."""
    _, _, access_token = request.headers.get("Authorization", "").partition(" ")
    sessions.sign_out(access_token=access_token.strip(), refresh_token=body.refresh_token)


@api.get("/auth/validate", may=signed_in)
def validate(request: HttpRequest) -> Bearer:
    """Who the access token sent as Bearer speaks for."""
    who = identity.current()
    return Bearer(
        user_id=me(),
        roles=sorted(who.roles),
        permissions=sorted(who.permissions),
        actor_id=who.actor_id or None,
        expires_at=datetime.fromtimestamp(who.expires_at, UTC),
    )


@api.post("/auth/password/reset", may=anyone, status=202)
def request_password_reset(request: HttpRequest, body: EmailIn) -> None:
    """Sends a link for a new password, if there is such an account; the answer is always the same."""
    limits.limit_resets(client_address(request))
    recovery.request_reset(body.email)


@api.post("/auth/password/reset/confirm", may=anyone, status=204)
def reset_password(request: HttpRequest, body: ResetIn) -> None:
    """Sets a new password with the letter's token, and ends every session."""
    limits.limit_resets(client_address(request))
    recovery.reset_password(token=body.token, password=body.password)


@api.post("/auth/password/change", may=oneself, status=204)
def change_password(request: HttpRequest, body: ChangeIn) -> None:
    """Ends every other session."""
    recovery.change_password(user_id=me(), old=body.old, new=body.new)


@api.post("/auth/email/verify", may=anyone)
def verify_email(request: HttpRequest, body: TokenIn) -> Account:
    """Confirms the email with the letter's token."""
    return recovery.verify_email(body.token)


@api.post("/auth/email/resend", may=anyone, status=202)
def resend_verification(request: HttpRequest, body: EmailIn) -> None:
    """Sends the confirmation letter again, if there is something to confirm; the answer is always the same."""
    limits.limit_resets(client_address(request))
    recovery.send_verification(body.email)


@api.post("/auth/unlock", may=anyone, status=204)
def unlock(request: HttpRequest, body: TokenIn) -> None:
    """Opens a locked account with the letter's token."""
    locks.unlock(body.token)
