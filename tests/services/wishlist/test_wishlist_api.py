"""The wishlist over REST."""

from __future__ import annotations

import json

import pytest

from souk.contracts.wishlist.calls import Thing


@pytest.fixture
def call(client):
    def calling(method: str, path: str, body: dict | None = None, **headers):
        given = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/wishlist{path}", headers=headers, **given)

    return calling


def test_a_guests_list_travels_in_a_header(call, market, wishlists):
    mug = market.put("Mug", price=1500)
    new = call("post", "/items", {"variation_id": mug})
    assert new.status_code == 201
    token = new["X-Wishlist-Token"]
    assert call("post", "/items", {"variation_id": mug}, **{"X-Wishlist-Token": token}).status_code == 200
    page = call("get", "", **{"X-Wishlist-Token": token})
    (item,) = page.json()["items"]
    assert (item["title"], item["price"]) == ("Mug", {"amount": "15.00", "currency": "USD"})
    assert page["Cache-Control"] == "no-store"
    assert call("get", "/count", **{"X-Wishlist-Token": token}).json() == {"count": 1}
    assert call("get", "/count").json() == {"count": 0}
    moved = call("post", f"/items/{item['item_id']}/move-to-cart", **{"X-Wishlist-Token": token})
    assert (moved.status_code, moved.json()["cart_quantity"]) == (200, 1)
    assert call("get", "", **{"X-Wishlist-Token": token}).json()["items"] == []


def test_a_user_has_one_list_whatever_token_they_send(call, market, wishlists, ada, signed_in):
    guest = call("post", "/items", {"variation_id": market.put("Mug")})["X-Wishlist-Token"]
    headers = signed_in(ada.user_id) | {"X-Wishlist-Token": guest}
    assert call("get", "", **headers).json()["items"] == []
    assert call("post", "/merge", {"token": guest}, **headers).json()["count"] == 1
    assert "X-Wishlist-Token" not in call("get", "", **headers)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"variation_id": "var_1", "shop_id": "shp_1"}, 422, "invalid"),
        ({"variation_id": "var_none"}, 409, "not-for-saving"),
        ({"variation_id": 5}, 422, "invalid"),
        ({"variation_id": "x" * 61}, 422, "invalid"),
        ({"colour": "red"}, 422, "invalid"),
    ],
)
def test_bad_requests_say_what_is_wrong_and_change_nothing(call, market, wishlists, body, status, code):
    answer = call("post", "/items", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert call("get", "/count").json() == {"count": 0}


def test_other_peoples_things_are_not_found(call, market, wishlists, ada, signed_in):
    item_id = wishlists.save(holder=ada, thing=Thing(variation_id=market.put("Mug"))).item_id
    eve = signed_in("usr_eve")
    for method, path, body in (
        ("delete", f"/items/{item_id}", None), ("post", f"/items/{item_id}/move-to-cart", None),
        ("post", "/letters", {"wants": False, "item_id": item_id}),
    ):  # fmt: skip
        assert call(method, path, body, **eve).status_code == 404
        if path != "/letters":
            assert call(method, path, body).status_code == 404
    assert wishlists.marks(holder=ada).count == 1


def test_a_list_is_shared_and_taken_back(call, market, wishlists, ada, signed_in):
    wishlists.save(holder=ada, thing=Thing(variation_id=market.put("Mug")))
    mine = signed_in(ada.user_id)
    answer = call("post", "/share", {"shows_name": True}, **mine)
    token = answer.json()["token"]
    assert "X-Wishlist-Token" not in answer
    seen = call("get", f"/shared/{token}")
    assert (seen.json()["owner"], seen["X-Robots-Tag"]) == ("Ada", "noindex")
    assert call("delete", "/share").status_code == 204  # nobody's
    assert call("get", f"/shared/{token}").status_code == 200
    assert call("delete", "/share", **mine).status_code == 204
    assert call("get", f"/shared/{token}").status_code == 404


def test_letters_are_for_who_is_signed_in(call, market, wishlists, ada, signed_in):
    wishlists.save(holder=ada, thing=Thing(variation_id=market.put("Mug")))
    assert call("post", "/letters", {"wants": True}).status_code == 401
    assert call("post", "/letters", {"wants": True}, **signed_in(ada.user_id)).status_code == 204
    assert call("get", "", **signed_in(ada.user_id)).json()["wants_letters"] is True
    assert call("post", "/letters/end", {"token": "guess"}).json()["code"] == "letters-token-invalid"


def test_sold_out_is_a_problem_that_says_so(call, market, wishlists, ada, signed_in):
    lamp = market.put("Lamp")
    item_id = wishlists.save(holder=ada, thing=Thing(variation_id=lamp)).item_id
    market.stock(lamp, 0)
    answer = call("post", f"/items/{item_id}/move-to-cart", **signed_in(ada.user_id))
    assert (answer.status_code, answer.json()["reason"]) == (409, "sold_out")
    done = call("post", "/move-to-cart", **signed_in(ada.user_id)).json()
    assert (done["moved"], done["not_moved"][0]["title"]) == ([], "Lamp")
    assert call("delete", f"/items/{item_id}", **signed_in(ada.user_id)).json()["count"] == 0
    assert call("get", "?limit=0").status_code == 400
    assert call("get", "?cursor=x", **signed_in(ada.user_id)).json()["code"] == "bad-cursor"
