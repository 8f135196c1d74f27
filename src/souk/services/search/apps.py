"""Search as a Django application."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "souk.services.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Search"

    def ready(self) -> None:
        from souk.kernel.settings import settings as process_settings
        from souk.services.search import ports
        from souk.services.search.adapters.tantivy_index import TantivyIndex
        from souk.services.search.adapters.tantivy_shops import ShopsInMemory

        ports.use_shop_index(ShopsInMemory())
        ports.use_text_index(TantivyIndex(process_settings().data / "index"))
