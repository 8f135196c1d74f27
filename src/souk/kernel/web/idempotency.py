"""`Idempotency-Key`: the same request with the same key is answered the same, and done once.

Another body under the same key is refused (422), a second one while the first is in flight too (409). A replayed answer
carries `Idempotency-Replayed: true`. An answer of 5xx is not kept: trying again is right.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.rows import find_one, insert, update
from souk.kernel.models import IdempotentAnswer
from souk.vocabulary.problems import BadRequest, Conflict, Problem, Refused, field_error

LEASE_SECONDS = 30
KEPT_HEADERS = ("X-Order-Token", "X-Cart-Token", "Location")


class IdempotencyKeyReused(Refused):
    status = 422
    title = "This Idempotency-Key was used for another request"


class RequestInFlight(Conflict):
    title = "The same request is being worked on"


def answered_once(house: str, view: Callable[..., Any]) -> Callable[..., Any]:
    """Wraps an endpoint that requires the header. The endpoint reads its own key with `key_of(request)`."""

    @functools.wraps(view)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = key_of(request)
        fingerprint = hashlib.sha256(f"{request.method} {request.path}\0".encode() + request.body).hexdigest()
        kept = _begin(house, key, fingerprint)
        if kept is not None:
            return kept
        try:
            answer = view(request, *args, **kwargs)
        except Problem as problem:
            if problem.status < 500:
                body = orjson.dumps(problem.document())
                _finish(house, key, problem.status, body, {"Content-Type": "application/problem+json"})
            else:
                _forget(house, key)
            raise
        except BaseException:
            _forget(house, key)
            raise
        headers = {name: answer[name] for name in ("Content-Type", *KEPT_HEADERS) if name in answer}
        _finish(house, key, answer.status_code, answer.content, headers)
        return answer

    return once


def key_of(request: HttpRequest) -> str:
    """A key that is unique to the caller, the path and their `Idempotency-Key`. Raises BadRequest when the header is missing."""
    given = request.headers.get("Idempotency-Key", "").strip()
    if not given or len(given) > 255 or not given.isprintable():
        detail = "Send an Idempotency-Key of 1 to 255 printable characters, a fresh one for each thing you mean to do once."
        raise BadRequest(detail, errors=[field_error("header/Idempotency-Key", "required", detail)])
    who = (
        identity.current().user_id
        or request.headers.get("X-Cart-Token")
        or request.headers.get("X-Order-Token")
        or request.headers.get("X-Guest-Token")
        or ""
    )
    return hashlib.sha256(f"{who}\0{request.path}\0{given}".encode()).hexdigest()


def _begin(house: str, key: str, fingerprint: str) -> HttpResponse | None:
    rows = IdempotentAnswer.objects.using(house)
    row = IdempotentAnswer(
        key=key, fingerprint=fingerprint, began_at=clock.now(), lease_until=clock.in_seconds(LEASE_SECONDS)
    )
    try:
        with transaction.atomic(using=house):
            insert(row, house=house)
        return None
    except IntegrityError:
        before = find_one(IdempotentAnswer, where={"key": key}, house=house)
    if before is None:
        raise RequestInFlight("Try again in a moment.", retry_after=1)
    if before.fingerprint != fingerprint:
        raise IdempotencyKeyReused("Use a new key for a new request.")
    if before.status is not None:
        return _replay(before)
    stale = rows.filter(key=key, status=None, lease_until__lt=clock.now())
    if not stale.update(lease_until=clock.in_seconds(LEASE_SECONDS)):
        raise RequestInFlight("Try again in a moment.", retry_after=1)
    return None


def _replay(row: IdempotentAnswer) -> HttpResponse:
    answer = HttpResponse(bytes(row.body), status=row.status)
    for name, value in orjson.loads(row.headers).items():
        answer[name] = value
    answer["Idempotency-Replayed"] = "true"
    return answer


def _finish(house: str, key: str, status: int, body: bytes, headers: dict[str, str]) -> None:
    kept = {"status": status, "body": body, "headers": orjson.dumps(headers).decode()}
    update(IdempotentAnswer, where={"key": key}, values=kept, house=house)


def _forget(house: str, key: str) -> None:
    IdempotentAnswer.objects.using(house).filter(key=key, status=None).delete()
