"""Forms of the portal's orders and stock."""

from __future__ import annotations

from django import forms

from souk.services.web.pages.forms import StreetForm


class ShipForm(StreetForm):
    carrier = forms.CharField(
        label="Carrier", max_length=80, help_text="As the buyer knows it: Royal Mail, UPS, your own van"
    )
    tracking_number = forms.CharField(label="Tracking number", max_length=60)


class TakeOutForm(StreetForm):
    reason = forms.ChoiceField(
        label="What happened?",
        choices=[
            ("sold_out", "It is sold out: the units are not there"),
            ("cannot_send", "It cannot be sent: the units go back on sale"),
        ],
    )
    note = forms.CharField(label="A word to the buyer", max_length=200, required=False)


class RestockForm(StreetForm):
    quantity = forms.IntegerField(label="Units that arrived", min_value=1, max_value=100_000)


class LimitForm(StreetForm):
    amount_limit = forms.IntegerField(label="Counts as low from", min_value=0, max_value=100_000)
