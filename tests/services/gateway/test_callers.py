"""Who is asking: found out here to say so, never to be believed by a house for that."""

from __future__ import annotations

from typing import Any

import pytest

from souk.kernel.access import identity, keys
from souk.kernel.access.identity import issue_access_token
from souk.kernel.access.revocation import revoke
from souk.kernel.cache import use_cache
from souk.vocabulary.problems import Unavailable
from tests.services.gateway.gate import House, gate, open_house, run


def bearer(user_id: str = "usr_1", roles: tuple[str, ...] = ("staff", "shopper"), name: str = "tok_1") -> str:
    return f"Bearer {issue_access_token(user_id, list(roles), name)}"


@run
async def test_a_good_token_is_passed_on_and_its_bearer_named() -> None:
    house = House()
    async with open_house(house) as url, gate({"products": url}) as at:
        token = bearer()
        for _ in range(2):
            assert (await at.get("/api/categories", Authorization=token)).status == 200
        for heard in house.heard:
            assert heard["authorization"] == token
            assert (heard["x-user-id"], heard["x-user-roles"]) == ("usr_1", "shopper,staff")
        await at.get("/api/categories")
        assert house.heard[-1]["x-user-id"] is house.heard[-1]["x-user-roles"] is None


@run
async def test_a_token_that_is_worth_nothing_goes_no_further() -> None:
    house = House()
    async with open_house(house) as url, gate({"products": url, "web": url}) as at:
        gone = issue_access_token("usr_1", [], "tok_2", seconds=-1)
        revoke(["tok_3"])
        for token in ("Bearer nonsense", f"Bearer {gone}", bearer(name="tok_3")):
            refused = await at.get("/api/categories", Authorization=token)
            assert (refused.status, refused.json()["code"]) == (401, "unauthenticated")
            assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        assert house.heard == []
        assert (await at.get("/api/categories", Authorization="Basic abc")).status == 200, (
            "the house's to refuse"
        )
        assert (await at.get("/cart", Authorization="Bearer nonsense")).status == 200, "pages have cookies"


def test_while_nobody_can_say_the_house_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows(name: str) -> Any:
        raise Unavailable("no keys yet")

    monkeypatch.setattr(identity, "public_key", nobody_knows)

    @run
    async def scene() -> None:
        house = House()
        async with open_house(house) as url, gate({"products": url}) as at:
            assert (await at.get("/api/categories", Authorization=bearer())).status == 200
            assert house.heard[0]["authorization"]
            assert house.heard[0]["x-user-id"] is None

    scene()


def test_a_house_does_not_believe_who_the_gateway_says_it_is(client: Any) -> None:
    headers = {
        "X-User-ID": "usr_1",
        "X-User-Roles": "administrator",
        "X-Souk-Identity": '{"user_id": "usr_1"}',
    }
    assert client.get("/api/users/me", headers=headers).status_code == 401
    assert client.get("/api/users", headers=headers).status_code == 401


def test_without_the_cache_staff_are_left_to_the_houses() -> None:
    class Away:
        is_lasting = False

        def read(self, *keys: str) -> None:
            return None

    use_cache(Away())  # type: ignore[arg-type]

    @run
    async def scene() -> None:
        house = House()
        async with open_house(house) as url, gate({"products": url}) as at:
            assert (await at.get("/api/categories", Authorization=bearer())).status == 200
            assert house.heard[0]["x-user-id"] is None
            assert (
                await at.get("/api/categories", Authorization=bearer("usr_2", ("shopper",)))
            ).status == 200
            assert house.heard[1]["x-user-id"] == "usr_2"

    scene()


def test_keys_are_those_of_this_installation() -> None:
    assert keys.public_key(keys.signing_key()[0])
