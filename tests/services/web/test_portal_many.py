"""Many products of the portal at once, and files of them in and out."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from web_office import text_of
from web_portal import lamp, owner, product_of, shop, tee

from souk.services.web.pages.forms import Select

__all__ = ["lamp", "owner", "shop", "tee"]  # its fixtures are ours

LIST = "/portal/products"


# Many at once


def many(**typed):
    return {"token": "key_m", "ending": ""} | typed


def test_chosen_products_are_changed(owner, street, lamp, tee):
    answer = owner.post(f"{LIST}/many", many(product=[lamp, tee], price="lower-percent", price_value="10", ending="99", status="draft"))  # fmt: skip
    assert "2 products are changed" in text_of(answer)
    assert {product_of(street, each).status for each in (lamp, tee)} == {"draft"}
    edit = next(said["edit"] for name, said in street.shelves.calls if name == "change_many")
    assert (edit.price.kind, edit.price.value, edit.price.ending) == ("percent", -1000, 99)


CHOICES = [("", "Leave it"), ("a", "A & <b>"), (7, "Seven")]


@pytest.mark.parametrize("value", ["", "a", 7, "7", None, "none of them"])
def test_a_choice_is_written_as_django_writes_it(value):
    def said(widget):
        field = forms.ChoiceField(choices=CHOICES, required=False, widget=widget({"class": "select"}))
        form = type("Form", (forms.Form,), {"one": field})(initial={"one": value})
        return re.sub(r"\s+", " ", str(form["one"])).replace("> <", "><")

    assert said(Select) == said(forms.Select)


def test_everything_found_is_changed(owner, street, shop, lamp, tee):
    for n in range(120):
        street.shelves.put(shop, f"mug-{n}", f"Mug {n}")
    answer = owner.post(f"{LIST}/many", many(everything="yes", status="draft", **{"w-search": "mug"}))
    assert "120 products are changed" in text_of(answer)
    assert product_of(street, lamp).status == "published"


def test_what_is_refused_is_named_with_its_reason(owner, street, shop, lamp):
    cheap = street.shelves.put(shop, "pin", "Pin", variations=[{"sku": "PIN", "price": {"amount": "1.00", "currency": "USD"}}])  # fmt: skip
    page = text_of(owner.post(f"{LIST}/many", many(product=[lamp, cheap, "prd_none"], price="lower", price_value="5.00")))  # fmt: skip
    assert "One product is changed" in page
    assert "It would cost nothing." in page
    assert "not among your products any more" in page
    assert product_of(street, lamp).variations[0].price.minor == 2500


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Please say what to change."),
        ({"price": "set"}, "Please say how much."),
        ({"price": "set", "price_value": "ten"}, "Please write a number"),
        ({"price": "set", "price_value": "1.999"}, "2 places behind the point"),
        ({"price": "lower-percent", "price_value": "100"}, "cannot fall by 100"),
        ({"stock": "set", "stock_value": "-1"}, "This has to be at least 0"),
    ],
)
def test_a_change_that_says_too_little_or_nonsense_changes_nothing(owner, street, lamp, typed, sentence):
    answer = owner.post(f"{LIST}/many", many(product=[lamp], **typed))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert product_of(street, lamp).revision == 1
    assert re.search(rf'value="{lamp}" checked', text_of(answer))


def test_nothing_chosen_is_said(owner, street, lamp):
    answer = owner.post(f"{LIST}/many", many(status="draft"))
    assert answer.status_code == 422
    assert "tick them in the list" in text_of(answer)


# Files


def table(content=b"Handle,Title,Variant Price\nlamp,Lamp,3.00\n"):
    return {"file": SimpleUploadedFile("goods.csv", content), "token": "key_f"}


def test_a_file_is_taken_and_its_progress_can_be_watched(owner, street):
    answer = owner.post(f"{LIST}/import", table())
    begun = next(iter(street.shelves.files))
    assert answer.headers["Location"] == f"{LIST}/import/{begun}"
    page = text_of(owner.get(f"{LIST}/import/{begun}"))
    assert 'hx-trigger="every 1s"' in page
    assert "Look again" in page
    street.shelves.finish(begun, done=20, total=50)
    part = text_of(owner.get(f"{LIST}/import/{begun}?part=1", headers={"HX-Request": "true"}))
    assert "20 of 50" in part
    assert "<html" not in part
    street.shelves.finish(begun, done=50, total=50, refused=2)
    page = text_of(owner.get(f"{LIST}/import/{begun}"))
    assert "hx-trigger" not in page
    assert page.count("the variant has no price") == 2
    assert "goods.csv" in text_of(owner.get(f"{LIST}/import"))


def test_sending_the_file_twice_is_one_import(owner, street):
    for _ in range(2):
        owner.post(f"{LIST}/import", table())
    assert len(street.shelves.files) == 1


@pytest.mark.parametrize("sent", [{}, table(b"%PDF-1.7")])
def test_no_file_or_one_of_another_kind_is_said(owner, street, sent):
    answer = owner.post(f"{LIST}/import", sent)
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)
    assert street.shelves.files == {}


def test_everything_is_fetched_as_one_file(owner, street, lamp, tee):
    answer = owner.get(f"{LIST}/export.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kiln-products.csv"'
    assert b"".join(answer.streaming_content) == b"Handle,Title\r\nlamp,Lamp\r\ntee,Tee\r\n"
