"""Access tokens that are worth nothing any more, known to every process through the cache.

A token lives ten minutes. The house that issues tokens also keeps what it revoked in its own database and tells the cache
again whenever the cache may have missed or lost it: `MARK` says that the cache knows everything. Without the mark, or without
the cache, nobody can say; then a token opens the store but not the back office.
"""

from __future__ import annotations

from collections.abc import Iterable

from souk.kernel.cache import Entry, cache

#: No access token lives longer.
ACCESS_SECONDS = 600
#: Stands in the cache while it knows of every token revoked in the last `ACCESS_SECONDS`.
MARK = "revocations-are-complete"
_MARK_SECONDS = 3650 * 86_400


def key_of(token_id: str) -> str:
    return f"revoked:{token_id}"


def is_revoked(token_id: str, *grants: str) -> bool | None:
    """Whether the token is, or a role that it names in a revision that is no longer so. None: nobody can say."""
    shared = cache()
    found = shared.read(*map(key_of, (token_id, *grants)), MARK)
    if found is None:
        return None
    *revoked, complete = found
    if any(one is not None for one in revoked):
        return True
    return False if complete is not None or shared.is_lasting else None


def revoke(token_ids: Iterable[str]) -> bool:
    """From now on these tokens, or all that name these grants, are worth nothing, in every process. False when the cache is
    away: tell it again later."""
    return cache().put_all(_entries(token_ids))


def is_complete() -> bool | None:
    """Whether the cache knows all it was ever told; None when it is away."""
    found = cache().read(MARK)
    return None if found is None else found[0] is not None


def retell(token_ids: Iterable[str]) -> bool:
    """Tells an emptied cache all that was revoked in the last `ACCESS_SECONDS`. False when it is away."""
    return cache().put_all([*_entries(token_ids), (MARK, b"1", _MARK_SECONDS)])


def _entries(token_ids: Iterable[str]) -> list[Entry]:
    return [(key_of(token_id), b"1", ACCESS_SECONDS) for token_id in token_ids]
