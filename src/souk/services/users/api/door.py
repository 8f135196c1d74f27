"""The door itself, and what the endpoints share."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from pydantic import StringConstraints

from souk.contracts.users.calls import Tokens
from souk.kernel.access import identity
from souk.kernel.web.api import Api, json_answer, to_json

api = Api("users")

#: Blanks of a password count, also the first and the last.
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1024)]
EmailText = Annotated[str, StringConstraints(min_length=3, max_length=254)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def me() -> str:
    """The caller's id, where the endpoint lets only signed-in callers through."""
    user_id = identity.current().user_id
    assert user_id is not None
    return user_id


def unstored(tokens: Tokens) -> HttpResponse:
    """Tokens as an answer that no cache keeps."""
    answer = json_answer(to_json(tokens))
    answer["Cache-Control"] = "no-store"
    return answer
