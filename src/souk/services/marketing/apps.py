"""marketing as a Django application."""

from django.apps import AppConfig


class MarketingConfig(AppConfig):
    name = "souk.services.marketing"
    label = "marketing"
    default_auto_field = "django.db.models.BigAutoField"
