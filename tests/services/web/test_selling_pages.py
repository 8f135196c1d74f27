"""From asking for a shop to closing it, by the pages; and what an owner's cart says."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from web_neighbour import ADA
from web_office import signed_in_as

from souk.contracts.cart.calls import Carts
from souk.contracts.shops.calls import ShopKeeping, Shops
from souk.contracts.shops.fronts import BranchDraft
from tests.fakes.cart import FakeCarts, Good
from tests.fakes.shops import FakeShops

FORM = {
    "name": "Kiln & Wool",
    "slug": "",
    "tagline": "Knitwear",
    "description": "Spun here.",
    "city": "Bergen",
    "country": "NO",
    "terms": "on",
    "key": "k1",
}
BRANCH = {
    "name": "Harbour",
    "line1": "Strandgaten 18",
    "city": "Bergen",
    "country": "NO",
    "position": "60.3971, 5.3201",
    "mon": "9:00-12:30, 13:00-17:00",
    "is_active": "on",
    "key": "b1",
}


@pytest.fixture
def shops(street, neighbours):
    fake = neighbours.replace(Shops, FakeShops())
    neighbours.replace(ShopKeeping, fake.keeping)
    return fake


@pytest.fixture
def owner(street, shops):
    """Ada runs a shop that is on the street."""
    shops.open("kiln", "Kiln & Wool", ADA)
    return signed_in_as(street, "shop_owner")


@pytest.fixture
def mine(shops, owner):
    """What Ada's shop shows now."""

    def look():
        (shop,) = [one for one in shops.rows.values() if one.owner_id == ADA]
        return shops.front(shop, is_owner=True)

    return look


def upload(colour="red", kind="PNG"):
    canvas = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(canvas, kind)
    canvas.seek(0)
    canvas.name = f"picture.{kind.lower()}"
    return canvas


def text(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_selling_is_explained_to_everybody_and_applying_needs_an_account(browser, shops):
    assert "Open a shop on the street" in text(browser.get("/sell"))
    assert browser.get("/sell/apply").headers["Location"] == "/sign-in?next=/sell/apply"
    assert browser.get("/sell/application").headers["Location"] == "/sign-in?next=/sell/application"


def test_an_application_says_that_its_picture_is_no_duty(member, shops):
    page = text(member.get("/sell/apply"))
    assert re.search(r'<label for="id_picture">Picture <span class="grey">\(optional\)</span>', page)


def test_an_application_is_sent_once_however_often_the_button_is_pressed(member, shops):
    for _ in range(2):
        answer = member.post("/sell/apply", FORM | {"picture": upload()})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sell/application")
    (shop,) = shops.rows.values()
    assert (shop.slug, shop.name, shop.owner_id, shop.country) == ("kiln-wool", "Kiln & Wool", ADA, "NO")
    page = text(member.get("/sell/application"))
    assert "Waiting for an answer" in page
    assert member.get("/sell/apply").headers["Location"] == "/sell/application"
    assert 'href="/sell/application"' in text(member.get("/sell"))


def test_a_file_that_is_too_large_for_any_request_is_answered_with_a_page(member, shops):
    large = io.BytesIO(b"\xff" * 11 * 1024 * 1024)
    large.name = "large.jpg"
    answer = member.post("/sell/apply", FORM | {"picture": large})
    page = text(answer, 413)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "That is too large" in page
    assert "choose a smaller file" in page
    assert answer.headers["Content-Security-Policy"]
    assert not shops.rows
    assert 'data-most="5242880"' in text(member.get("/sell/apply")), "a browser says it before it sends"


def test_a_program_that_sends_too_much_is_answered_with_a_document(member, shops):
    answer = member.post("/api/nothing", b"x" * 11 * 1024 * 1024, content_type="text/plain")
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "ab"}, "at least three letters"),
        ({"name": ""}, "Please fill this in."),
        ({"slug": "Not An Address"}, "Small letters, digits and single hyphens only."),
        ({"name": "窯窯窯"}, "Please choose an address yourself"),
        ({"terms": ""}, "Please tick this to go on."),
        ({"country": "Atlantis"}, "Please choose one of the list."),
        ({"slug": "taken"}, "Another shop has this address already"),
    ],
)
def test_a_form_that_is_wrong_says_so_beside_the_field_and_keeps_what_was_typed(member, shops, wrong, words):
    shops.open("taken", "Taken", "usr_other")
    page = text(member.post("/sell/apply", FORM | wrong), 422)
    assert words in page
    assert "Spun here." in page
    assert len(shops.rows) == 1


def test_a_rejected_application_shows_why_and_is_sent_again(member, shops):
    shop = shops.open("kiln", "Kiln & Wool", ADA, approved=False)
    shops.reject_shop(key="r", shop_id=shop.shop_id, reason="Say <more> about the wool")
    page = text(member.get("/sell/application"))
    assert "Say &lt;more&gt; about the wool" in page
    assert member.post("/sell/application", {"name": "ab", "country": "NO"}).status_code == 422
    again = member.post(
        "/sell/application", {"name": "Kiln & Wool", "description": "Wool from here.", "country": "NO"}
    )
    assert again.status_code == 303
    assert shops.rows[shop.shop_id].status == "pending"
    assert "Waiting for an answer" in text(member.get("/sell/application"))
    shops.approve_shop(key="a", shop_id=shop.shop_id)
    assert 'href="/portal"' in text(member.get("/sell/application"))


def test_a_new_application_may_be_begun_instead_of_a_rejected_one(member, shops):
    shop = shops.open("kiln", "Kiln", ADA, approved=False)
    shops.reject_shop(key="r", shop_id=shop.shop_id, reason="")
    assert member.get("/sell/apply").status_code == 200
    assert member.post("/sell/apply", FORM | {"name": "Loom", "key": "k2"}).status_code == 303
    assert sorted(one.status for one in shops.rows.values()) == ["pending", "rejected"]


@pytest.mark.parametrize("path", ["profile", "branches", "pictures"])
def test_the_shops_own_rooms_are_for_its_owner(browser, street, shops, path):
    assert browser.get(f"/portal/shop/{path}").headers["Location"] == f"/sign-in?next=/portal/shop/{path}"
    shops.open("kiln", "Kiln", "usr_other")
    assert signed_in_as(street, "shop_owner").get(f"/portal/shop/{path}").headers["Location"] == "/sell"


def test_an_owner_says_something_else_of_the_shop(owner, mine):
    assert "Kiln &amp; Wool" in text(owner.get("/portal/shop/profile"))
    answer = owner.post("/portal/shop/profile", {"name": "Kiln & Yarn", "city": "Voss", "country": "NO"})
    assert answer.headers["Location"] == "/portal/shop/profile"
    assert (mine().shop.name, mine().shop.city, mine().shop.slug) == ("Kiln & Yarn", "Voss", "kiln")
    assert "at least three letters" in text(
        owner.post("/portal/shop/profile", {"name": "a b", "country": "NO"}), 422
    )


def test_an_owner_switches_the_shop_off_and_on(owner, mine):
    owner.post("/portal/shop/switch", {"is_active": "no"})
    assert not mine().shop.is_active
    assert "Your shop is switched off" in text(owner.get("/portal/shop/profile"))
    owner.post("/portal/shop/switch", {"is_active": "yes"})
    assert mine().shop.is_active


def test_the_portal_of_a_switched_off_shop_says_so_and_leads_nowhere_that_is_not_there(owner, mine, street):
    product = street.shelves.put(mine().shop.shop_id, status="published")
    rooms = ("/portal", "/portal/shop/profile", f"/portal/products/{product}")
    for room in rooms:
        page = text(owner.get(room))
        assert ">See the shop</a>" in page
        assert "switched off" not in page
    assert "See it on the street" in text(owner.get(rooms[2]))
    owner.post("/portal/shop/switch", {"is_active": "no"})
    for room in rooms:
        page = text(owner.get(room))
        assert "/shops/kiln" not in page.replace("The address /shops/kiln stays", "")
        assert "See it on the street" not in page
    page = text(owner.get("/portal"))
    assert "Your shop is switched off: shoppers see neither it nor its goods" in page
    assert 'href="/portal/shop/profile">Switch it on</a>' in page


def test_links_are_kept_and_a_wrong_one_is_told_beside_it(owner, mine):
    owner.post("/portal/shop/links", {"links-instagram": "https://instagram.com/kiln"})
    assert [link.network for link in mine().links] == ["instagram"]
    page = text(owner.post("/portal/shop/links", {"links-website": "http://kiln.example"}), 422)
    assert "A link begins with https://." in page
    assert [link.network for link in mine().links] == ["instagram"]


def test_each_of_several_wrong_links_is_told_beside_it(owner, mine):
    wrong = {"links-website": "http://kiln.example", "links-youtube": "youtube.com/kiln", "links-x": "https://x.com/kiln"}  # fmt: skip
    page = text(owner.post("/portal/shop/links", wrong), 422)
    for field in ("website", "youtube"):
        assert f'id="id_links-{field}_error">A link begins with https://.' in page, field
    assert "id_links-x_error" not in page
    assert mine().links == []


def test_branches_are_added_once_changed_and_removed(owner, mine):
    for _ in range(2):
        assert owner.post("/portal/shop/branches", BRANCH).status_code == 303
    (branch,) = mine().branches
    assert (branch.latitude, branch.longitude) == (60.3971, 5.3201)
    assert [(each.opens, each.closes) for each in branch.opening_hours] == [
        ("09:00", "12:30"),
        ("13:00", "17:00"),
    ]
    url = f"/portal/shop/branches/{branch.branch_id}"
    page = text(owner.get(url))
    assert 'value="60.3971, 5.3201"' in page
    assert "09:00–12:30, 13:00–17:00" in page
    owner.post(url, BRANCH | {"name": "Yard", "is_active": ""})
    assert [(one.name, one.is_active) for one in mine().branches] == [("Yard", False)]
    assert "Not shown" in text(owner.get("/portal/shop/branches"))
    owner.post(f"{url}/remove")
    assert mine().branches == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"position": "here"}, "two numbers, first the latitude"),
        ({"position": "91, 0"}, "two numbers, first the latitude"),
        ({"position": "52,5200"}, "52.5200, 13.4050 or 52,5200; 13,4050"),
        ({"tue": "all day"}, "Please write it like 09:00–17:00."),
        ({"name": ""}, "Please fill this in."),
    ],
)
def test_a_branch_that_makes_no_sense_says_where(owner, mine, wrong, words):
    assert words in text(owner.post("/portal/shop/branches", BRANCH | wrong), 422)
    assert mine().branches == []


def test_pictures_are_hung_described_moved_and_taken_down(owner, mine):
    for colour in ("red", "blue"):
        owner.post("/portal/shop/pictures", {"image": upload(colour), "alt_text": colour, "key": colour})
    first, second = mine().pictures
    owner.post(f"/portal/shop/pictures/{second.media_id}", {"move": "forward"})
    owner.post(f"/portal/shop/pictures/{first.media_id}", {f"{first.media_id}-alt_text": "A red wall"})
    assert [one.alt_text for one in mine().pictures] == ["blue", "A red wall"]
    assert "A red wall" in text(owner.get("/portal/shop/pictures"))
    owner.post(f"/portal/shop/pictures/{second.media_id}/remove")
    assert [one.alt_text for one in mine().pictures] == ["A red wall"]
    assert "Please fill this in." in text(owner.post("/portal/shop/pictures", {"key": "x"}), 422)


def test_closing_asks_twice_and_only_closes_the_shop_that_was_shown(owner, mine):
    shop = mine().shop
    assert owner.post("/portal/shop/close", {"shop": shop.shop_id}).status_code == 422
    assert owner.post("/portal/shop/close", {"shop": "shp_other", "close-is_sure": "on"}).status_code == 200
    assert mine().shop.status == "approved"
    answer = owner.post("/portal/shop/close", {"shop": shop.shop_id, "close-is_sure": "on"})
    assert answer.headers["Location"] == "/sell"
    assert mine().shop.status == "closed"
    assert owner.get("/portal").headers["Location"] == "/sell"


def test_another_shops_branches_and_pictures_are_not_found(owner, mine, shops):
    theirs = shops.open("loom", "Loom", "usr_other")
    foreign = {"owner_id": "usr_other", "shop_id": theirs.shop_id}
    branch = shops.keeping.save_branch(
        key="b", draft=BranchDraft(name="Yard", latitude=1, longitude=2), **foreign
    )
    hung = shops.keeping.add_picture(key="p", content=b"x", alt_text="theirs", **foreign)
    assert owner.get(f"/portal/shop/branches/{branch.branch_id}").status_code == 404
    assert owner.post(f"/portal/shop/branches/{branch.branch_id}", BRANCH).status_code == 404
    assert owner.post(f"/portal/shop/pictures/{hung.media_id}", {"move": "back"}).status_code == 404
    owner.post(f"/portal/shop/branches/{branch.branch_id}/remove")
    owner.post(f"/portal/shop/pictures/{hung.media_id}/remove")
    front = shops.front(theirs, is_owner=True)
    assert ([one.name for one in front.branches], [one.alt_text for one in front.pictures]) == (
        ["Yard"],
        ["theirs"],
    )


@pytest.fixture
def carts(street, neighbours):
    return neighbours.replace(Carts, FakeCarts(Good("var_tan_m"), Good("var_tan_l")))


def test_an_owners_cart_page_says_kindly_why_it_is_empty_and_what_waits(member, carts):
    member.post("/cart/add", {"variation": "var_tan_m", "quantity": "2"})
    carts.owners.add(ADA)
    page = text(member.get("/cart"))
    assert "You keep a shop" in page
    assert "put aside (2 things)" in page
    refused = member.post(
        "/cart/add", {"variation": "var_tan_m", "quantity": "1", "back": "/products/winter-jacket"}
    )
    assert "an account that keeps a shop does not shop" in text(refused, 409)
    assert "an account that keeps a shop" in text(
        member.post("/cart/add", {"variation": "var_tan_m", "quantity": "1"}, headers={"HX-Request": "true"}),
        422,
    )


def test_what_a_guest_had_put_in_waits_while_an_owner_is_signed_in_and_is_there_again_afterwards(
    browser, carts
):
    carts.owners.add(ADA)
    browser.post("/cart/add", {"variation": "var_tan_m", "quantity": "2"})
    answer = browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    assert answer.status_code == 303
    assert "What you had put into your cart waits for you" in text(browser.get("/account"))
    assert "You keep a shop" in text(browser.get("/cart"))
    browser.post("/sign-out")
    assert "$198.00" in text(browser.get("/cart"))


def test_staff_give_the_badge_and_take_it_away(street):
    shop_id = street.shops._asks("Kiln & Wool")
    office, url = signed_in_as(street, "staff"), f"/office/shops/{shop_id}"
    assert "as verified" not in text(office.get(url))
    assert office.post(f"{url}/verified", {"is_verified": "yes"}).status_code == 303
    assert not street.shops.applications[shop_id].is_verified, "it waits still"
    street.shops.approve_shop(key="a", shop_id=shop_id)
    assert "Mark Kiln &amp; Wool as verified" in text(office.get(url))
    for wanted in (True, False):
        office.post(f"{url}/verified", {"is_verified": "yes" if wanted else "no"})
        assert street.shops.applications[shop_id].is_verified is wanted
    assert (
        signed_in_as(street, "shop_owner").post(f"{url}/verified", {"is_verified": "yes"}).status_code == 403
    )
