"""The portal's orders, stock and sales: what an owner sees and does, and what nobody does with another shop's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from web_office import signed_in_as, text_of
from web_portal import shop_that_sold

NUMBER = "ORD-7K2M9QXD"
ONE, TWO = "itm_7K2M9QXD_1", "itm_7K2M9QXD_2"
PAGE = f"/portal/orders/{NUMBER}"
SHIP = {"carrier": "Blue Van", "tracking_number": "1Z 999"}


@pytest.fixture
def shop(street: Any) -> str:
    return shop_that_sold(street)


@pytest.fixture
def owner(street: Any, shop: str) -> Any:
    return signed_in_as(street, "shop_owner")


def statuses(street: Any, shop: str) -> list[str]:
    return [item.status for item in street.sold.sold[shop, NUMBER].items]


def test_the_list_has_the_shops_orders_by_state_and_by_number(owner: Any, street: Any, shop: str) -> None:
    page = text_of(owner.get("/portal/orders"))
    assert NUMBER in page
    assert "ORD-THEIRS11" not in page
    assert "Bea &lt;Ox&gt;, Leeds" in page
    assert "To send" in page
    assert NUMBER in text_of(owner.get("/portal/orders?status=processing"))
    assert NUMBER not in text_of(owner.get("/portal/orders?status=delivered"))
    assert NUMBER in text_of(owner.get("/portal/orders?status=nonsense"))
    assert NUMBER in text_of(owner.get("/portal/orders?number=7k2m9qxd"))
    assert "No order of your shop fits that" in text_of(owner.get("/portal/orders?number=ORD-NOPE"))


def test_variations_of_one_title_are_told_apart(owner: Any, street: Any, shop: str) -> None:
    for item_id, cover in ((ONE, "Paperback"), (TWO, "Hardcover")):
        street.sold._set(shop, [item_id], title="Persuasion", options={"cover": cover})
    assert "Persuasion (Paperback), Persuasion (Hardcover)" in text_of(owner.get("/portal/orders"))
    page = text_of(owner.get(PAGE))
    for cover in ("Paperback", "Hardcover"):
        assert f"<summary>Cannot send Persuasion ({cover})</summary>" in page
        assert f": Persuasion ({cover})</span></button>" in page


def test_a_shop_without_orders_is_told_what_will_be_here(owner: Any, street: Any) -> None:
    street.sold.sold.clear()
    assert "No orders yet" in text_of(owner.get("/portal/orders"))


def test_one_order_says_what_to_send_and_where(owner: Any) -> None:
    page = text_of(owner.get(PAGE))
    for text in (
        "Bea &lt;Ox&gt;",
        "4 Elm Row",
        "Ring &lt;b&gt;twice&lt;/b&gt;",
        "2 × Cup 2",
        "SKU CUP-1",
        "Mark as shipped",
    ):
        assert text in page
    assert "Mark as delivered" not in page


@pytest.mark.parametrize("path", ["", "/slip"])
def test_another_shops_order_is_not_found(owner: Any, path: str) -> None:
    assert owner.get(f"/portal/orders/ORD-THEIRS11{path}").status_code == 404


def test_shipping_some_then_delivering_them(owner: Any, street: Any, shop: str) -> None:
    answer = owner.post(f"{PAGE}/ship", {**SHIP, "item": [ONE]})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert statuses(street, shop) == ["shipped", "processing"]
    page = text_of(owner.get(PAGE))
    assert "Marked as shipped" in page
    assert "Blue Van <code>1Z 999</code>" in page
    assert owner.post(f"{PAGE}/deliver", {"item": [ONE]}).status_code == 303
    assert statuses(street, shop) == ["delivered", "processing"]


def test_a_mistyped_tracking_number_is_corrected_on_the_page(owner: Any, street: Any, shop: str) -> None:
    owner.post(f"{PAGE}/ship", {**SHIP, "item": [ONE, TWO]})
    page = text_of(owner.get(PAGE))
    assert "Correct the tracking number" in page
    assert f'name="{ONE}-tracking_number" value="1Z 999"' in page
    fixed = {"item": [ONE, TWO], f"{ONE}-carrier": "Blue Van", f"{ONE}-tracking_number": "1Z 998"}
    assert owner.post(f"{PAGE}/correct", fixed).headers["Location"] == PAGE
    page = text_of(owner.get(PAGE))
    assert "Blue Van <code>1Z 998</code>" in page
    assert "1Z 999" not in page
    wrong = owner.post(f"{PAGE}/correct", fixed | {f"{ONE}-tracking_number": ""})
    assert wrong.status_code == 422
    assert "Please fill this in" in text_of(wrong)
    theirs = {
        "item": ["itm_THEIRS11_1"],
        "itm_THEIRS11_1-carrier": "x",
        "itm_THEIRS11_1-tracking_number": "x",
    }
    assert owner.post(f"{PAGE}/correct", theirs).status_code == 404
    assert owner.post(f"{PAGE}/correct", {}).status_code == 422
    assert owner.get(f"{PAGE}/correct").status_code == 405
    street.items.refusal = "It has arrived: nobody looks for it any more."
    answer = owner.post(f"{PAGE}/correct", fixed)
    assert (answer.status_code, "It has arrived" in text_of(answer)) == (422, True)


def test_what_has_arrived_or_the_carrier_tells_of_is_not_corrected(
    owner: Any, street: Any, shop: str
) -> None:
    street.sold._set(shop, [ONE], status="delivered", carrier="Blue Van", tracking_number="1Z 999")
    assert "Correct the tracking number" not in text_of(owner.get(PAGE))
    street.sold._set(shop, [ONE], status="shipped")
    street.items.told_by = "carrier"
    assert "Correct the tracking number" not in text_of(owner.get(PAGE))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({**SHIP}, "Tick what is in the parcel"),
        ({**SHIP, "carrier": "", "item": [ONE]}, "Please fill this in"),
        ({**SHIP, "tracking_number": "x" * 61, "item": [ONE]}, "60"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_moved(
    owner: Any, street: Any, shop: str, sent: Any, says: str
) -> None:
    answer = owner.post(f"{PAGE}/ship", sent)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert statuses(street, shop) == ["processing", "processing"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [("ship", {**SHIP, "item": ["itm_THEIRS11_1"]}), ("deliver", {"item": ["itm_THEIRS11_1"]}),
     ("items/itm_THEIRS11_1/out", {"itm_THEIRS11_1-reason": "sold_out"})],
)  # fmt: skip
def test_another_shops_items_are_not_found(owner: Any, street: Any, path: str, sent: Any) -> None:
    assert owner.post(f"{PAGE}/{path}", sent).status_code == 404
    assert {item.status for item in street.sold.sold["shp_theirs", "ORD-THEIRS11"].items} == {"processing"}


def test_a_refusal_is_told_on_the_page(owner: Any, street: Any) -> None:
    street.items.refusal = "Sandbox Post has this parcel already: SK1."
    for path, sent in (
        ("ship", {**SHIP, "item": [ONE]}),
        ("deliver", {"item": [ONE]}),
        (f"items/{ONE}/out", {f"{ONE}-reason": "sold_out"}),
    ):
        answer = owner.post(f"{PAGE}/{path}", sent)
        assert answer.status_code == 422
        assert "has this parcel already" in text_of(answer)


def test_a_refusal_stands_beside_what_was_typed(owner: Any, street: Any) -> None:
    street.items.refusal = "Sandbox Post has this parcel already: SK1."
    typed = {f"{ONE}-reason": "sold_out", f"{ONE}-note": "The last one fell"}
    page = text_of(owner.post(f"{PAGE}/items/{ONE}/out", typed))
    assert page.count('<details class="fold" open>') == 1
    assert 'value="The last one fell"' in page


def test_what_was_sent_meanwhile_is_said_where_nothing_is_left_to_send(
    owner: Any, street: Any, shop: str
) -> None:
    street.sold._set(shop, [ONE, TWO], status="shipped")
    street.items.refusal = "“Cup 1” is shipped and cannot become shipped."
    assert "cannot become shipped" in text_of(owner.post(f"{PAGE}/ship", {**SHIP, "item": [ONE]}))


def test_nothing_has_arrived_until_it_is_said_what(owner: Any, street: Any) -> None:
    answer = owner.post(f"{PAGE}/deliver", {})
    assert (answer.status_code, "Say what has arrived" in text_of(answer)) == (422, True)


def test_what_cannot_be_sent_is_cancelled_with_a_reason(owner: Any, street: Any, shop: str) -> None:
    assert owner.post(f"{PAGE}/items/{ONE}/out", {f"{ONE}-reason": "because"}).status_code == 422
    assert statuses(street, shop) == ["processing", "processing"]
    sent = {f"{ONE}-reason": "sold_out", f"{ONE}-note": "Sorry"}
    assert owner.post(f"{PAGE}/items/{ONE}/out", sent).headers["Location"] == PAGE
    assert street.items.calls[-1][1]["note"] == "Sorry"
    assert statuses(street, shop) == ["cancelled", "processing"]
    assert "gets the money for it back" in text_of(owner.get(PAGE))


def test_the_page_says_what_orders_says_when_shops_is_behind(owner: Any, street: Any, shop: str) -> None:
    street.items.states = lambda **_: []
    assert "Mark as shipped" in text_of(owner.get(PAGE))
    street.items.is_away = True
    assert owner.get(PAGE).status_code == 200


def test_of_what_the_carrier_has_the_carrier_tells(owner: Any, street: Any, shop: str) -> None:
    street.items.ship(
        key="k", shop_id=shop, item_ids=[ONE, TWO], carrier="Sandbox Post", tracking_number="SK1"
    )
    assert "Mark as delivered" in text_of(owner.get(PAGE))
    street.items.told_by = "carrier"
    page = text_of(owner.get(PAGE))
    assert "Mark as delivered" not in page
    assert "Sandbox Post tells where it is" in page


def test_the_slip_has_no_prices(owner: Any) -> None:
    page = text_of(owner.get(f"{PAGE}/slip"))
    assert "4 Elm Row" in page
    assert "$" not in page


def test_the_slip_of_a_parcel_has_what_is_in_that_parcel(owner: Any, street: Any, shop: str) -> None:
    def skus(slip: str) -> list[str]:
        return [sku for sku in ("CUP-1", "CUP-2") if f"<td>{sku}</td>" in slip]

    assert skus(text_of(owner.get(f"{PAGE}/slip"))) == ["CUP-1", "CUP-2"]
    owner.post(f"{PAGE}/ship", {**SHIP, "item": [ONE]})
    assert skus(text_of(owner.get(f"{PAGE}/slip"))) == ["CUP-2"], "the first parcel has left"
    assert f'href="{PAGE}/slip?parcel={ONE}"' in text_of(owner.get(PAGE))
    sent = text_of(owner.get(f"{PAGE}/slip?parcel={ONE}"))
    assert skus(sent) == ["CUP-1"]
    assert "Blue Van <code>1Z 999</code>" in sent
    owner.post(f"{PAGE}/ship", {"carrier": "Blue Van", "tracking_number": "1Z 998", "item": [TWO]})
    assert skus(text_of(owner.get(f"{PAGE}/slip"))) == ["CUP-1", "CUP-2"], (
        "all that was sent, parcel by parcel"
    )
    street.sold._set(shop, [ONE, TWO], status="cancelled")
    assert "Nothing of this order is sent" in text_of(owner.get(f"{PAGE}/slip"))


def test_who_sends_is_chosen(owner: Any, street: Any, shop: str) -> None:
    assert 'value="shop" checked' in text_of(owner.get("/portal/orders/sending"))
    owner.post("/portal/orders/sending/choose", {"sent_by": "carrier"})
    assert street.shipping.senders == {shop: "carrier"}


def test_what_runs_low_is_listed_and_put_on_the_shelf(owner: Any, street: Any, shop: str) -> None:
    assert "Nothing runs low" in text_of(owner.get("/portal/stock"))
    street.inventory._runs_low(shop, "var_1", 0)
    street.inventory._runs_low("shp_theirs", "var_9")
    page = text_of(owner.get("/portal/stock"))
    assert "Sold out" in page
    assert "SKU-var_9" not in page


def test_stock_is_counted_for_ones_own_goods_only(owner: Any, street: Any, shop: str) -> None:
    street.products.owned = {"var_1": shop, "var_9": "shp_theirs"}
    street.inventory._runs_low(shop, "var_1")
    page = text_of(owner.get("/portal/stock"))
    assert "Cup &amp; saucer" in page
    assert re.search(r'href="/portal/products/prd_\w+\?find=[\w-]+#stock">Cup', page), "drafts run low, too"
    for _ in range(2):  # a double click
        assert owner.post("/portal/stock/var_1/restock", {"quantity": "5", "key": "k"}).status_code == 303
    assert list(street.inventory.received.values()) == [5]
    assert owner.post("/portal/stock/var_1/limit", {"amount_limit": "7"}).status_code == 303
    assert street.inventory.limits == {"var_1": 7}
    for wrong in ("", "0", "-1", "many"):
        assert owner.post("/portal/stock/var_1/restock", {"quantity": wrong, "key": "x"}).status_code == 422
    for theirs in ("var_9", "var_nowhere"):
        assert owner.post(f"/portal/stock/{theirs}/restock", {"quantity": "5", "key": "k"}).status_code == 404
        assert owner.post(f"/portal/stock/{theirs}/limit", {"amount_limit": "7"}).status_code == 404
    assert list(street.inventory.received.values()) == [5]


def test_while_a_neighbour_rests_the_overview_goes_on(owner: Any, street: Any, shop: str) -> None:
    page = text_of(owner.get("/portal"))
    assert "$4,350.00" in page
    assert "Cup &lt;1&gt;" in page
    assert "items to send" in page
    street.inventory.is_away = True
    assert "items to send" in text_of(owner.get("/portal"))
    street.sold.is_away = True
    assert "does not answer just now" in text_of(owner.get("/portal"))


@pytest.mark.parametrize(
    "path", [f"{PAGE}/ship", f"{PAGE}/deliver", f"{PAGE}/items/{ONE}/out", "/portal/stock/var_1/limit"]
)
def test_deeds_are_never_a_link(owner: Any, path: str) -> None:
    assert owner.get(path).status_code == 405


def test_letters_about_what_runs_low_can_be_switched_off_and_on(owner: Any, street: Any, shop: str) -> None:
    assert "Stop these letters" in text_of(owner.get("/portal/stock"))
    assert owner.post("/portal/stock/letters", {"wants": "no"}).status_code == 303
    assert street.shops.without_letters == {shop}
    assert "Write to me" in text_of(owner.get("/portal/stock"))
    owner.post("/portal/stock/letters", {"wants": "yes"})
    assert street.shops.without_letters == set()


def test_letters_about_sales_can_be_switched_off_and_on(owner: Any, street: Any, shop: str) -> None:
    assert "You get a letter about each order" in text_of(owner.get("/portal/orders"))
    answer = owner.post("/portal/orders/letters", {"wants": "no"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/portal/orders")
    page = text_of(owner.get("/portal/orders"))
    assert "No letters are written about new orders" in page
    assert 'name="wants" value="yes"' in page
    owner.post("/portal/orders/letters", {"wants": "yes"})
    assert street.shops.without_sale_letters == set()
