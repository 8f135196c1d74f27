"""The tables of notifications."""

from __future__ import annotations

from django.db import models

from souk.kernel.data.documents import DocumentField


class Message(models.Model):
    """One message to one person. `facts` (the event as JSON, with its tokens) is emptied once nothing is left to try."""

    message_id = models.CharField(max_length=40, primary_key=True)
    key = models.CharField(
        max_length=64, unique=True
    )  # of event, template and recipient: nobody is told twice
    channel = models.CharField(max_length=10, default="email")
    template = models.CharField(max_length=40)
    to = models.CharField(max_length=254)
    user_id = models.CharField(max_length=40, null=True, db_index=True)
    about = models.CharField(max_length=120, default="")  # the event's subject: an order, a user
    subject = models.CharField(max_length=200)
    facts = models.TextField()
    status = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)  # null once it is sent or failed
    good_until = models.DateTimeField(null=True)  # after that nobody needs it any more
    error = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="messages_due"),
            models.Index(fields=["to", "message_id"], name="messages_to"),
            models.Index(fields=["template", "message_id"], name="messages_of_kind"),
            models.Index(fields=["status", "message_id"], name="messages_by_status"),
        ]


class MailboxEmail(models.Model):
    """An email in the development mailbox."""

    message_id = models.CharField(max_length=40, primary_key=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    headers = DocumentField(default=dict)
    arrived_at = models.DateTimeField()
