"""News of one product that two processes hear at the same moment."""

from __future__ import annotations

from souk.kernel.data.database import changes
from souk.services.search.models import IndexedProduct
from souk.services.search.use_cases.catalogue import save_products
from tests.kernel.in_between import while_uncommitted
from tests.services.search.market import product


def hear(revision: int) -> None:
    with changes("search"):
        save_products([product("lamp", revision)])


def test_older_news_heard_while_newer_is_written_does_not_win(real_databases: None) -> None:
    hear(4)
    while_uncommitted("search", lambda: save_products([product("lamp", 6)]), lambda: hear(5))
    assert IndexedProduct.objects.get().revision == 6
    hear(5)
    assert IndexedProduct.objects.get().revision == 6
