"""SMTP: emails go to a mail server, `smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…` (TLS from the start).

`?tls=require` refuses a server without STARTTLS. With a user and a password TLS is always required, except to the own machine.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from souk.kernel import clock
from souk.services.notifications.ports import DeliveryFailed, DeliveryRefused, Email
from souk.services.notifications.settings import settings


class Smtp:
    waits = True

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if not parts.hostname:
            raise SystemExit(
                "souk: SOUK_NOTIFICATIONS_EMAIL_URL needs a host, as in smtp://mail.example.org:587"
            )
        self._host = parts.hostname
        self._is_tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._is_tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        wanted = parse_qs(parts.query).get("tls", [""])[0] == "require"
        is_near = self._host in ("localhost", "127.0.0.1", "::1")
        self._must_be_tls = wanted or (bool(self._user) and not is_near)

    def deliver(self, email: Email) -> None:
        try:
            message = written(email)
        except (ValueError, UnicodeError) as wrong:
            raise DeliveryRefused(f"the email cannot be written: {type(wrong).__name__}") from wrong
        try:
            server = self._connect(settings().deadline_seconds)
            try:
                server.send_message(message)
            finally:
                _part(server)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise _failure(min(codes, default=550), "recipient") from refused
        except smtplib.SMTPNotSupportedError as wrong:
            raise DeliveryRefused("the mail server cannot write to this address") from wrong
        except smtplib.SMTPAuthenticationError as wrong:
            raise DeliveryFailed("the mail server does not accept user and password") from wrong
        except smtplib.SMTPResponseException as wrong:
            raise _failure(wrong.smtp_code, "email") from wrong
        except (smtplib.SMTPException, OSError) as wrong:
            raise DeliveryFailed(f"the mail server did not answer: {type(wrong).__name__}") from wrong

    def knock(self, patience: float) -> None:
        """Comes as far as a letter would, and goes. Raises DeliveryFailed."""
        try:
            _part(self._connect(patience))
        except smtplib.SMTPAuthenticationError as wrong:
            raise DeliveryFailed("the mail server does not accept user and password") from wrong
        except (smtplib.SMTPException, OSError) as wrong:
            raise DeliveryFailed(f"the mail server did not answer: {type(wrong).__name__}") from wrong

    def _connect(self, patience: float) -> smtplib.SMTP:
        """Ready to send. `patience`, in seconds, holds for every step of the conversation."""
        context = ssl.create_default_context()
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=patience, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=patience)
        try:
            server.ehlo_or_helo_if_needed()
            if not self._is_tls and server.has_extn("starttls"):
                server.starttls(context=context)
            elif not self._is_tls and self._must_be_tls:
                raise DeliveryFailed("the mail server offers no TLS")
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def written(email: Email) -> EmailMessage:
    """As it goes over the wire. Raises ValueError for what cannot be a header."""
    message = EmailMessage()
    sender = settings().sender
    message["From"] = sender
    message["To"] = _with_ascii_domain(email.to)
    message["Subject"] = email.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{email.message_id}@{parseaddr(sender)[1].rpartition('@')[2] or 'souk'}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in email.headers.items():
        message[name] = value
    # Quoted-printable keeps the letter ASCII, whatever the servers on its way can do.
    message.set_content(email.text, cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", cte="quoted-printable")
    return message


def _with_ascii_domain(address: str) -> str:
    """Every mail server knows international domains by their ASCII form."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _part(server: smtplib.SMTP) -> None:
    """Whatever the server says to a goodbye: the letter was accepted or refused before."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _failure(code: int, what: str) -> Exception:
    """5xx is for ever, 4xx for now. The server's own words may quote the letter, so they are not kept."""
    if 500 <= code < 600:
        return DeliveryRefused(f"the mail server refused the {what} ({code})")
    return DeliveryFailed(f"the mail server put the {what} off ({code})")
