"""What inventory does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.inventory.use_cases import expiry


@every(seconds=15)
def expire_reservations() -> None:
    expiry.expire_reservations()
