"""wishlist as a Django application."""

from django.apps import AppConfig


class WishlistConfig(AppConfig):
    name = "souk.services.wishlist"
    label = "wishlist"
    default_auto_field = "django.db.models.BigAutoField"
