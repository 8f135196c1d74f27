"""The whole street in a real browser: bought by page, with and without JavaScript, and axe finds nothing on any page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import DESKTOP, PHONE, launch, suits_everybody
from tests.journeys.market import Market, checkout_body
from tests.journeys.stall import OFFICE

pytestmark = pytest.mark.browser

PAGES = ["/", "/explore", "/products/lamp", "/cart", "/shops", "/shops/stall", "/sign-in", "/sign-up", "/sell", "/track", "/newsletter",
         "/legal/privacy", "/dev/mailbox", "/docs/events", "/nothing-here"]  # fmt: skip


#: Below `/office`. With an arrow: the page that the first row leads to.
OFFICE_PAGES = ["", "/orders", "/orders?sort=-total&status=confirmed", "/orders?least=abc", "/orders →", "/users", "/users →", "/roles", "/roles/new",
                "/shops", "/shops?status=pending&sort=applied", "/shops?status=closed", "/shops?status=pending →", "/shops?status=approved →",
                "/reviews", "/customers", "/stock", "/stock →", "/audit", "/health",
                "/payments", "/payments →", "/payments/ledger", "/letters", "/coupons", "/coupons →", "/coupons/new", "/categories", "/categories →",
                "/categories/new", "/products?shop=stall", "/products?shop=stall →"]  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = launch(driver)
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


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(market: Market, chromium: Browser, path: str) -> None:
    page = chromium.new_page()
    page.goto(market.url + path)
    suits_everybody(page, path)
    page.close()


@pytest.fixture(scope="module")
def office(market: Market, chromium: Browser) -> Iterator[BrowserContext]:
    """Somebody who works in the back office, with an order to look at."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{market.url}/sign-in?next=/office")
    page.fill("#id_email", OFFICE[0])
    page.fill("#id_password", OFFICE[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Back office")
    page.goto(f"{market.url}/office/coupons/new")
    page.fill("#id_code", "ten-off")
    page.fill("#id_percent", "10")
    page.get_by_role("button", name="Make the coupon").click()
    page.get_by_text("The coupon is made").wait_for()
    page.goto(f"{market.url}/office/categories/new")
    page.fill("#id_name", "Table lamps")
    page.get_by_role("button", name="Make the category").click()
    page.get_by_text("The category is made").wait_for()
    page.close()
    token = market.post(
        "/api/cart/items", {"variation_id": market.variations["vase"], "quantity": 1}
    ).headers["X-Cart-Token"]
    placed = market.post("/api/checkout", checkout_body(), X_Cart_Token=token, Idempotency_Key="office")
    assert placed.status == 201, placed.data
    yield context
    context.close()


@pytest.mark.parametrize("path", OFFICE_PAGES)
def test_axe_finds_nothing_in_the_back_office(market: Market, office: BrowserContext, path: str) -> None:
    page = office.new_page()
    answer = page.goto(f"{market.url}/office{path.removesuffix(' →')}")
    if path.endswith("→"):
        page.locator(".sheet tbody a").first.click()
        page.wait_for_load_state()
    assert answer is not None
    assert answer.status in (200, 422)
    suits_everybody(page, path)
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth).length"
        )
        assert not wide, f"a table of {path} scrolls sideways at {width}"
        here = page.locator(".side [aria-current]").bounding_box()
        assert here is not None
        assert here["x"] >= 0, path
        assert here["x"] + here["width"] <= width, f"the room of {path} is out of sight at {width}"
    page.close()


def test_numbers_and_dates_stay_whole(market: Market, office: BrowserContext) -> None:
    page = office.new_page()
    page.goto(f"{market.url}/office/orders")
    for title in ("Number", "Placed", "Total"):
        cell = page.locator(f'td[data-title="{title}"]').first
        assert cell.evaluate("e => getComputedStyle(e).whiteSpace") == "nowrap", title
    assert (
        page.locator("td[data-title=Email]").first.evaluate("e => getComputedStyle(e).overflowWrap")
        == "break-word"
    )
    page.close()


def test_a_heading_sorts_without_javascript(
    market: Market, office: BrowserContext, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False, storage_state=office.storage_state())
    page = context.new_page()
    page.goto(f"{market.url}/office/stock?shop=stall")
    page.get_by_role("link", name="Free").click()
    expect(page.get_by_role("columnheader", name="Free")).to_have_attribute("aria-sort", "ascending")
    free = [int(text) for text in page.locator("td[data-title=Free]").all_inner_texts()]
    assert free == sorted(free)
    assert page.input_value("#id_shop") == "stall"
    page.get_by_role("link", name="Free").click()
    expect(page.get_by_role("columnheader", name="Free")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("columnheader", name="Free")).to_have_attribute("aria-sort", "descending")
    context.close()
