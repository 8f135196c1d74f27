"""Payments as a Django application, and the providers it may use."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "souk.services.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from souk.services.payments.adapters.sandbox import Sandbox
        from souk.services.payments.ports import offer
        from souk.services.payments.settings import settings

        if settings().provider == "sandbox":
            offer(Sandbox())
