"""Inventory as a Django application."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "souk.services.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Inventory"
