"""Descriptions as their owner types them: plain paragraphs, or HTML where more is wanted."""

from __future__ import annotations

import re
from html import escape, unescape

_PARAGRAPHS = re.compile(r"(?:<p>(?:[^<]|<br>)*</p>\s*)*")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def html_of(typed: str) -> str:
    """Paragraphs for text without a tag: an empty line parts them, a line's end breaks the line."""
    text = typed.replace("\r\n", "\n").strip()
    if _TAG.search(text) or not text:
        return text
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in paragraphs)


def typed_of(html: str) -> str:
    """What `html_of` would make this of; anything with more in it stays HTML."""
    if not _PARAGRAPHS.fullmatch(html.strip()):
        return html
    parts = re.findall(r"<p>(.*?)</p>", html, re.DOTALL)
    text = "\n\n".join(unescape(part.replace("<br>", "\n")).strip() for part in parts)
    return text if not _TAG.search(text) else html
