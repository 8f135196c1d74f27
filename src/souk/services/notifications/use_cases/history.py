"""History: what was sent, and how long that is remembered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from souk.contracts.notifications.calls import LetterFilter, LetterRow, SentMessage
from souk.kernel import clock
from souk.kernel.data import sorting
from souk.services.notifications.models import MailboxEmail, Message
from souk.services.notifications.settings import settings
from souk.vocabulary.ids import first_id
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import NotFound

COLUMNS = ("message_id", "channel", "template", "to", "subject", "status", "created_at", "sent_at")
OF_DESK = (*COLUMNS, "user_id", "attempts", "error")


class EmailNotFound(NotFound):
    title = "There is no such email in the mailbox"


def messages_to(to: str, cursor: str | None = None, limit: int = 24) -> Page[SentMessage]:
    """The newest first."""
    return _page(Message.objects.filter(to=to), cursor, limit)


def messages_of(user_id: str, cursor: str | None = None, limit: int = 24) -> Page[SentMessage]:
    """To one account, whatever its email was; the newest first."""
    return _page(Message.objects.filter(user_id=user_id), cursor, limit)


def search(wanted: LetterFilter, cursor: str | None, limit: int) -> Page[LetterRow]:
    """Everybody's, the newest first. Who was erased is no longer named."""
    rows = Message.objects.all()
    if begin := wanted.to.strip():
        rows = rows.filter(sorting.begins("to", begin))
    fields = {"template": wanted.kind, "status": wanted.status}
    rows = rows.filter(**{name: value for name, value in fields.items() if value})
    # Ids grow with time: a stretch of moments is a stretch of ids, which every index here has.
    if wanted.since is not None:
        rows = rows.filter(message_id__gte=first_id("msg", wanted.since))
    if wanted.until is not None:
        rows = rows.filter(message_id__lt=first_id("msg", wanted.until))
    found, more = _slice(rows, OF_DESK, cursor, limit)
    return Page(items=[LetterRow(**row) for row in found], next=more)


def mailbox(before: str | None = None, limit: int = 50) -> tuple[list[MailboxEmail], str | None]:
    """Emails of the development mailbox, the newest first, and where the next page begins."""
    rows = MailboxEmail.objects.defer("html", "text").order_by("-message_id")
    if before:
        rows = rows.filter(message_id__lt=before)
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].message_id if len(found) > limit else None


def mailbox_email(message_id: str) -> MailboxEmail:
    """Raises EmailNotFound."""
    found = MailboxEmail.objects.filter(message_id=message_id).first()
    if found is None:
        raise EmailNotFound()
    return found


def sweep() -> None:
    """Forgets what is long over, and what the mailbox has no room for."""
    Message.objects.filter(
        due_at=None, created_at__lte=clock.in_seconds(-86400 * settings().kept_days)
    ).delete()
    newest = MailboxEmail.objects.order_by("-message_id").values_list("message_id", flat=True)
    last_kept = list(newest[settings().mailbox_size - 1 : settings().mailbox_size])
    if last_kept:
        MailboxEmail.objects.filter(message_id__lt=last_kept[0]).delete()


def _page(rows: QuerySet[Message], cursor: str | None, limit: int) -> Page[SentMessage]:
    found, more = _slice(rows, COLUMNS, cursor, limit)
    return Page(items=[SentMessage(**row) for row in found], next=more)


def _slice(
    rows: QuerySet[Message], columns: tuple[str, ...], cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    if cursor is not None:
        rows = rows.filter(message_id__lt=read_cursor(cursor, (str,))[0])
    found = list(rows.order_by("-message_id").values(*columns)[: limit + 1])
    return found[:limit], write_cursor(found[limit - 1]["message_id"]) if len(found) > limit else None
