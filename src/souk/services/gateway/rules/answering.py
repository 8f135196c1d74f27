"""How a problem is answered by the gateway itself: as a document for programs, as a page for people."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from souk.vocabulary.problems import Problem

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{detail}</p><p><a href="/">Back to the shop</a></p></main></body>
</html>
"""


def document(problem: Problem, to_json: Callable[[Any], bytes]) -> tuple[str, bytes]:
    """Content type and body (RFC 9457)."""
    return "application/problem+json", to_json(problem.document())


def page(problem: Problem) -> tuple[str, bytes]:
    text = _PAGE.format(title=html.escape(problem.title), detail=html.escape(problem.detail))
    return "text/html; charset=utf-8", text.encode()


def headers(problem: Problem, content_type: str, length: int) -> list[tuple[bytes, bytes]]:
    found = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(length).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    ]
    if problem.retry_after is not None:
        found.append((b"retry-after", str(problem.retry_after).encode()))
    if problem.status == 401:
        found.append((b"www-authenticate", b'Bearer realm="souk"'))
    return found
