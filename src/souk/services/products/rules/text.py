"""Text that sellers write: HTML freed of what could harm, and the plain words in it."""

from __future__ import annotations

import html
import re

import nh3

TAGS = {
    "p", "br", "b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "ul", "ol", "li", "h2", "h3", "h4", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "hr", "span", "div", "a", "code", "pre",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}
_BREAKS = re.compile(r"<(?:/p|/li|/h\d|/div|/tr|br\s*/?)>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def clean_html(text: str) -> str:
    """What may be shown on our pages: no scripts, styles, frames or event handlers; links that lend no weight."""
    return nh3.clean(text, tags=TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}).strip()


def plain_text(text: str) -> str:
    """The words of an HTML text, for a search index."""
    spaced = _BREAKS.sub(lambda found: found.group() + " ", text)
    return _SPACE.sub(" ", html.unescape(nh3.clean(spaced, tags=set()))).strip()
