"""Pictures of more pixels than anybody looks at."""

from __future__ import annotations

import struct
import zlib

import pytest

from souk.kernel.web.media import store_picture
from souk.vocabulary.problems import Invalid


def png_of(width: int, height: int) -> bytes:
    """As its first bytes have it; nobody gets to see the others."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("side", "says"), [(20_000, "far more pixels"), (8_000, "8,000 × 8,000 pixels")])
def test_a_picture_of_too_many_pixels_says_so_and_how_many_it_may_have(side, says):
    with pytest.raises(Invalid) as refused:
        store_picture(png_of(side, side), folder="shops")
    assert refused.value.errors[0].code == "too_large"
    assert says in refused.value.detail
    assert "40 million" in refused.value.detail
