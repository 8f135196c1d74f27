"""The whole street in a real browser: bought by page, with and without JavaScript, and axe finds nothing on any page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.market import Market

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PAGES = ["/", "/explore", "/products/lamp", "/cart", "/shops", "/shops/stall", "/sign-in", "/sign-up", "/sell", "/track", "/newsletter",
         "/legal/privacy", "/dev/mailbox", "/docs/events", "/nothing-here"]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


ADDRESS = {
    "email": "page@example.com", "name": "Grace Hopper", "line1": "1 Navy Yard", "postal_code": "22202", "city": "Arlington",
}  # fmt: skip


def shop(page: Page, market: Market) -> None:
    """From the product's page to the provider's."""
    page.goto(f"{market.url}/products/lamp")
    page.click(".buy .button")
    page.get_by_text("It is in your cart.").wait_for()
    page.goto(f"{market.url}/cart")
    page.click("text=Continue to checkout")
    for name, value in ADDRESS.items():
        page.fill(f"#id_{name}", value)
    page.click("text=Continue to shipping")
    page.click("text=Continue to payment")
    page.check("#id_terms")
    page.click("text=with card")


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_a_guest_buys_by_page(market: Market, chromium: Browser, has_script: bool) -> None:
    context = chromium.new_context(java_script_enabled=has_script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    shop(page, market)
    expect(page.locator("body")).to_contain_text("4242")
    page.fill("input[name=number]", "4242 4242 4242 4242")
    page.fill("input[name=expiry]", "12/40")
    page.fill("input[name=cvc]", "123")
    page.get_by_role("button", name="Pay").first.click()
    expect(page.locator("main")).to_contain_text("ORD-")
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(market: Market, chromium: Browser, path: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(market.url + path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
    page.close()
