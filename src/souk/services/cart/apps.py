"""cart as a Django application."""

from django.apps import AppConfig


class CartConfig(AppConfig):
    name = "souk.services.cart"
    label = "cart"
    default_auto_field = "django.db.models.BigAutoField"
