"""The back office over the real houses: people, roles, acting, stock and orders, and deeds that are noted."""

from __future__ import annotations

import pytest

from souk.contracts.inventory.calls import Receipt
from souk.contracts.users.calls import PeopleFilter
from souk.kernel.models import TrailRow
from souk.services.inventory.service import InventoryService, StockDeskService
from souk.services.notifications.models import Message
from souk.services.orders.models import Order, OrderNote, StatusChange
from souk.services.users.models import Account
from tests.street.office import PASSWORD, browser_of, people, text_of, users

pytestmark = pytest.mark.usefixtures("databases")

# People


def test_somebody_is_found_looked_at_blocked_and_let_in_again(desk, ada):
    text = text_of(desk.get("/office/users?email=ada"))
    path = f"/office/users/{ada.user_id}"
    assert f'href="{path}"' in text
    assert "grace@" not in text
    assert "ada@example.org" in text_of(desk.get(path))
    assert desk.post(f"{path}/block", {"block-why": ""}).status_code == 422
    answer = desk.post(f"{path}/block", {"block-why": "Asked for it"}, follow=True)
    assert "The account is blocked" in text_of(answer)
    assert "Asked for it" in text_of(desk.get(path))
    assert people.people(wanted=PeopleFilter(is_blocked=True)).items
    desk.post(f"{path}/unblock")
    assert Account.objects.get(user_id=ada.user_id).blocked_at is None
    deeds = set(TrailRow.objects.using("users").values_list("kind", "deed"))
    assert {("asked", "POST /office/users/<slug:user_id>/block"), ("done", "users.block")} <= deeds


def test_the_office_says_what_happened_and_nothing_else(desk, ada, grace):
    path = f"/office/users/{ada.user_id}"

    def says(address: str, **given: str) -> str:
        return text_of(desk.post(address, given, follow=True))

    assert "There is no such letter" in says(f"{path}/letters", kind="zzz")
    assert "There is no such letter" in says(f"{path}/letters")
    assert "The letter is on its way" in says(f"{path}/letters", kind="verify_email")
    assert "confirmed already" in says(f"/office/users/{grace.user_id}/letters", kind="verify_email")
    assert "was not locked" in says(f"{path}/unlock")
    assert "was not blocked" in says(f"{path}/unblock")
    assert "There is no such role" in says("/office/roles/rol_none/remove")
    assert "or never was" in says("/office/health/letters/nohouse/evt_1/replay")


def test_people_are_found_by_a_role_made_here_and_deeds_by_whom_they_were_for(desk, ada, grace):
    desk.post("/office/roles/new", {"name": "Support", "permissions": ["orders.read"]})
    (role,) = people.roles()
    desk.post(f"/office/users/{ada.user_id}/roles", {"roles-custom": [role.role_id]})
    found = text_of(desk.get(f"/office/users?custom_role={role.role_id}"))
    assert "Support</option>" in found
    assert "ada@example.org" in found
    assert "grace@example.org" not in found
    assert desk.get("/office/users?custom_role=rol_none").status_code == 422
    desk.post(f"/office/users/{ada.user_id}/roles", {})
    desk.post(f"/office/users/{ada.user_id}/act", {"act-why": "Called"})
    desk.post("/account/settings/letters", {"letters-wants_newsletter": "on"})
    desk.post("/acting/stop")
    assert "users.account.change" in text_of(desk.get("/office/audit?as_id=ada@example.org"))
    assert "users.account.change" in text_of(desk.get(f"/office/audit?as_id={ada.user_id}"))
    assert "users.account.change" not in text_of(desk.get("/office/audit?as_id=nobody@example.org"))


def test_roles_are_given_on_the_persons_page(desk, ada):
    answer = desk.post(f"/office/users/{ada.user_id}/roles", {"roles-roles": ["staff"]})
    assert answer.status_code == 303
    assert users.accounts(user_ids=[ada.user_id])[0].roles == ["shopper", "staff"]


def test_the_office_says_that_a_shop_gives_its_owner_the_role(desk, ada):
    users.give_role(key="o", user_id=ada.user_id, role="shop_owner")
    path = f"/office/users/{ada.user_id}"
    text = text_of(desk.get(path))
    assert "Shop owner is given by their shop" in text
    assert 'value="shop_owner"' not in text
    assert desk.post(f"{path}/roles", {"roles-roles": ["shop_owner"]}).status_code == 422
    assert desk.post(f"{path}/roles", {"roles-roles": ["staff"]}).status_code == 303
    assert users.accounts(user_ids=[ada.user_id])[0].roles == ["shopper", "shop_owner", "staff"]


def test_address_books_are_not_shown_to_everybody(ada, grace):
    path = f"/office/users/{ada.user_id}"
    assert "Address book" not in text_of(browser_of("usr_1", "staff").get(path))
    assert "Address book" in text_of(browser_of(grace.user_id, "administrator").get(path))


def test_a_role_is_made_changed_and_removed(desk, ada):
    made = desk.post("/office/roles/new", {"name": "Support", "permissions": ["orders.read"]})
    assert made.status_code == 303, text_of(made)
    (role,) = people.roles()
    assert "Support" in text_of(desk.get("/office/roles"))
    path = f"/office/roles/{role.role_id}"
    desk.post(path, {"name": "Support", "permissions": ["orders.read", "orders.note"]})
    assert people.roles()[0].permissions == ["orders.note", "orders.read"]
    assert desk.post(path, {"name": "Support"}).status_code == 422
    assert (
        desk.post("/office/roles/new", {"name": "support", "permissions": ["orders.read"]}).status_code == 422
    )
    desk.post(f"{path}/remove")
    assert people.roles() == []
    assert desk.get(path).status_code == 404


def test_a_role_beyond_its_maker_is_refused_with_a_sentence(grace):
    clerk = browser_of("usr_1", given=("roles.manage",))
    answer = clerk.post("/office/roles/new", {"name": "Mine", "permissions": ["users.manage"]})
    assert answer.status_code == 422
    assert "may do themselves" in text_of(answer)


# Acting


def test_staff_act_for_somebody_see_it_on_every_page_and_stop(desk, ada, grace):
    path = f"/office/users/{ada.user_id}"
    assert desk.post(f"{path}/act", {"act-why": ""}).status_code == 422
    assert desk.post(f"{path}/act", {"act-why": "Called"}).headers["Location"] == "/account"
    for page in ("/account", "/", "/cart", "/explore"):
        assert "You are acting as" in text_of(desk.get(page)), page
    assert 'value="=Ada"' in text_of(desk.get("/account/settings"))
    assert desk.get("/office").status_code == 403
    desk.post("/account/settings/letters", {"letters-wants_newsletter": "on"})
    rows = TrailRow.objects.using("users").filter(as_id=ada.user_id)
    assert [(row.actor_id, row.kind, row.deed) for row in rows] == [
        (grace.user_id, "asked", "POST /account/settings/letters"),
        (grace.user_id, "done", "users.account.change"),
    ]
    password = {"password-old_password": PASSWORD, "password-new_password": "another horse battery"}
    assert desk.post("/account/settings/password", password).status_code == 403
    settings = text_of(desk.get("/account/settings"))
    for path_in_person in ("password", "export", "erasure"):
        assert f"/account/settings/{path_in_person}" not in settings
        assert desk.get(f"/account/settings/{path_in_person}").status_code in (403, 405)
    assert desk.post("/account/settings/erasure", {"password": PASSWORD}).status_code == 403
    born = {"date_of_birth": "1990-03-21"}
    assert "nobody does it for them" in text_of(desk.post("/account/membership/birthday", born))
    refused = [row.deed for row in rows.all() if row.kind == "refused"]
    assert refused == [
        "POST /account/settings/password",
        "POST /account/settings/erasure",
        "POST /account/membership/birthday",
    ]
    assert desk.post("/acting/stop").headers["Location"] == path
    assert "You are acting as" not in text_of(desk.get("/account"))
    assert desk.get("/office").status_code == 200


def test_when_the_pass_was_ended_elsewhere_one_is_oneself_again(desk, ada):
    desk.post(f"/office/users/{ada.user_id}/act", {"act-why": "Called"})
    from souk.services.users.use_cases import passes

    passes.end(user_id=ada.user_id)
    assert desk.get("/office").status_code == 200


def test_nobody_acts_for_staff(desk, ada):
    users.give_role(key="s", user_id=ada.user_id, role="staff")
    assert "Act for them" not in text_of(desk.get(f"/office/users/{ada.user_id}"))
    answer = desk.post(f"/office/users/{ada.user_id}/act", {"act-why": "curious"})
    assert answer.status_code == 422


# Stock and orders


def test_stock_is_found_and_corrected_with_a_reason(desk):
    InventoryService().receive(key="r", receipts=[Receipt(variation_id="var_1", sku="BLUE-L", quantity=10)])
    assert "BLUE-L" in text_of(desk.get("/office/stock?sku=BLUE"))
    assert "BLUE-L" not in text_of(desk.get("/office/stock?sku=RED"))
    assert "BLUE-L" not in text_of(desk.get("/office/stock?is_low=yes"))
    path = "/office/stock/var_1/correct"
    assert desk.post(path, {"key": "1", "by": "-3", "reason": ""}).status_code == 422
    assert desk.post(path, {"key": "2", "by": "-30", "reason": "lost"}).status_code == 422
    for _ in range(2):
        assert desk.post(path, {"key": "3", "by": "-3", "reason": "lost"}).status_code == 303
    assert desk.post(path, {"key": "4", "by": "1", "reason": "found"}).status_code == 303
    assert StockDeskService().row(variation_id="var_1").on_hand == 8
    assert "written off" in text_of(desk.get("/office/stock/var_1"))
    assert TrailRow.objects.using("inventory").filter(deed="stock.correct", subject="var_1").exists()
    assert desk.get("/office/stock/var_unknown").status_code == 404


def test_a_note_for_staff_is_not_for_the_buyer(desk, orders):
    path = "/office/orders/ORD-00000005"
    desk.post(f"{path}/note", {"note-key": "1", "note-text": "Watch this one"})
    desk.post(f"{path}/note", {"note-key": "1", "note-text": "Watch this one"})
    desk.post(f"{path}/note", {"note-key": "2", "note-text": "Leaves on Monday", "note-is_for_buyer": "on"})
    assert OrderNote.objects.count() == 2
    assert list(StatusChange.objects.values_list("detail", flat=True)) == ["Leaves on Monday"]
    text = text_of(desk.get(path))
    assert "Watch this one" in text
    assert "Grace Adeyemi" in text
    assert desk.post(f"{path}/note", {"note-key": "3", "note-text": " "}).status_code == 422


def test_a_confirmation_is_sent_again_once_however_often_it_is_pressed(desk, orders, deliver):
    path = "/office/orders/ORD-00000005"
    form = text_of(desk.get(path)).split(f'action="{path}/confirmation"')[1]
    key = form.split('name="key" value="')[1].split('"')[0]
    for _ in range(2):
        answer = desk.post(f"{path}/confirmation", {"key": key}, follow=True)
        assert "The confirmation is on its way again" in text_of(answer)
    deliver()
    (message,) = Message.objects.filter(template="order_confirmed_again")
    assert (message.to, message.about) == ("buyer5@example.org", orders[5].order_id)
    assert text_of(desk.get(path)).count("Sent the confirmation again.") == 1
    noted = TrailRow.objects.using("orders").filter(deed="orders.letter", subject=orders[5].order_id)
    assert noted.count() == 1


def test_what_was_called_off_is_not_confirmed(desk, orders):
    path = "/office/orders/ORD-00000003"
    assert "Send the confirmation" not in text_of(desk.get(path))
    answer = desk.post(f"{path}/confirmation", {"key": "x"}, follow=True)
    assert "nothing to confirm" in text_of(answer)


def test_the_audit_trail_is_a_table_too(desk, grace, ada):
    desk.post(f"/office/users/{ada.user_id}/block", {"block-why": "x"})
    text = text_of(desk.get("/office/audit?actor=grace@example.org&deed=users."))
    assert "users.block" in text
    assert "grace@example.org" in text
    assert "users.block" not in text_of(desk.get("/office/audit?actor=nobody@example.org"))
    assert "users.block" in text_of(desk.get("/office/audit.csv"))


# What must always be true


def test_what_must_always_be_true_is_proved_when_somebody_asks(desk, orders, deliver):
    """These orders were paid nowhere, and have no letters: the page says so."""
    assert "Nobody has looked today" in text_of(desk.get("/office/health"))
    text = text_of(desk.post("/office/health/proof", follow=True))
    assert "do not hold" in text
    assert "was paid nowhere" in text
    Order.objects.all().delete()
    deliver()
    text = text_of(desk.post("/office/health/proof", follow=True))
    assert "hold. As of" in text
    assert "do not hold" not in text


def test_two_do_not_prove_at_once(desk):
    from souk.kernel.cache import cache

    cache().increment("office:proving", 60)
    assert "Somebody is having it looked at" in text_of(desk.post("/office/health/proof", follow=True))
