"""Web as a Django application: templates and static files, no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "souk.services.web"
    label = "web"
    verbose_name = "Pages"
