"""Where the world finds a process that nobody told its name."""

from __future__ import annotations

import pytest

from souk.kernel.addresses import lacking
from souk.kernel.settings import Settings


@pytest.mark.parametrize(
    ("bind", "public_url", "found"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8000"),
        ("0.0.0.0", "", "http://localhost:8000"),
        ("::", "", "http://localhost:8000"),
        ("0.0.0.0", "https://shop.example/", "https://shop.example"),
    ],
)
def test_links_lead_where_a_browser_can_go(bind: str, public_url: str, found: str) -> None:
    """An image listens at every address; a payment page at http://0.0.0.0 is one that a browser does not send a form to."""
    assert Settings(bind=bind, public_url=public_url, port=8000).base_url == found


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ("http://orders:8000", True),
        ("https://a.example, http://b:1/", True),
        ("localhost:8107", False),
        ("orders", False),
        ("http://", False),
        ("http://a:1,b:1", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_an_address_that_nobody_can_be_asked_at_is_named(told: str, whole: bool) -> None:
    assert (lacking(told) == "") is whole
