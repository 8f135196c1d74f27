"""The public door of users, and those who should not come through it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from souk.kernel.settings import settings as process_settings
from souk.services.users.service import UsersService
from souk.services.users.settings import settings
from tests.services.users.test_contract import HOME

from .conftest import PASSWORD

SIGNUP = {"email": "ada@example.org", "password": PASSWORD, "name": "Ada Byron"}


@pytest.fixture
def entered(post):
    """Signs up and in; `headers` to send, and the tokens."""

    def enter(email="ada@example.org"):
        assert post("/auth/signup", SIGNUP | {"email": email}).status_code == 201
        tokens = post("/auth/login", {"email": email, "password": PASSWORD}).json()
        return {"Authorization": f"Bearer {tokens['access_token']}"}, tokens

    return enter


def picture(kind="PNG", size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "#3366aa").save(buffer, kind)
    return SimpleUploadedFile("me.png", buffer.getvalue(), content_type="image/png")


def test_from_signing_up_to_signing_out(post, client):
    answer = post("/auth/signup", SIGNUP)
    assert (answer.status_code, answer.json()["roles"]) == (201, ["shopper"])
    assert "password" not in answer.content.decode()
    answer = post("/auth/login", {"email": "ADA@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    tokens = answer.json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert client.get("/api/auth/validate", headers=headers).json()["user_id"] == tokens["account"]["user_id"]
    assert client.get("/api/users/me", headers=headers).json()["email"] == "ada@example.org"
    again = post("/auth/refresh", {"refresh_token": tokens["refresh_token"]}).json()
    headers = {"Authorization": f"Bearer {again['access_token']}"}
    assert post("/auth/logout", {"refresh_token": again["refresh_token"]}, headers).status_code == 204
    assert client.get("/api/users/me", headers=headers).status_code == 401
    assert post("/auth/refresh", {"refresh_token": again["refresh_token"]}).status_code == 401


@pytest.mark.parametrize(
    "wish",
    [{"role": "administrator"}, {"roles": ["administrator"]}, {"is_verified": True}, {"is_staff": True}],
)
def test_nobody_signs_up_as_more_than_a_shopper(post, wish):
    answer = post("/auth/signup", SIGNUP | wish)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(wish))}"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"email": "no email"}, "/email"),
        ({"email": 7}, "/email"),
        ({"password": "short"}, "/password"),
        ({"password": "ada@example.org"}, "/password"),
        ({"password": None}, "/password"),
        ({"name": ""}, "/name"),
        ({"name": "see https://spam.example"}, "/name"),
        ({"name": "x" * 121}, "/name"),
        ({"name": "a\x07b"}, "/name"),
        ({"wants_newsletter": "perhaps"}, "/wants_newsletter"),
    ],
)
def test_bad_fields_are_named(post, wrong, pointer):
    answer = post("/auth/signup", SIGNUP | wrong)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_signing_in_never_tells_whether_an_account_exists(post):
    post("/auth/signup", SIGNUP)
    known = post("/auth/login", {"email": "ada@example.org", "password": "not the right one"})
    unknown = post("/auth/login", {"email": "nobody@example.org", "password": "not the right one"})
    assert known.status_code == unknown.status_code == 401
    assert known.content == unknown.content


@pytest.mark.parametrize("path", ["/auth/password/reset", "/auth/email/resend"])
def test_letters_never_tell_whether_an_account_exists(post, path):
    post("/auth/signup", SIGNUP)
    known = post(path, {"email": "ada@example.org"})
    unknown = post(path, {"email": "nobody@example.org"})
    garbage = post(path, {"email": "no email"})
    assert {(a.status_code, a.content) for a in (known, unknown, garbage)} == {(202, b"")}


def test_a_password_is_reset_without_signing_in(post, letter):
    post("/auth/signup", SIGNUP)
    post("/auth/password/reset", {"email": "ada@example.org"})
    body = {"token": letter("reset_password"), "password": "another horse battery"}
    assert post("/auth/password/reset/confirm", body).status_code == 204
    answer = post("/auth/password/reset/confirm", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "token-invalid")
    assert (
        post("/auth/login", {"email": "ada@example.org", "password": "another horse battery"}).status_code
        == 200
    )


def test_a_locked_account_is_opened_by_its_letter(post, letter):
    post("/auth/signup", SIGNUP)
    for _ in range(3):
        post("/auth/login", {"email": "ada@example.org", "password": "not the right one"})
    answer = post("/auth/login", {"email": "ada@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (423, "account-locked")
    assert int(answer["Retry-After"]) > 0
    assert post("/auth/unlock", {"token": letter("unlock_account")}).status_code == 204
    assert post("/auth/login", {"email": "ada@example.org", "password": PASSWORD}).status_code == 200


def test_a_forwarded_address_is_not_believed(post):
    """Otherwise every guess would come from an address of its own."""
    post("/auth/signup", SIGNUP)
    for number in range(3):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        post("/auth/login", {"email": "ada@example.org", "password": "not the right one"}, headers)
    assert post("/auth/login", {"email": "ada@example.org", "password": PASSWORD}).status_code == 423


def test_signups_from_one_address_run_out(post):
    from souk.kernel.cache import cache

    for _ in range(settings().signups_per_hour):
        cache().increment("users:signup:127.0.0.1", 3600)
    answer = post("/auth/signup", SIGNUP)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_blanks_at_the_ends_of_a_password_count(post):
    post("/auth/signup", SIGNUP | {"password": "  right horse battery  "})
    assert post("/auth/login", {"email": "ada@example.org", "password": PASSWORD}).status_code == 401
    assert post("/auth/login", {"email": "ada@example.org", "password": f"  {PASSWORD}  "}).status_code == 200


def test_a_password_is_changed_and_other_sessions_end(post, entered, client):
    headers, _ = entered()
    other = post("/auth/login", {"email": "ada@example.org", "password": PASSWORD}).json()
    answer = post(
        "/auth/password/change", {"old": "not the right one", "new": "another horse battery"}, headers
    )
    assert answer.status_code == 401
    answer = post("/auth/password/change", {"old": PASSWORD, "new": "another horse battery"}, headers)
    assert answer.status_code == 204
    assert client.get("/api/users/me", headers=headers).status_code == 200
    assert post("/auth/refresh", {"refresh_token": other["refresh_token"]}).status_code == 401


def test_a_new_name_is_said_and_the_same_one_is_not(post, entered, said):
    headers, _ = entered()
    for name in ("Ada L.", " Ada  L. ", "Ada K."):
        post("/users/me", {"name": name}, headers, "patch")
    post("/users/me", {"wants_newsletter": True}, headers, "patch")
    told = said("user.updated")
    assert [event["full_name"] for event in told] == ["Ada L.", "Ada K."]
    assert told[0]["revision"] < told[1]["revision"]


def test_the_profile_is_changed_field_by_field(post, entered):
    headers, _ = entered()
    assert post("/users/me", {"name": " Ada  L. "}, headers, "patch").json()["name"] == "Ada L."
    assert post("/users/me", {"wants_newsletter": True}, headers, "patch").json()["name"] == "Ada L."
    assert post("/users/me", {"email": "eve@example.org"}, headers, "patch").status_code == 422
    assert post("/users/me", {"roles": ["staff"]}, headers, "patch").status_code == 422


def test_a_picture_is_encoded_anew_and_forgotten(client, entered):
    headers, _ = entered()
    answer = client.post("/api/users/me/picture", {"picture": picture(size=(900, 600))}, headers=headers)
    url = answer.json()["picture_url"]
    stored = process_settings().data / url.strip("/")
    with Image.open(stored) as opened:
        assert (opened.format, opened.width) == ("WEBP", 256)
    assert client.delete("/api/users/me/picture", headers=headers).json()["picture_url"] is None
    assert not stored.exists()


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused(client, entered, content):
    headers, _ = entered()
    upload = {"picture": SimpleUploadedFile("me.png", content, content_type="image/png")}
    answer = client.post("/api/users/me/picture", upload, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/picture"


def test_addresses_by_the_api(post, client, entered):
    headers, _ = entered()
    body = {"address": HOME.model_dump()}
    made = post("/users/me/addresses", body, headers)
    assert (made.status_code, made.json()["is_default"]) == (201, True)
    path = f"/users/me/addresses/{made.json()['address_id']}"
    assert client.get(f"/api{path}", headers=headers).json() == made.json()
    changed = post(path, {"address": HOME.model_dump() | {"city": "Paris", "country": "FR"}}, headers, "put")
    assert changed.json()["address"]["city"] == "Paris"
    assert client.get("/api/users/me/addresses", headers=headers).json() == {
        "items": [changed.json()],
        "next": None,
    }
    for _ in range(2):
        assert client.delete(f"/api{path}", headers=headers).status_code == 204
    assert client.get(f"/api{path}", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"country": "XX"}, "/address/country"), ({"country": "de"}, "/address/country"), ({"line1": ""}, "/address/line1"),
     ({"city": "a\x07b"}, "/address/city"), ({"planet": "Mars"}, "/address/planet")],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused(post, entered, wrong, pointer):
    headers, _ = entered()
    answer = post("/users/me/addresses", {"address": HOME.model_dump() | wrong}, headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_other_peoples_addresses_are_not_found(post, client, entered):
    ada, _ = entered()
    eve, _ = entered("eve@example.org")
    made = post("/users/me/addresses", {"address": HOME.model_dump()}, ada).json()
    path = f"/users/me/addresses/{made['address_id']}"
    assert client.get(f"/api{path}", headers=eve).status_code == 404
    assert post(path, {"address": HOME.model_dump()}, eve, "put").status_code == 404
    assert client.delete(f"/api{path}", headers=eve).status_code == 404
    assert client.get(f"/api{path}", headers=ada).json() == made


def test_one_takes_ones_data_along_and_is_forgotten(post, client, entered):
    headers, _ = entered()
    post("/users/me/addresses", {"address": HOME.model_dump()}, headers)
    export = client.get("/api/users/me/export", headers=headers).json()
    assert export["account"]["email"] == "ada@example.org"
    assert (len(export["addresses"]), len(export["sessions"])) == (1, 1)
    assert post("/users/me/erasure", {"password": "not the right one"}, headers).status_code == 401
    assert post("/users/me/erasure", {"password": PASSWORD}, headers).status_code == 204
    assert client.get("/api/users/me", headers=headers).status_code == 401
    assert post("/auth/login", {"email": "ada@example.org", "password": PASSWORD}).status_code == 401


def test_an_account_that_is_gone_is_not_found_with_a_token_that_lives_on(client, signed_in):
    assert client.get("/api/users/me", headers=signed_in("usr_gone")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/users/me"), ("patch", "/users/me"), ("get", "/users/me/export"), ("post", "/users/me/erasure"),
     ("post", "/users/me/picture"), ("get", "/users/me/addresses"), ("post", "/users/me/addresses"),
     ("get", "/auth/validate"), ("post", "/auth/password/change"), ("get", "/users"), ("get", "/users/usr_1"),
     ("put", "/users/usr_1/roles")],
)  # fmt: skip
def test_strangers_stay_outside(client, method, path):
    assert getattr(client, method)(f"/api{path}", headers={}).status_code == 401
    assert getattr(client, method)(f"/api{path}", headers={"X-User-ID": "usr_1"}).status_code == 401
    assert (
        getattr(client, method)(f"/api{path}", headers={"Authorization": "Bearer x.y.z"}).status_code == 401
    )


def test_only_staff_sees_accounts_and_only_administrators_give_roles(client, post, signed_in, ada):
    path = f"/users/{ada.user_id}"
    shopper, staff, admin = (
        signed_in("usr_1"),
        signed_in("usr_2", ["staff"]),
        signed_in("usr_3", ["administrator"]),
    )
    for headers, seen, given in ((shopper, 403, 403), (staff, 200, 403), (admin, 200, 200)):
        assert client.get("/api/users", headers=headers).status_code == seen
        assert client.get(f"/api{path}", headers=headers).status_code == seen
        assert post(f"{path}/roles", {"roles": ["staff"]}, headers, "put").status_code == given
    assert client.get("/api/users/usr_nobody", headers=staff).status_code == 404
    assert post("/users/usr_nobody/roles", {"roles": []}, admin, "put").status_code == 404
    assert post(f"{path}/roles", {"roles": ["emperor"]}, admin, "put").status_code == 422


def test_a_role_taken_away_is_gone_from_the_next_request_on(client, post, signed_in, ada):
    admin, path = signed_in("usr_3", ["administrator"]), f"/users/{ada.user_id}/roles"
    post(path, {"roles": ["staff"]}, admin, "put")
    tokens = post("/auth/login", {"email": "ada@example.org", "password": PASSWORD}).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert client.get("/api/users", headers=headers).status_code == 200
    assert post(path, {"roles": []}, admin, "put").json()["roles"] == ["shopper"]
    assert client.get("/api/users", headers=headers).status_code == 401


def test_an_administrator_does_not_saw_off_the_branch(post, signed_in, ada):
    UsersService().give_role(key="k", user_id=ada.user_id, role="administrator")
    admin = signed_in(ada.user_id, ["administrator"])
    assert post(f"/users/{ada.user_id}/roles", {"roles": ["staff"]}, admin, "put").status_code == 409


def test_accounts_come_in_pages(client, signed_in):
    for number in range(5):
        UsersService().open_account(
            key=str(number),
            email=f"u{number}@example.org",
            password=PASSWORD,
            name="U",
            roles=[],
            is_verified=True,
        )
    staff, seen, cursor = signed_in("usr_1", ["staff"]), [], ""
    while True:
        page = client.get(f"/api/users?limit=2{cursor}", headers=staff).json()
        seen += [account["email"] for account in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(seen) == [f"u{number}@example.org" for number in range(5)]
    found = client.get("/api/users?email=U3@Example.org", headers=staff).json()
    assert [account["email"] for account in found["items"]] == ["u3@example.org"]
    assert client.get("/api/users?cursor=garbage", headers=staff).status_code == 400
    assert client.get("/api/users?email=garbage", headers=staff).json()["items"] == []


def test_nothing_is_destroyed_by_looking(client, entered):
    headers, _ = entered()
    for path in ("/auth/logout", "/users/me/erasure", "/auth/unlock", "/auth/email/verify"):
        assert client.get(f"/api{path}?token=x", headers=headers).status_code == 405


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", "text/plain", ""])
def test_an_upload_that_is_no_form_is_refused(client, entered, kind):
    headers, _ = entered()
    answer = client.post("/api/users/me/picture", b"--x\r\n", content_type=kind, headers=headers)
    assert answer.status_code in (400, 422), answer.content
