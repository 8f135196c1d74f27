"""Roles made of permissions: who may make and give them, and how soon a change counts."""

from __future__ import annotations

import pytest

from souk.contracts.users.calls import LastAdministrator, RoleBeyondYou, RoleNameTaken, RoleNotFound
from souk.kernel.access import identity, permissions
from souk.services.users.models import EndedGrant, GivenRole, HeldRole
from souk.services.users.service import SessionsService, UsersService
from souk.services.users.use_cases import custom_roles, erasure, roles
from souk.vocabulary.problems import Invalid, Unauthenticated

from .conftest import PASSWORD

door, users = SessionsService(), UsersService()


def enter(email: str = "ada@example.org"):
    return door.login(email=email, password=PASSWORD, address="192.0.2.1")


def who_enters(email: str = "ada@example.org") -> identity.Identity:
    return identity.verify_access_token(enter(email).access_token)


def is_good(token: str) -> bool:
    try:
        identity.verify_access_token(token)
    except Unauthenticated:
        return False
    return True


def someone_who_may(*names: str, roles: tuple[str, ...] = ()):
    return identity.acting_as(identity.Identity("usr_clerk", frozenset(roles), given=frozenset(names)))


@pytest.fixture
def editor(administrator):
    with administrator():
        return custom_roles.make(
            name="Editor", about="Tidies the shelves", wanted=["products.manage", "stock.read"]
        )


@pytest.fixture
def ada_edits(ada, editor, administrator):
    with administrator():
        roles.replace(user_id=ada.user_id, wanted=["shopper"], custom=[editor.role_id])
    return ada


def test_a_token_carries_what_a_custom_role_permits(ada_edits):
    who = who_enters()
    assert who.permissions == {"products.manage", "stock.read"}
    assert who.roles == {"shopper"}
    assert users.accounts(user_ids=[ada_edits.user_id])[0].custom_roles == ["Editor"]


def test_what_may_be_done_travels_between_houses(ada_edits):
    who = who_enters()
    assert identity.Identity.from_header(who.to_header()).permissions == who.permissions


def test_a_permission_of_a_newer_version_is_not_believed(ada):
    token = identity.issue_access_token(
        ada.user_id, ["shopper"], "tok_1", given=["world.rule", "orders.read"]
    )
    assert identity.read_access_token(token).permissions == {"orders.read"}


def test_changing_a_role_ends_the_tokens_that_say_otherwise(ada_edits, editor, administrator):
    tokens = enter()
    with administrator():
        custom_roles.change(editor.role_id, name="Editor", about="", wanted=["stock.read"])
    assert not is_good(tokens.access_token)
    fresh = door.refresh(refresh_token=tokens.refresh_token)
    assert identity.verify_access_token(fresh.access_token).permissions == {"stock.read"}


def test_renaming_a_role_disturbs_nobody(ada_edits, editor, administrator):
    tokens = enter()
    with administrator():
        custom_roles.change(editor.role_id, name="Redaction", about="New words", wanted=editor.permissions)
    assert is_good(tokens.access_token)


def test_removing_a_role_takes_it_from_everybody_at_once(ada_edits, editor, administrator):
    tokens = enter()
    with administrator():
        custom_roles.remove(editor.role_id)
        custom_roles.remove(editor.role_id)
    assert not is_good(tokens.access_token)
    assert who_enters().permissions == frozenset()
    assert not HeldRole.objects.exists()


def test_a_role_that_hundreds_hold_is_changed_by_a_few_statements(ada, editor, administrator, count_queries):
    from souk.kernel import clock
    from souk.services.users.models import Account

    people = [
        Account(user_id=f"usr_{n}", email_key=f"{n}", email="", name="", created_at=clock.now())
        for n in range(400)
    ]
    Account.objects.bulk_create(people)
    HeldRole.objects.bulk_create([HeldRole(account=one, role_id=editor.role_id) for one in people])
    with administrator(), count_queries("users") as queries:
        custom_roles.change(editor.role_id, name="Editor", about="", wanted=["stock.read"])
    assert len(queries) <= 8
    with administrator(), count_queries("users") as queries:
        custom_roles.remove(editor.role_id)
    assert len(queries) <= 8


def test_what_the_cache_missed_of_a_changed_role_is_told_again(ada_edits, editor, administrator):
    from souk.kernel.cache import use_cache
    from souk.services.users.use_cases import sessions_end
    from tests.fakes.shared_cache import ForgetfulCache

    cache = ForgetfulCache()
    use_cache(cache)
    sessions_end.tell_revocations()
    tokens = enter()
    cache.is_away = True
    with administrator():
        custom_roles.change(editor.role_id, name="Editor", about="", wanted=["stock.read"])
    cache.is_away = False
    assert is_good(tokens.access_token)
    sessions_end.tell_revocations()
    assert not is_good(tokens.access_token)
    assert EndedGrant.objects.get().is_told
    cache.empty()
    sessions_end.tell_revocations()
    assert not is_good(tokens.access_token)


def test_taking_a_role_away_ends_its_tokens(ada_edits, administrator):
    tokens = enter()
    with administrator():
        roles.replace(user_id=ada_edits.user_id, wanted=["shopper"], custom=[])
    assert not is_good(tokens.access_token)


def test_roles_are_left_alone_when_only_the_built_in_ones_are_given(ada_edits, administrator):
    with administrator():
        roles.replace(user_id=ada_edits.user_id, wanted=["staff"])
    assert who_enters().permissions == permissions.STAFF | {"products.manage", "stock.read"}


def test_nobody_makes_a_role_that_may_more_than_they_may(editor):
    with someone_who_may("roles.manage", "stock.read"), pytest.raises(RoleBeyondYou) as refusal:
        custom_roles.make(name="Mine", about="", wanted=["stock.read", "users.manage"])
    assert "users.manage" in refusal.value.detail


def test_nobody_adds_to_a_role_or_empties_one_beyond_their_own(editor):
    with someone_who_may("roles.manage", "stock.read"):
        for wanted in (["products.manage", "stock.read"], ["stock.read"]):
            with pytest.raises(RoleBeyondYou):
                custom_roles.change(editor.role_id, name="Editor", about="", wanted=wanted)
        with pytest.raises(RoleBeyondYou):
            custom_roles.remove(editor.role_id)


@pytest.mark.parametrize("wanted", ["staff", "administrator"])
def test_nobody_gives_a_built_in_role_that_may_more_than_they_may(ada, wanted):
    with someone_who_may("roles.manage"), pytest.raises(RoleBeyondYou):
        roles.replace(user_id=ada.user_id, wanted=[wanted])
    assert who_enters().permissions == frozenset()


def test_nobody_gives_themselves_more(ada, editor):
    clerk = identity.Identity(ada.user_id, frozenset({"shopper"}), given=frozenset({"roles.manage"}))
    with identity.acting_as(clerk), pytest.raises(RoleBeyondYou):
        roles.replace(user_id=ada.user_id, wanted=["shopper"], custom=[editor.role_id])


def test_who_may_everything_is_still_no_administrator(ada):
    with someone_who_may(*permissions.ALL), pytest.raises(RoleBeyondYou):
        roles.replace(user_id=ada.user_id, wanted=["administrator"])


def test_nobody_touches_the_roles_of_who_may_more(ada):
    users.give_role(key="k", user_id=ada.user_id, role="administrator")
    with someone_who_may("roles.manage"), pytest.raises(RoleBeyondYou):
        roles.replace(user_id=ada.user_id, wanted=["shopper"])


def test_nobody_makes_a_shop_owner_by_hand(ada):
    with someone_who_may(*permissions.ALL), pytest.raises(roles.ShopOwnerByShop):
        roles.replace(user_id=ada.user_id, wanted=["shop_owner"])
    assert roles.of([ada.user_id])[ada.user_id] == ["shopper"]


def test_nobody_takes_the_role_of_a_shop_away_by_hand(ada):
    roles.own_shop(user_id=ada.user_id, shop_id="shp_1")
    with someone_who_may("roles.manage"):
        roles.replace(user_id=ada.user_id, wanted=[])
        roles.replace(user_id=ada.user_id, wanted=["shop_owner"])
    assert roles.of([ada.user_id])[ada.user_id] == ["shopper", "shop_owner"]
    roles.lose_shop(user_id=ada.user_id, shop_id="shp_1")
    assert roles.of([ada.user_id])[ada.user_id] == ["shopper"]


def test_what_an_import_gave_goes_with_the_last_shop(ada):
    users.give_role(key="import", user_id=ada.user_id, role="shop_owner")
    for shop_id in ("shp_1", "shp_2"):
        roles.own_shop(user_id=ada.user_id, shop_id=shop_id)
    roles.lose_shop(user_id=ada.user_id, shop_id="shp_1")
    assert roles.of([ada.user_id])[ada.user_id] == ["shopper", "shop_owner"]
    roles.lose_shop(user_id=ada.user_id, shop_id="shp_2")
    assert roles.of([ada.user_id])[ada.user_id] == ["shopper"]


def test_a_clerk_gives_what_they_may_themselves(ada, editor):
    with someone_who_may("roles.manage", "products.manage", "stock.read"):
        roles.replace(user_id=ada.user_id, wanted=["shopper"], custom=[editor.role_id])
    assert who_enters().may("products.manage")


def test_the_last_administrator_stays(ada, administrator):
    users.give_role(key="k", user_id=ada.user_id, role="administrator")
    with (
        administrator(),
        pytest.raises(LastAdministrator),
    ):  # an administrator whose account is gone meanwhile
        roles.replace(user_id=ada.user_id, wanted=["shopper"])
    with pytest.raises(LastAdministrator):
        erasure.erase(user_id=ada.user_id, password=PASSWORD)
    assert GivenRole.objects.filter(role="administrator").count() == 1


def test_an_administrator_may_go_when_there_is_another(ada, administrator):
    users.give_role(key="k", user_id=ada.user_id, role="administrator")
    door.signup(email="bob@example.org", password=PASSWORD, name="Bob")
    bob = enter("bob@example.org").account
    users.give_role(key="k2", user_id=bob.user_id, role="administrator")
    erasure.erase(user_id=ada.user_id, password=PASSWORD)


@pytest.mark.parametrize("name", ["", "  ", "Staff", " administrator ", "Shop  owner"])
def test_a_role_has_a_name_of_its_own(name, administrator):
    with administrator(), pytest.raises(Invalid) as refusal:
        custom_roles.make(name=name, about="", wanted=["stock.read"])
    assert refusal.value.errors[0].pointer == "/name"


def test_names_are_compared_without_looking_at_capitals(editor, administrator):
    with administrator():
        other = custom_roles.make(name="Support", about="", wanted=["orders.read"])
        with pytest.raises(RoleNameTaken):
            custom_roles.make(name="EDITOR", about="", wanted=["stock.read"])
        with pytest.raises(RoleNameTaken):
            custom_roles.change(other.role_id, name="editor", about="", wanted=["orders.read"])


def test_unknown_permissions_and_roles_are_refused(ada, administrator):
    with administrator():
        with pytest.raises(Invalid):
            custom_roles.make(name="New", about="", wanted=["everything"])
        with pytest.raises(Invalid):
            custom_roles.make(name="New", about="", wanted=[])
        with pytest.raises(RoleNotFound):
            roles.replace(user_id=ada.user_id, wanted=["shopper"], custom=["rol_nothing"])
        with pytest.raises(RoleNotFound):
            custom_roles.one("rol_nothing")


def test_roles_over_rest(post, client, signed_in):
    headers = signed_in("usr_admin", ["administrator"])
    made = post("/roles", {"name": "Support", "permissions": ["orders.read"]}, headers)
    assert made.status_code == 201, made.content
    role_id = made.json()["role_id"]
    assert client.get("/api/roles", headers=headers).json()["items"][0]["name"] == "Support"
    wider = {"name": "Support", "permissions": ["orders.read", "users.read"]}
    changed = post(f"/roles/{role_id}", wider, headers, "put")
    assert changed.json()["permissions"] == ["orders.read", "users.read"]
    told = client.get("/api/permissions", headers=headers).json()["items"]
    assert {one["name"] for one in told} == permissions.ALL
    assert client.delete(f"/api/roles/{role_id}", headers=headers).status_code == 204
    assert client.get(f"/api/roles/{role_id}", headers=headers).status_code == 404


def test_nobody_chooses_their_role_at_sign_up(post):
    """Seed 004 let the caller send `role: Admin`."""
    body = {"email": "eve@example.org", "password": PASSWORD, "name": "Eve"}
    for field, value in (("role", "Admin"), ("roles", ["administrator"]), ("is_staff", True)):
        answer = post("/auth/signup", body | {field: value})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert post("/auth/signup", body).json()["roles"] == ["shopper"]
    assert who_enters("eve@example.org").permissions == frozenset()


def test_validating_a_token_tells_of_its_bearer_only(ada, client, signed_in):
    """Seed 004 answered with every user when it did not find the token's."""
    nobody = client.get("/api/auth/validate", headers=signed_in("usr_gone"))
    assert set(nobody.json()) == {"user_id", "roles", "permissions", "actor_id", "expires_at"}
    assert ada.user_id not in nobody.content.decode()
    for bad in ("nonsense", enter().refresh_token, ""):
        answer = client.get("/api/auth/validate", headers={"Authorization": f"Bearer {bad}"})
        assert answer.status_code == 401
        assert ada.user_id not in answer.content.decode()
    assert client.get("/api/auth/validate?token=x", headers=signed_in("usr_1")).status_code == 400


def test_who_gives_roles_and_may_not_see_accounts_is_told_nothing_of_them(client, signed_in, ada):
    path, body = f"/api/users/{ada.user_id}/roles", {"roles": ["shopper"]}
    clerk = signed_in("usr_clerk", given=["roles.manage"])
    answer = client.put(path, body, content_type="application/json", headers=clerk)
    assert (answer.status_code, answer.content) == (204, b"")
    both = signed_in("usr_clerk", given=["roles.manage", "users.read"])
    answer = client.put(path, body, content_type="application/json", headers=both)
    assert answer.json()["email"] == ada.email
