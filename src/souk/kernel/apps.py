"""The kernel as a Django application: its tables go into every house's database."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "souk.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
