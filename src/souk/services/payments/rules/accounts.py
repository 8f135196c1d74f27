"""The ledger's accounts, and which of them each movement of money touches.

capture   the provider holds money of ours        provider_clearing +   customer_orders −
promise   an order's money becomes a debt         customer_orders +     refunds_owed −
return    the debt is paid through the provider   refunds_owed +        provider_clearing −
"""

from __future__ import annotations

from typing import Literal

Movement = Literal["capture", "promise", "return"]

PROVIDER_CLEARING = "provider_clearing"
CUSTOMER_ORDERS = "customer_orders"
REFUNDS_OWED = "refunds_owed"

_DEBIT_AND_CREDIT: dict[Movement, tuple[str, str]] = {
    "capture": (PROVIDER_CLEARING, CUSTOMER_ORDERS),
    "promise": (CUSTOMER_ORDERS, REFUNDS_OWED),
    "return": (REFUNDS_OWED, PROVIDER_CLEARING),
}


def lines_of(movement: Movement, minor: int) -> list[tuple[str, int]]:
    """Account and signed amount of each line; they sum to zero."""
    debit, credit = _DEBIT_AND_CREDIT[movement]
    return [(debit, minor), (credit, -minor)]
