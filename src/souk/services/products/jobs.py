"""What products does by the clock."""

from __future__ import annotations

from souk.kernel.jobs import every
from souk.services.products.use_cases.retelling import tell_changed_types
from souk.services.products.use_cases.saving import forget_old_calls


@every(seconds=3600)
def forget_answered_calls() -> None:
    forget_old_calls()


@every(seconds=300)
def tell_again_what_is_shown_otherwise_now() -> None:
    tell_changed_types()
