"""Problems as HTTP answers, and what a caller is told when nobody foresaw what went wrong."""

from __future__ import annotations

import orjson
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db.utils import DataError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from souk.kernel.data.connections import Failed, problem_of
from souk.kernel.telemetry import metrics
from souk.kernel.telemetry.logs import log
from souk.vocabulary.problems import BadRequest, NotFound, Problem, Refused, TooLarge

_log = log(__name__)

MAX_BODY = 1024 * 1024


class BrokenJson(BadRequest):
    title = "The body is not JSON"


class MethodNotAllowed(Refused):
    status = 405
    title = "This address does not know that method"


class NoSuchAddress(NotFound):
    title = "There is nothing at this address"


class ServerStumbled(Problem):
    status = 500
    title = "Something went wrong on our side"


def problem_answer(problem: Problem) -> HttpResponse:
    """A problem as an `application/problem+json` answer."""
    answer = HttpResponse(
        orjson.dumps(problem.document()), status=problem.status, content_type="application/problem+json"
    )
    if problem.retry_after is not None:
        answer["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="souk"'
    return answer


def stumbled(request: HttpRequest, failure: BaseException) -> Problem:
    """What the caller is told of an error nobody foresaw: its request id, never its insides."""
    if isinstance(failure, Problem):
        return failure
    if isinstance(failure, RequestDataTooBig):
        return TooLarge(f"A body may have at most {MAX_BODY // 1024} kB.")
    if isinstance(failure, (*Failed, DataError)):
        return problem_of(failure)
    if isinstance(failure, (UnreadablePostError, TooManyFilesSent, MultiPartParserError)):
        return BadRequest("The body could not be read.")
    metrics.stumbled_over(failure)
    _log.error("request_failed", path=request.path, method=request.method, exc_info=failure)
    return ServerStumbled("We have noted it; trying again may help.")
