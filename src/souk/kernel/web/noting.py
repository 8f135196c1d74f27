"""Noting: the door of an endpoint writes into the audit trail what staff, or somebody for somebody else, is about to change."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from souk.kernel.access import identity
from souk.kernel.data import trail
from souk.kernel.web.front import client_address
from souk.vocabulary.problems import Problem, Unavailable


def noted(
    house: str, method: str, path: str, staff: identity.Permission, view: Callable[..., Any]
) -> Callable[..., Any]:
    """The endpoint with its changes noted: by whom it lets in as staff, and by those who act for others."""

    @functools.wraps(view)
    def asked_first(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        who = identity.current()
        if not (who.actor_id or staff.permissions & who.permissions):
            return view(request, *args, **kwargs)
        trail.comes_from(client_address(request))
        subject = " ".join(str(value) for value in _parts(request).values())
        trail.ask_for(house, f"{method} {path}", subject)
        try:
            return view(request, *args, **kwargs)
        except Unavailable:
            raise
        except Problem as problem:
            trail.refuse(house, f"{method} {path}", subject, f"{problem.status} {problem.title}")
            raise

    return asked_first


def _parts(request: HttpRequest) -> dict[str, Any]:
    return request.resolver_match.kwargs if request.resolver_match else {}
