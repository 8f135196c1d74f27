"""Shops as a Django application."""

from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "souk.services.shops"
    label = "shops"
    default_auto_field = "django.db.models.BigAutoField"
