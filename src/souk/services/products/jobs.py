"""What products does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.products.use_cases import imports, tree_care
from souk.services.products.use_cases.retelling import tell_changed_types, tell_who_keeps_more_now
from souk.services.products.use_cases.saving import forget_old_calls


@every(seconds=3600)
def forget_answered_calls() -> None:
    forget_old_calls()


@every(seconds=300)
def tell_again_what_is_shown_otherwise_now() -> None:
    tell_changed_types()
    tell_who_keeps_more_now()


@every(seconds=30)
def follow_the_tree() -> None:
    tree_care.follow_tree()


@every(seconds=2)
def tell_what_was_moved() -> None:
    tree_care.tell_moved(seconds=0.5)


@every(seconds=1)
def work_off_imports() -> None:
    """Half a second at a time: the process has other things to do."""
    imports.work_off(seconds=0.5)


@every(seconds=86_400)
def forget_old_imports() -> None:
    imports.forget_old_imports()
