"""The development mailbox, for people."""

from __future__ import annotations

from django.urls import path

from souk.services.notifications.pages import mailbox

urlpatterns = [
    path("dev/mailbox", mailbox.inbox),
    path("dev/mailbox.css", mailbox.styles),
    path("dev/mailbox/<slug:message_id>", mailbox.email),
    path("dev/mailbox/<slug:message_id>/body", mailbox.body),
]
