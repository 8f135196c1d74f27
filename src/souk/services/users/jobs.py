"""What users does by the clock."""

from souk.kernel.work.jobs import every
from souk.services.users.use_cases import sessions_end, sweeping


@every(seconds=2)
def tell_revocations() -> None:
    sessions_end.tell_revocations()


@every(seconds=3600)
def sweep() -> None:
    sweeping.sweep()
