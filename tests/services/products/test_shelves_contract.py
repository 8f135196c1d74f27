"""What is promised of a shop's own shelves, kept by the house and by its fake alike."""

from __future__ import annotations

import pytest

from souk.contracts.inventory.calls import Inventory
from souk.contracts.products.calls import ProductDraft, ProductNotFound
from souk.contracts.products.calls.shelves import (
    BulkEdit,
    ImageLink,
    ImportNotFound,
    PriceMove,
    ProductChanged,
    ProductExists,
    Shelves,
)
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.products.service import HandlesService, ShelvesService
from souk.vocabulary.problems import Invalid
from tests.fakes.inventory import FakeInventory
from tests.fakes.shelves import FakeShelves
from tests.services.products.conftest import variation


@pytest.fixture(params=["the house", "the house, each call delivered twice", "its fake"])
def shelves(request, neighbours):
    neighbours.replace(Inventory, FakeInventory())
    house = FakeShelves() if request.param == "its fake" else ShelvesService()
    return Rehearsal(Shelves, house) if "twice" in request.param else house


@pytest.fixture
def lamp(shop):
    def draft(**edits):
        fields = {"slug": "lamp", "title": "Lamp", "product_type": "general", "shop_id": shop.shop_id}
        return ProductDraft.model_validate(fields | {"variations": [variation("L", price="30.00")]} | edits)

    return draft


def test_a_draft_is_put_up_listed_seen_and_changed(shelves, lamp, shop):
    saved = shelves.put_on_shelf(key="a", draft=lamp(status="draft"))
    (row,) = shelves.shelf(shop_id=shop.shop_id, status="draft", search="la").items
    assert (row.product_id, row.title, row.price_from.amount) == (saved.product_id, "Lamp", "30.00")
    seen = shelves.on_shelf(shop_id=shop.shop_id, product_id=saved.product_id)
    assert (seen.revision, seen.status, seen.variations[0].sku) == (1, "draft", "L")
    shelves.put_on_shelf(key="b", draft=lamp(title="Brass lamp"), product_id=saved.product_id, revision=1)
    counts = shelves.shelf_counts(shop_id=shop.shop_id)
    assert (counts.published, counts.drafts, counts.out) == (1, 0, 0)
    with pytest.raises(ProductChanged) as refused:
        shelves.put_on_shelf(key="c", draft=lamp(title="Lost"), product_id=saved.product_id, revision=1)
    assert refused.value.extra["revision"] == 2


def test_a_second_of_the_same_address_and_a_broken_one_are_refused(shelves, lamp):
    shelves.put_on_shelf(key="a", draft=lamp())
    with pytest.raises(ProductExists):
        shelves.put_on_shelf(key="b", draft=lamp(title="Other"))
    with pytest.raises(Invalid):
        shelves.put_on_shelf(key="c", draft=lamp(slug="book", product_type="book"))


def test_pictures_hang_in_the_order_asked(shelves, lamp, shop):
    links = [ImageLink(url=f"https://pictures.example/{n}.jpg", alt=f"View {n}") for n in range(3)]
    saved = shelves.put_on_shelf(key="a", draft=lamp())
    for key, wanted in (("b", links), ("c", [links[2], links[0]])):
        shelves.put_on_shelf(key=key, draft=lamp(), product_id=saved.product_id, images=wanted)
        seen = shelves.on_shelf(shop_id=shop.shop_id, product_id=saved.product_id)
        assert [image.alt for image in seen.images] == [link.alt for link in wanted]
    with pytest.raises(Invalid):
        shelves.hang_picture(
            key="d", shop_id=shop.shop_id, product_id=saved.product_id, content=b"no picture"
        )


def test_many_are_changed_and_what_is_not_there_is_said(shelves, lamp, shop):
    ids = [
        shelves.put_on_shelf(key=n, draft=lamp(slug=n, variations=[variation(n, price="30.00")])).product_id
        for n in ("a", "b")
    ]
    edit = BulkEdit(price=PriceMove(kind="percent", value=-5000), status="draft")
    outcomes = shelves.change_many(key="k", shop_id=shop.shop_id, product_ids=[*ids, "prd_none"], edit=edit)
    assert [each.outcome for each in outcomes] == ["changed", "changed", "not_found"]
    assert [row.price_from.amount for row in shelves.shelf(shop_id=shop.shop_id).items] == ["15.00", "15.00"]
    with pytest.raises(Invalid):
        shelves.change_many(key="l", shop_id=shop.shop_id, product_ids=ids, edit=BulkEdit())


def test_another_shops_are_not_found(shelves, lamp, shops):
    saved = shelves.put_on_shelf(key="a", draft=lamp())
    other = shops.open("other", "Other", owner_id="usr_else").shop_id
    assert shelves.shelf(shop_id=other).items == []
    for call in (
        lambda: shelves.on_shelf(shop_id=other, product_id=saved.product_id),
        lambda: shelves.take_off_shelf(key="k", shop_id=other, product_id=saved.product_id),
        lambda: shelves.put_on_shelf(key="m", draft=lamp(shop_id=other), product_id=saved.product_id),
    ):
        with pytest.raises(ProductNotFound):
            call()


def test_what_is_deleted_is_gone_and_deleting_it_twice_is_fine(shelves, lamp, shop):
    saved = shelves.put_on_shelf(key="a", draft=lamp())
    for _ in range(2):
        shelves.take_off_shelf(key="k", shop_id=shop.shop_id, product_id=saved.product_id)
    with pytest.raises(ProductNotFound):
        shelves.on_shelf(shop_id=shop.shop_id, product_id=saved.product_id)


def test_a_file_is_taken_for_later_and_fetched_as_one(shelves, lamp, shop, shops):
    shelves.put_on_shelf(key="a", draft=lamp())
    part = shelves.export_part(shop_id=shop.shop_id)
    assert part.header.startswith("Handle,Title")
    assert part.text.startswith("lamp,Lamp")
    begun = shelves.begin_import(
        key="k", shop_id=shop.shop_id, file_name="a.csv", content=b"Title,Variant Price\nX,1.00\n"
    )
    assert shelves.import_report(shop_id=shop.shop_id, import_id=begun.import_id).state == begun
    assert [each.import_id for each in shelves.imports(shop_id=shop.shop_id).items] == [begun.import_id]
    with pytest.raises(Invalid):
        shelves.begin_import(key="l", shop_id=shop.shop_id, file_name="a.pdf", content=b"%PDF")
    other = shops.open("other", "Other", owner_id="usr_else").shop_id
    with pytest.raises(ImportNotFound):
        shelves.import_report(shop_id=other, import_id=begun.import_id)


def test_what_stands_under_a_handle_is_told_whole_drafts_too(shelves, lamp, shop, shops):
    saved = shelves.put_on_shelf(key="a", draft=lamp(status="draft", description_html="<p>Warm.</p>"))
    handles = shelves if isinstance(shelves, FakeShelves) else HandlesService()
    found = handles.standing(shop_id=shop.shop_id, handles=["lamp", "nothing"])
    assert [(one.product_id, one.handle, one.status) for one in found] == [
        (saved.product_id, "lamp", "draft")
    ]
    assert found == [shelves.on_shelf(shop_id=shop.shop_id, product_id=saved.product_id)]
    other = shops.open("other", "Other", owner_id="usr_else").shop_id
    assert handles.standing(shop_id=other, handles=["lamp"]) == []


def test_every_type_has_a_form(shelves):
    names = [form.name for form in shelves.type_forms()]
    assert "book" in names
    assert names[-1] == "general"
