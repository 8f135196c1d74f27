"""What a page of the back office offers is what its reader may do: no link and no button leads to a closed door."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.access.permissions import PERMISSIONS
from souk.kernel.data.database import changes
from souk.kernel.models import HeldDelivery
from souk.services.customers.use_cases import ledger, people
from tests.journeys.stall import lay_out
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")

OFFERED = re.compile(r'(href|action)="(/office[^"#]*)')
MOST_OF_A_KIND = 4


@pytest.fixture
def things(ada, orders):
    """Something of everything: shops in two states, goods, orders, points of one, and a dead letter about one."""
    lay_out([{"slug": "lamp", "stock": 3}])
    customer_id = people.introduce(ada.user_id, ada.email, ada.name)
    with changes("customers"):
        ledger.enter(customer_id, "order:ord_1", "earned", 9, detail="ORD-00000005", order_id="ord_1")
    HeldDelivery(
        event_id="evt_1", type="souk.order.created.v1", source="orders", subject="ORD-00000005", envelope="{}", attempts=8,
        due_at=clock.now(), dead_at=clock.now(), error="ValueError: no",
    ).save(using="search")  # fmt: skip


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_whatever_a_page_offers_its_reader_may_do(name, grace, things):
    browser = browser_of(grace.user_id, given=(name,))
    reader = identity.read_access_token(browser.cookies["souk_access"].value)
    waiting, met, kinds = ["/office"], {"/office"}, dict[object, int]()
    while waiting:
        path = waiting.pop(0)
        answer = browser.get(path)
        assert answer.status_code == 200, path
        for what, address in OFFERED.findall(text_of(answer).replace("&amp;", "&")):
            page = resolve(address.partition("?")[0]).func
            assert page.may.allows(reader), f"{path} offers {address}"
            kinds[page] = kinds.get(page, 0) + (address not in met)
            if what == "href" and address not in met and kinds[page] <= MOST_OF_A_KIND:
                waiting.append(address)
            met.add(address)


def test_who_only_reads_shops_reads_an_application_without_its_answer(grace, things):
    for name, offers in (("shops.read", False), ("shops.approve", True)):
        browser = browser_of(grace.user_id, given=(name,))
        pages = re.findall(r'href="(/office/shops/shp_\w+)"', text_of(browser.get("/office/shops")))
        told = "".join(text_of(browser.get(path)) for path in pages)
        assert ("Your answer" in told, "Mark The Stall as verified" in told) == (offers, offers)
