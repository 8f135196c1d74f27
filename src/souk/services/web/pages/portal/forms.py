"""Forms of the portal's stock."""

from __future__ import annotations

from django import forms

from souk.services.web.pages.forms import StreetForm


class RestockForm(StreetForm):
    quantity = forms.IntegerField(label="Units that arrived", min_value=1, max_value=100_000)


class LimitForm(StreetForm):
    amount_limit = forms.IntegerField(label="Counts as low from", min_value=0, max_value=100_000)
