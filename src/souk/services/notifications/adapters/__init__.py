"""The posts there are, by the scheme of their URL."""

from __future__ import annotations

from urllib.parse import urlsplit

from souk.services.notifications.adapters.mailbox import Mailbox
from souk.services.notifications.adapters.smtp import Smtp
from souk.services.notifications.ports import Post


def post_at(url: str) -> Post:
    """Raises SystemExit with a sentence for a URL that leads nowhere: better at the start than at the first letter."""
    scheme = urlsplit(url).scheme
    if scheme == "mailbox":
        return Mailbox()
    if scheme in ("smtp", "smtps"):
        return Smtp(url)
    raise SystemExit(
        f"souk: SOUK_NOTIFICATIONS_EMAIL_URL begins with mailbox:, smtp:// or smtps://, not {scheme or 'nothing'}:"
    )
