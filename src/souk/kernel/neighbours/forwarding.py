"""Forwarding: a request for a thing that another share of a house keeps is carried there, whole, and its answer back.

What the gateway finds out by an address it carries to the right share itself. This is for whoever comes without it, and for what is
made new: only the body says of which kind it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import quote

import orjson
import urllib3

from souk.kernel.shares import (
    NOT_EVERYWHERE,
    Share,
    may_keep,
    share_here,
    share_moved_to,
    share_named_by,
    share_of_kind,
    shares_of,
)
from souk.kernel.telemetry.logs import log
from souk.vocabulary.problems import Unavailable

_log = log(__name__)

LARGEST_READ = 1024 * 1024  # of a body that is looked into; the same limit as where JSON is read
LARGEST_KEPT = 16 * 1024 * 1024  # of a body that may have to be sent twice; more than passes the front door
ANSWER_SECONDS, CONNECT_SECONDS = 30.0, 1.0
#: Said to a share, so that two who know different addresses do not send a request round in circles.
CARRIED = "X-Souk-Carried"
_NOT_CARRIED = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "host",
    "content-length",
}

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Forwarding:
    """Around the application of a process. `field`: what a body says its kind with. `endings`: what addresses of the house have after a
    thing's id or address, as `/images`; what other houses offer about the thing is theirs wherever it is kept."""

    def __init__(self, application: Application, house: str, field: str, endings: Iterable[str]) -> None:
        self._application, self._house, self._field = application, house, field
        self._endings = frozenset(endings)
        self._list, self._things = f"/api/{house}", f"/api/{house}/"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if _header(CARRIED) in environ:
            return self._application(environ, start_response)
        path = environ.get("PATH_INFO", "")
        if path.startswith(self._things):
            reference, slash, rest = path[len(self._things) :].partition("/")
            if slash + rest not in self._endings:
                return self._application(environ, start_response)
            named = share_named_by(self._house, reference)
            if "_" not in reference and environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
                return self._wherever_it_is(named, reference, environ, start_response)
            if named is None and "_" in reference:
                named = shares_of(self._house)[0]  # only the default makes ids that name no kind
            return self._wherever_it_moved(named or share_here(self._house), environ, start_response)
        if (
            path == self._list
            and environ.get("REQUEST_METHOD") == "POST"
            and (kind := self._kind_in(environ))
        ):
            return self._answer(share_of_kind(self._house, kind), environ, start_response)
        return self._application(environ, start_response)

    def _answer(
        self, share: Share | None, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if share is None or share.url is None:
            return self._application(environ, start_response)
        return _carry(share, environ, start_response)

    def _wherever_it_moved(
        self, share: Share, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """What was moved is asked for once more, where it is now: who says "not found" has done nothing."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > LARGEST_KEPT:
            return self._answer(share, environ, start_response)
        sent = environ["wsgi.input"].read(int(length))
        heard: list[Any] = []
        answer = self._answer(
            share, environ | {"wsgi.input": BytesIO(sent)}, lambda *said: heard.extend(said)
        )
        if str(heard[0]).startswith("404"):
            answer = _whole(answer)
            moved = self._moved_to(answer[0])
            if moved is not None and moved.kinds != share.kinds:
                return self._answer(moved, environ | {"wsgi.input": BytesIO(sent)}, start_response)
        start_response(*heard)
        return answer

    def _moved_to(self, missing: bytes) -> Share | None:
        try:
            said = orjson.loads(missing)
        except orjson.JSONDecodeError:
            return None
        return share_moved_to(self._house, said) if isinstance(said, dict) else None

    def _wherever_it_is(
        self,
        named: Share | None,
        reference: str,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        """An address may be older than the share whose name it ends with: what is not where it points is looked for in the others. Who is
        away matters only where it could be there."""
        first = named or share_here(self._house)
        missing = away = None
        for share in (first, *(each for each in shares_of(self._house) if each != first)):
            heard: list[Any] = []
            body = self._answer(share, environ, lambda *said, into=heard: into.extend(said))
            status = str(heard[0])[:3]
            if status == "404":
                body = _whole(body)
                named = self._moved_to(body[0]) or named
                missing = missing or (heard, body)
            elif status == "503" and share.url is not None:
                if share == named:
                    away = heard, body
                elif away is None and may_keep(share, reference):
                    heard.clear()
                    away = heard, _problem(NOT_EVERYWHERE, lambda *said, into=heard: into.extend(said))
            else:
                break
        else:
            heard, body = away or missing or (heard, body)
        start_response(*heard)
        return body

    def _kind_in(self, environ: dict[str, Any]) -> str:
        """The body is put back for whoever reads it next."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdigit() or int(length) > LARGEST_READ:
            return ""
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        try:
            said = orjson.loads(body)
        except orjson.JSONDecodeError:
            return ""
        kind = said.get(self._field) if isinstance(said, dict) else None
        return kind if isinstance(kind, str) else ""


def _whole(answer: Iterable[bytes]) -> list[bytes]:
    """Read to its end, and let go of as a server does it."""
    try:
        return [b"".join(answer)]
    finally:
        getattr(answer, "close", lambda: None)()


def _carry(share: Share, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    query = environ.get("QUERY_STRING", "")
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/!$&'()*+,;=:@~")
    headers = {
        name[5:].replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers = {name: value for name, value in headers.items() if name.lower() not in _NOT_CARRIED}
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    length = environ.get("CONTENT_LENGTH") or ""
    body = environ["wsgi.input"].read(int(length)) if length.isdigit() and int(length) else None
    try:
        answer = _pool().request(
            environ["REQUEST_METHOD"],
            f"{(share.url or '').rstrip('/')}{path}{'?' + query if query else ''}",
            body=body,
            headers=headers | {CARRIED: "1"},
            redirect=False,
        )
    except urllib3.exceptions.HTTPError as failure:
        _log.warning("share_did_not_answer", share=share.name, why=repr(failure))
        return _say(share, start_response)
    kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _NOT_CARRIED]
    start_response(
        f"{answer.status} {answer.reason or ''}", [*kept, ("Content-Length", str(len(answer.data)))]
    )
    return [answer.data]


def _say(share: Share, start_response: Callable[..., Any]) -> Iterable[bytes]:
    kinds = " and ".join(share.kinds) or "other"
    return _problem(
        f"What is of the type {kinds} cannot be reached at the moment; everything else can.", start_response
    )


def _problem(detail: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = orjson.dumps(Unavailable(detail).document())
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Retry-After", "2"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]


@lru_cache(maxsize=1)
def _pool() -> urllib3.PoolManager:
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
    return urllib3.PoolManager(maxsize=32, retries=False, timeout=timeout)


def _header(name: str) -> str:
    return f"HTTP_{name.upper().replace('-', '_')}"
