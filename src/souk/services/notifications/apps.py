"""Notifications as a Django application; chooses the post by its URL."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "souk.services.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from souk.services.notifications.adapters import post_at
        from souk.services.notifications.ports import use_post
        from souk.services.notifications.settings import settings

        use_post(post_at(settings().email_url.get_secret_value()))
