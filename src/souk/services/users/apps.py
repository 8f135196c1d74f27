"""Users as a Django application."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "souk.services.users"
    label = "users"
    default_auto_field = "django.db.models.BigAutoField"
