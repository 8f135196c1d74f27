"""What users does by the clock."""

from souk.kernel.jobs import every
from souk.services.users.use_cases import sweeping


@every(seconds=3600)
def sweep() -> None:
    sweeping.sweep()
