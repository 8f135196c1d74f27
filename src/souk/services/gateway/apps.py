"""gateway as a Django application: it has templates and static files, no tables."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "souk.services.gateway"
    label = "gateway"
