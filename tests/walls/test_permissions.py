"""Every endpoint says who may call it, and means it: each is tried as each role."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from souk.contracts.cart.calls import CartLine
from souk.kernel.access import identity
from souk.kernel.access.identity import Permission, issue_access_token, staff_may
from souk.kernel.access.permissions import PERMISSIONS, STAFF
from souk.kernel.ids import new_id
from souk.kernel.web.api import Api
from souk.street import STREET

ROLES: dict[str, tuple[list[str], list[str]] | None] = {
    "nobody": None,
    "shopper": (["shopper"], []),
    "shop owner": (["shop_owner"], []),
    "staff": (["staff"], []),
    "administrator": (["administrator"], []),
    **{f"who may {name}": (["shopper"], [name]) for name in PERMISSIONS},
}


def doors() -> list[Api]:
    found = []
    for house in STREET:
        if importlib.util.find_spec(f"souk.services.{house.name}.api"):
            found.append(importlib.import_module(f"souk.services.{house.name}.api").api)
    return found


ENDPOINTS = [(method, path, may) for door in doors() for (method, path), may in door.permissions.items()]


def test_there_are_endpoints() -> None:
    assert len(ENDPOINTS) > 40


@pytest.fixture
def headers(request):
    """`headers("who may stock.read")` → those of a signed-in request."""

    def of(role: str) -> dict[str, str]:
        held = ROLES[role]
        if held is None:
            return {}
        token = issue_access_token("usr_00000000000000000000000000", held[0], new_id("tok"), given=held[1])
        return {"Authorization": f"Bearer {token}"}

    return of


def is_allowed(may: Permission, role: str) -> bool:
    """Said once more, in other words than the gate's."""
    held = ROLES[role]
    if may.open or held is None:
        return may.open
    built_in, given = held
    allowed = set(given) | (STAFF if "staff" in built_in else set())
    if "administrator" in built_in:
        allowed = set(PERMISSIONS)
    if not may.besides <= allowed:
        return False
    if not may.roles and not may.permissions:
        return True
    return bool(set(built_in) & may.roles) or bool(allowed & may.permissions)


#: Who signs in shows a password; who lists orders, or asks who they are, may be a guest with a token of their own.
SAY_401_THEMSELVES = ("/auth", "/orders", "/customers/me")


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize(("method", "path", "may"), ENDPOINTS, ids=[f"{m} {p}" for m, p, _ in ENDPOINTS])
def test_who_may_call(client, headers, method, path, may) -> None:
    address = "/api" + re.sub(r"{[^}]+}", "nothing", path)
    for role, held in ROLES.items():
        answer = client.generic(
            method, address, data=b"{}", content_type="application/json", headers=headers(role)
        )
        is_problem = answer.get("Content-Type") == "application/problem+json"
        code = answer.json().get("code") if is_problem else None
        if is_allowed(may, role):
            assert code != "forbidden" or may.open, (role, answer.content)
            assert answer.status_code != 401 or path.startswith(SAY_401_THEMSELVES), (role, answer.content)
        else:
            assert answer.status_code == (401 if held is None else 403), (role, answer.content)
        assert answer.status_code < 500, (role, answer.content)


READS = [(method, path, reads) for door in doors() for (method, path), reads in door.reads.items()]
#: What is answered is made by the deed, and nobody reads it anywhere else.
OF_ITS_OWN = ("/users/{user_id}/act",)


def test_a_deed_of_staff_that_answers_something_says_who_may_read_it() -> None:
    def deed(request, order_id: str) -> CartLine: ...

    with pytest.raises(TypeError, match="who may read"):
        Api("orders").post("/orders/{order_id}/deed", may=staff_may("orders.cancel"))(deed)
    with pytest.raises(TypeError, match="who may read"):
        Api("orders").post("/orders/{order_id}/deed", may=identity.anyone, staff=staff_may("orders.cancel"))(
            deed
        )
    assert len(READS) > 20


@pytest.mark.parametrize(("method", "path", "reads"), READS, ids=[f"{m} {p}" for m, p, _ in READS])
def test_what_a_deed_answers_is_read_by_nobody_who_could_not_look_at_it(method, path, reads) -> None:
    """The nearest address that shows it, where staff alone may look: of others each object knows its readers."""
    shown = {where: may for how, where, may in ENDPOINTS if how == "GET"}
    near = path
    while near and near not in shown:
        near = near.rpartition("/")[0]
    may = shown.get(near, identity.anyone)
    if may.permissions and path not in OF_ITS_OWN:
        assert reads.permissions <= may.permissions, f"{method} {path} answers what {near} does not show"


def page_doors() -> list[tuple[str, Permission]]:
    """Every page that is not for everybody, by its address."""
    from souk.services.web.pages import urlpatterns

    closed = [(str(p.pattern), getattr(p.callback, "may", None)) for p in urlpatterns]
    return [(address, may) for address, may in closed if may is not None]


def test_there_are_closed_pages() -> None:
    assert {"office", "account"} <= {address for address, _ in page_doors()}


def test_every_page_of_the_back_office_says_who_may_enter() -> None:
    from souk.services.web.pages import urlpatterns

    office = [p for p in urlpatterns if str(p.pattern).split("/")[0] == "office"]
    assert [
        str(p.pattern) for p in office if not getattr(p.callback, "may", identity.signed_in).permissions
    ] == []


#: What no page asks for, and why that is right.
WITHOUT_A_PAGE: dict[str, str] = {}


def asked_for_by_pages() -> set[str]:
    """By the doors of the back office, and by what stands on a page for some of its readers only."""
    from souk.services.web.pages import office

    doors = [p.callback.may for p in office.urlpatterns]
    found = {name for may in doors for name in (*may.permissions, *may.besides)}
    for source in Path(office.__file__).parent.glob("*.py"):
        found |= set(re.findall(r"""\bmay\("([a-z_.]+)"\)""", source.read_text()))
    return found


def test_every_permission_has_a_page_of_the_back_office() -> None:
    """Else who may do something could do it by program only."""
    missing = set(PERMISSIONS) - asked_for_by_pages() - set(WITHOUT_A_PAGE)
    assert not missing, f"no page of the back office asks for {sorted(missing)}: make one, or say why not"
    assert not set(WITHOUT_A_PAGE) & asked_for_by_pages(), "has a page by now"
    assert all(WITHOUT_A_PAGE.values())


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize(("address", "may"), page_doors(), ids=[address for address, _ in page_doors()])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_may_enter(client, headers, method, address, may) -> None:
    path = "/" + re.sub(r"<[^>]+>", "nothing", address)
    for role, held in ROLES.items():
        client.cookies.clear()
        token = headers(role).get("Authorization", "").removeprefix("Bearer ")
        if token:
            client.cookies["souk_access"] = token
        answer = client.generic(method, path)
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.status_code == 405:
            return
        if held is None:
            assert answer.headers["Location"].startswith("/sign-in"), role
        else:
            assert (answer.status_code == 403) is not is_allowed(may, role), (role, answer.status_code)
        assert answer.status_code < 500, (role, answer.content)
