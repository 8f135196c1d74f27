"""Pictures: every upload is decoded, freed of what came with it, and encoded anew; names are made from the content."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from souk.kernel.settings import settings
from souk.vocabulary.problems import Invalid, invalid

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
#: What people send of themselves, of their shops and with reviews; the pictures of goods may be more.
PHOTO_BYTES = 5 * 1024 * 1024
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
_SPOKEN = {"WEBP": "WebP"}


@dataclass(frozen=True)
class Rendition:
    """A stored picture: where it is served from, and its size in pixels."""

    url: str
    width: int
    height: int


def store_picture(
    content: bytes,
    *,
    folder: str,
    widths: tuple[int, ...] = (800, 400),
    pointer: str = "/content",
    most_bytes: int = MAX_BYTES,
    formats: tuple[str, ...] = FORMATS,
) -> list[Rendition]:
    """Stores a picture in each width (never enlarged), as WebP without metadata. The same content is stored once.

    Raises Invalid, at `pointer`, for what is not a picture, is too large, or is a bomb.
    """
    if len(content) > most_bytes:
        detail = f"A picture may have at most {most_bytes // (1024 * 1024)} MB."
        raise invalid(pointer, detail, "too_large")
    try:
        with Image.open(io.BytesIO(content), formats=formats) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _too_many_pixels(pointer, f"{opened.width:,} × {opened.height:,}")
            picture = ImageOps.exif_transpose(opened)
            picture = picture.convert(
                "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
            )
    except Image.DecompressionBombError as wrong:  # Pillow does not even look at its size
        raise _too_many_pixels(pointer, "far more") from wrong
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as wrong:
        *some, last = (_SPOKEN.get(name, name) for name in formats)
        detail = f"This is not a picture we can read; use {', '.join(some)} or {last}."
        raise invalid(pointer, detail, "not_a_picture") from wrong
    digest = hashlib.sha256(content).hexdigest()[:24]
    return [_store(picture, folder, digest, width) for width in widths]


def _too_many_pixels(pointer: str, size: str) -> Invalid:
    most = f"{MAX_PIXELS // 1_000_000} million"
    return invalid(
        pointer,
        f"The picture is too large: it has {size} pixels, and {most} in all are the most.",
        "too_large",
    )


def forget_picture(url: str) -> None:
    """Deletes a stored picture in all its widths; one that is not there is no error."""
    path = settings().media_folder / url.removeprefix("/media/")
    digest, _, _ = path.stem.rpartition("-")
    if url.startswith("/media/") and digest and ".." not in url:
        for rendition in path.parent.glob(f"{digest}-*.webp"):
            rendition.unlink(missing_ok=True)


def _store(picture: Image.Image, folder: str, digest: str, width: int) -> Rendition:
    if picture.width > width:
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    name = f"{folder}/{digest[:2]}/{digest}-{width}.webp"
    path = settings().media_folder / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.draft")
        picture.save(draft, "WEBP", quality=80, method=2)
        draft.replace(path)
    return Rendition(f"/media/{name}", picture.width, picture.height)
