"""What notifications says."""

from souk.vocabulary.events import Event


class NotificationSent(Event):
    name = "notification.sent"
    about = "message_id"
    message_id: str
    channel: str
    template: str
