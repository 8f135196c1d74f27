"""A page of the back office is for who may read it, also as the answer to a form that was refused."""

from __future__ import annotations

import pytest

from souk.contracts.inventory.calls import Receipt
from souk.kernel.access.identity import Permission
from souk.kernel.access.permissions import PERMISSIONS
from souk.services.inventory.service import InventoryService
from souk.services.web.pages.office import urlpatterns
from souk.services.web.pages.office.frame import ROOMS
from souk.vocabulary.problems import Forbidden
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")

#: What stands on the pages of an order, a person and a shelf.
TOLD = ("buyer5@example.org", "1 Navy Yard", "ada@example.org", "=Ada", "BLUE-L", "Back office")
GIVEN = ({}, {"roles-roles": "nonsense", "refund-amount": "NaN", "by": "1e9", "points": "x", "kind": "zzz"})


def _deeds() -> list[tuple[str, Permission]]:
    """Every form of the back office, by its address, and who may send it."""
    return [(str(p.pattern), p.callback.may) for p in urlpatterns]


def _reads(path: str, name: str) -> bool:
    """Whether this permission alone opens the room of the page."""
    room = next(room for room in reversed(ROOMS) if f"/{path}".startswith(room.url))
    return name in room.may.permissions


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_who_may_send_a_form_and_not_read_its_page_gets_the_problem_alone(name, grace, ada, orders):
    InventoryService().receive(key="r", receipts=[Receipt(variation_id="var_1", sku="BLUE-L", quantity=10)])
    browser = browser_of(grace.user_id, given=(name,))
    for address, may in _deeds():
        path = (
            address.replace("<slug:number>", "ORD-00000005")
            .replace("<slug:user_id>", ada.user_id)
            .replace("<slug:variation_id>", "var_1")
            .replace("<slug:", "")
            .replace(">", "")
        )
        if name not in may.permissions or may.besides or _reads(path, name):
            continue
        for given in GIVEN:
            browser.cookies.pop("souk_act", None)
            answer = browser.post(f"/{path}", given)
            if answer.status_code in (303, 404, 405):
                continue  # it needs no form, or what it is about is not there
            assert answer.status_code in (403, 422), (path, answer.status_code)
            assert [word for word in TOLD if word in text_of(answer)] == [], path


def test_the_problem_says_what_is_wrong_with_which_field(grace, ada, orders):
    browser = browser_of(grace.user_id, given=("orders.refund", "users.manage"))
    answer = browser.post("/office/orders/ORD-00000005/refund", {"refund-key": "1", "refund-amount": "-1"})
    assert answer.status_code == 422
    assert "How much: This has to be at least 0.01." in text_of(answer)
    assert "Why?: Please fill this in." in text_of(answer)
    answer = browser.post(f"/office/users/{ada.user_id}/block", {})
    assert answer.status_code == 422
    assert "Please fill this in." in text_of(answer)


def test_a_page_without_a_problem_is_closed_to_who_may_not_read_it(grace):
    from django.test import RequestFactory

    from souk.services.web.pages.office.frame import office
    from souk.services.web.pages.visitor import visit_of

    request = RequestFactory().get("/office/orders")
    request.COOKIES = {
        "souk_access": browser_of(grace.user_id, given=("orders.note",)).cookies["souk_access"].value
    }
    with pytest.raises(Forbidden):
        office(visit_of(request), "Orders", "order.html", {})
