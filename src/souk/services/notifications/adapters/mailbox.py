"""The development mailbox: emails stay here and are shown at `/dev/mailbox`."""

from __future__ import annotations

from souk.kernel import clock
from souk.services.notifications.models import MailboxEmail
from souk.services.notifications.ports import Email


class Mailbox:
    waits = False

    def deliver(self, email: Email) -> None:
        row = MailboxEmail(
            message_id=email.message_id,
            to=email.to,
            subject=email.subject,
            text=email.text,
            html=email.html,
            headers=email.headers,
            arrived_at=clock.now(),
        )
        MailboxEmail.objects.bulk_create([row], ignore_conflicts=True)
