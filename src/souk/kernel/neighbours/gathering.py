"""Gathering: a file made of parts that several processes keep goes out whole or not at all.

A server ends an answer that breaks off as if it were complete, so a file that could break off is gathered before its first byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile

IN_MEMORY, AT_ONCE = 1024 * 1024, 64 * 1024


def gathered(parts: Iterable[bytes]) -> tuple[int, Iterator[bytes]]:
    """How long it is, and the file in pieces. Raises what making a part raises; a large one waits on disk meanwhile."""
    kept: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (who reads it closes it)
    try:
        for part in parts:
            kept.write(part)
    except BaseException:
        kept.close()
        raise
    length = kept.tell()
    kept.seek(0)
    return length, _pieces(kept)


def _pieces(kept: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with kept:
        while piece := kept.read(AT_ONCE):
            yield piece
