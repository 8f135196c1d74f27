"""Return addresses: a payment page leads back to this shop and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def path_within(url: str, base_url: str) -> str | None:
    """The path and query of `url` if it lies on the same origin as `base_url` (or is a path on it), else None.

    Anything that browsers read differently than parsers do (backslashes, control characters, two slashes) is refused.
    """
    if any(ord(character) <= 0x20 or character == "\\" or ord(character) == 0x7F for character in url):
        return None
    try:
        parts, base = urlsplit(url), urlsplit(base_url)
        if parts.scheme or parts.netloc:
            same = (
                parts.scheme in _DEFAULT_PORTS
                and parts.scheme == base.scheme
                and parts.hostname == base.hostname
                and _port(parts) == _port(base)
                and parts.username is None
                and parts.password is None
            )
            if not same:
                return None
    except ValueError:
        return None
    path = parts.path or "/"
    if not path.startswith("/") or path.startswith("//"):
        return None
    return f"{path}?{parts.query}" if parts.query else path


def _port(parts: object) -> int | None:
    port: int | None = getattr(parts, "port", None)
    return port if port is not None else _DEFAULT_PORTS.get(getattr(parts, "scheme", ""))
