"""Addresses for people: the sandbox's payment page, and the way back from it."""

from __future__ import annotations

from django.urls import path

from souk.services.payments.pages import returning, sandbox

urlpatterns = [
    path("sandbox/pay/<slug:charge_id>", sandbox.pay),
    path("sandbox/confirm/<slug:charge_id>", sandbox.confirm),
    path("payments/return/<slug:attempt_id>", returning.come_back),
]
