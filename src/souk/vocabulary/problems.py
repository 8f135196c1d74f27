"""Problems: what is wrong, said so that a program can act and a person can mend it (RFC 9457).

Two families that must never be confused: `Refused`, the world says no, and `Unavailable`, nobody knows.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

TYPE_BASE = "https://souk.example/problems/"


class FieldError(BaseModel):
    """One wrong field: a JSON Pointer into the body (or `query/limit`, `header/…`), a code and a sentence."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """Base of everything a call or a request may answer instead of its result."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "problem"
    title: ClassVar[str] = "Something went wrong"
    known: ClassVar[dict[str, type[Problem]]] = {}

    def __init__(
        self,
        detail: str = "",
        *,
        errors: list[FieldError] | None = None,
        retry_after: int | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = errors or []
        self.retry_after = retry_after
        self.extra = extra

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = "".join(
                f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(cls.__name__)
            )
        other = Problem.known.get(cls.code)
        if other is not None and other.__qualname__ != cls.__qualname__:
            raise TypeError(f"problem code {cls.code!r} is taken by {other.__module__}.{other.__qualname__}")
        Problem.known[cls.code] = cls

    def document(self) -> dict[str, Any]:
        """The body of an `application/problem+json` answer."""
        body: dict[str, Any] = {
            "type": TYPE_BASE + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.errors:
            body["errors"] = [error.model_dump() for error in self.errors]
        return body | self.extra

    def between_houses(self) -> dict[str, Any]:
        """The document as it goes from house to house, which have no header to say when to ask again."""
        return self.document() | ({} if self.retry_after is None else {"retry_after": self.retry_after})

    @classmethod
    def from_document(cls, body: dict[str, Any]) -> Problem:
        """Raises-ready problem of the same class that made the document; an unknown code keeps its words."""
        kind = cls.known.get(
            str(body.get("code")), Refused if int(body.get("status", 500)) < 500 else Unavailable
        )
        errors = [FieldError.model_validate(error) for error in body.get("errors", [])]
        extra = {
            k: v for k, v in body.items() if k not in {"type", "title", "status", "detail", "code", "errors"}
        }
        return kind(str(body.get("detail", "")), errors=errors, **extra)


class Refused(Problem):
    """The world says no: trying the same again changes nothing."""

    status = 409
    title = "That is not possible"


class BadRequest(Refused):
    status = 400
    title = "The request could not be read"


class Invalid(Refused):
    status = 422
    title = "Some fields need another look"


class Unauthenticated(Refused):
    status = 401
    title = "Please sign in"


class Forbidden(Refused):
    status = 403
    title = "You may not do that"


class NotFound(Refused):
    status = 404
    title = "Nothing was found here"


class Conflict(Refused):
    status = 409
    title = "That conflicts with the present state"


class TooLarge(Refused):
    status = 413
    title = "That is too large"


class TooManyRequests(Refused):
    status = 429
    title = "Too many requests, please slow down"


class Unavailable(Problem):
    """Nobody knows whether it happened: the neighbour did not answer in time. Trying again with the same key is safe."""

    status = 503
    title = "This part of the shop is resting for a moment"


def field_error(pointer: str, code: str, detail: str) -> FieldError:
    return FieldError(pointer=pointer, code=code, detail=detail)


def invalid(pointer: str, detail: str, code: str = "invalid") -> Invalid:
    """One wrong field as a problem ready to raise."""
    return Invalid(detail, errors=[field_error(pointer, code, detail)])
