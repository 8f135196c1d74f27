"""Products as a Django application."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "souk.services.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from souk.services.products import adapters

        adapters.introduce()
