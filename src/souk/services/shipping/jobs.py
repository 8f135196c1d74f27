"""What shipping does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.shipping.use_cases import following


@every(seconds=2)
def follow_parcels() -> None:
    following.follow_parcels()
