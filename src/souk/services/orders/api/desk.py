"""What staff do with everybody's orders."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Header

from souk.kernel.access.identity import staff_may
from souk.kernel.web.api import Body
from souk.kernel.web.idempotency import key_of
from souk.services.orders.api.door import api
from souk.services.orders.use_cases import letters


class LetterIn(Body):
    letter: Literal["confirmation"]


@api.post("/orders/{order_id}/letters", may=staff_may("orders.letters"), status=202, idempotent=True)
def send_letter(
    request: HttpRequest,
    order_id: str,
    body: LetterIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> None:
    """Sends the buyer the confirmation again, a guest with a link that opens the order. 409 `order-not-confirmed` before the money came
    and after all was called off."""
    letters.resend_confirmation(key_of(request), order_id)
