"""Shipping as a Django application, and the carrier it uses."""

from __future__ import annotations

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "souk.services.shipping"
    label = "shipping"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Shipping"

    def ready(self) -> None:
        from souk.services.shipping.adapters.sandbox_carrier import SandboxCarrier
        from souk.services.shipping.ports import use_carrier
        from souk.services.shipping.settings import settings

        if settings().carrier == "sandbox":
            use_carrier(SandboxCarrier())
