"""Forms of what is done with an order's items, for the portal and the back office."""

from __future__ import annotations

from typing import Any

from django import forms

from souk.services.web.pages.forms import StreetForm


class ShipForm(StreetForm):
    carrier = forms.CharField(
        label="Carrier", max_length=80, help_text="As the buyer knows it: Royal Mail, UPS, your own van"
    )
    tracking_number = forms.CharField(label="Tracking number", max_length=60)


class CorrectForm(ShipForm):
    """Of a parcel that is under way."""


class PartForm(StreetForm):
    """How many of an item. Where there is one only, and where the field was not sent, it is about all that is left."""

    quantity = forms.IntegerField(label="How many?", min_value=1, max_value=1_000_000)
    left = forms.IntegerField(widget=forms.HiddenInput, required=False)  # as many as the page showed

    def __init__(self, *args: Any, units: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_asked = self.add_prefix("quantity") in self.data if self.is_bound else units > 1
        if not is_asked:
            del self.fields["quantity"], self.fields["left"]
        elif not self.is_bound:
            self.initial |= {"quantity": units, "left": units}
            self.fields["quantity"].widget.attrs["max"] = units

    @property
    def wanted(self) -> int | None:
        """None: all."""
        wanted: int | None = self.cleaned_data.get("quantity")
        return wanted

    @property
    def mark(self) -> str:
        """Two presses of one page have the same."""
        return f":{self.wanted}of{self.cleaned_data.get('left')}" if self.wanted is not None else ""


class SendForm(PartForm):
    quantity = forms.IntegerField(label="How many are in this parcel?", min_value=1, max_value=1_000_000)


class TakeOutForm(PartForm):
    quantity = forms.IntegerField(label="How many cannot be sent?", min_value=1, max_value=1_000_000)
    reason = forms.ChoiceField(
        label="What happened?",
        choices=[
            ("sold_out", "It is sold out: the units are not there"),
            ("cannot_send", "It cannot be sent: the units go back on sale"),
        ],
    )
    note = forms.CharField(label="A word to the buyer", max_length=200, required=False)
