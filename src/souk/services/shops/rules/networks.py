"""Networks: where else a shop may say it can be found. Only https, only at the network's own address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from souk.vocabulary.problems import Invalid, field_error

#: Network → the hosts its profiles live at (and anything below them). `website` may be anywhere.
HOSTS: dict[str, tuple[str, ...]] = {
    "website": (),
    "instagram": ("instagram.com",),
    "facebook": ("facebook.com", "fb.com"),
    "tiktok": ("tiktok.com",),
    "youtube": ("youtube.com", "youtu.be"),
    "pinterest": ("pinterest.com",),
    "linkedin": ("linkedin.com",),
    "x": ("x.com", "twitter.com"),
    "bluesky": ("bsky.app",),
}


def check_links(links: Sequence[tuple[str, str]]) -> None:
    """(network, url) each. Raises Invalid of all that are wrong: at `/links/<n>/url`, or `/links/<n>/network` for one said twice."""
    seen: set[str] = set()
    errors = []
    for place, (network, url) in enumerate(links):
        if network in seen:
            errors.append(field_error(f"/links/{place}/network", "repeated", "One link for each network."))
        elif fault := fault_of(network, url):
            errors.append(field_error(f"/links/{place}/url", "not_a_link", fault))
        seen.add(network)
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def fault_of(network: str, url: str) -> str:
    """What is wrong with a link, in words for its owner; empty when nothing is. Names of hosts may be international (IDNA)."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except ValueError:
        return "This is not a web address."
    if parts.scheme != "https":
        return "A link begins with https://."
    if not url.isprintable() or any(letter.isspace() for letter in url) or "\\" in url:
        return "A web address has no spaces and no control characters in it."
    if "@" in parts.netloc or port is not None or "." not in host:
        return "This is not a web address."
    homes = HOSTS[network]
    if homes and not any(host == home or host.endswith(f".{home}") for home in homes):
        return f"A link to {network.capitalize()} is at {homes[0]}."
    return ""
