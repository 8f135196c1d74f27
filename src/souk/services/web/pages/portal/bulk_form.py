"""The form of one change of many products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from souk.contracts.products.calls.shelves import BulkEdit, CompareMove, PriceMove, StockMove
from souk.kernel.settings import settings as process_settings
from souk.services.web.pages.forms import Select, StreetForm
from souk.vocabulary.money import exponent

LEAVE = ("", "Leave it as it is")
PRICES = [
    LEAVE,
    ("lower-percent", "Lower by per cent"),
    ("raise-percent", "Raise by per cent"),
    ("lower", "Lower by an amount"),
    ("raise", "Raise by an amount"),
    ("set", "Set to"),
]
ENDINGS = [("", "As it comes out"), ("99", "Ends in .99"), ("0", "Whole amounts"), ("50", "Ends in .50")]
BEFORES = [
    LEAVE,
    ("price_now", "The price until now (a sale)"),
    ("clear", "None (the sale is over)"),
    ("set", "Set to"),
]
STOCKS = [LEAVE, ("set", "Set to, each"), ("add", "Add, each"), ("take", "Take away, each")]


def _number(label: str, **more: Any) -> forms.DecimalField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    field = forms.DecimalField(label=label, required=False, min_value=0, max_digits=12, widget=widget, **more)
    field.error_messages |= {"invalid": "Please write a number, such as 10 or 4.50."}
    return field


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=Select)


class BulkForm(StreetForm):
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)
    status = _choice("Published or draft", [LEAVE, ("published", "Publish"), ("draft", "Make it a draft")])
    category = _choice("Category", [LEAVE])
    price = _choice("Price", PRICES)
    price_value = _number("By or to", decimal_places=4)
    ending = _choice("Rounded", ENDINGS)
    before = _choice("Price before", BEFORES)
    before_value = _number("Price before, set to", decimal_places=4)
    stock = _choice("Stock", STOCKS)
    stock_value = forms.IntegerField(
        label="How many",
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Please write a whole number."},
    )

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [LEAVE, ("-", "None"), *categories]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        needed = {"price": ("price_value", bool(said.get("price"))), "stock": ("stock_value", bool(said.get("stock"))), "before": ("before_value", said.get("before") == "set")}  # fmt: skip
        for field, is_needed in needed.values():
            if is_needed and said.get(field) is None and field not in self.errors:
                self.add_error(field, "Please say how much.")
        if not any(said.get(name) for name in ("status", "category", *needed)) and not self.errors:
            self.add_error(None, "Please say what to change.")
        return said

    def edit(self) -> BulkEdit | None:
        """What is to be changed; None, with the fault beside its field, where an amount is finer than the currency."""
        said = self.cleaned_data
        price, before = self._price(), self._before()
        if self.errors:
            return None
        stock = said["stock_value"]
        return BulkEdit(
            status=said["status"] or None,
            category_slug={"": None, "-": ""}.get(said["category"], said["category"]),
            price=price,
            compare_at=before,
            stock=StockMove(kind="set", value=stock)
            if said["stock"] == "set"
            else StockMove(kind="add", value=stock if said["stock"] == "add" else -stock)
            if said["stock"]
            else None,
        )

    def _price(self) -> PriceMove | None:
        how, value = self.cleaned_data["price"], self.cleaned_data["price_value"]
        if not how:
            return None
        kind, places = (
            ("percent", 2) if how.endswith("percent") else ("set" if how == "set" else "amount", _places())
        )
        moved = self._scaled("price_value", value, places)
        ending = self.cleaned_data["ending"]
        sign = -1 if how.startswith("lower") else 1
        if how == "lower-percent" and moved >= 10_000:
            self.add_error("price_value", "A price cannot fall by 100 per cent or more.")
        return PriceMove(kind=kind, value=sign * moved, ending=int(ending) if ending else None)  # type: ignore[arg-type]

    def _before(self) -> CompareMove | None:
        how = self.cleaned_data["before"]
        if not how:
            return None
        value = (
            self._scaled("before_value", self.cleaned_data["before_value"], _places()) if how == "set" else 0
        )
        return CompareMove(kind=how, value=value)

    def _scaled(self, field: str, value: Decimal, places: int) -> int:
        scaled = value.scaleb(places)
        if scaled != scaled.to_integral_value():
            self.add_error(field, f"At most {places} places behind the point, please.")
        return min(int(scaled), 10**11)


def _places() -> int:
    return exponent(process_settings().currency)
