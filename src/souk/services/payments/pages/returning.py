"""The way back from a payment page: what happened is found out, then the shopper is led on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from souk.contracts.payments.calls import PaymentNotFound
from souk.services.payments.use_cases import reconciliation


@require_safe
def come_back(request: HttpRequest, attempt_id: str) -> HttpResponse:
    try:
        answer = HttpResponseRedirect(reconciliation.come_back(attempt_id))
    except PaymentNotFound as unknown:
        raise Http404 from unknown
    answer["Cache-Control"] = "no-store"
    return answer
