"""The door the endpoints of this house are hung on, and who stands before it."""

from __future__ import annotations

import re

from django.http import HttpRequest

from souk.kernel.access import identity
from souk.kernel.access.identity import shop_owner, staff_may
from souk.kernel.web.api import Api
from souk.services.products.use_cases.editing import Seller
from souk.vocabulary.problems import BadRequest, field_error

api = Api("products")

sellers = shop_owner | staff_may("products.manage")

_REVISION = re.compile(r'"r(\d{1,9})"')


def seller() -> Seller:
    who = identity.current()
    return Seller(who.user_id or "", who.may("products.manage"))


def etag_of(revision: int) -> str:
    return f'"r{revision}"'


def seen_revision(request: HttpRequest) -> int | None:
    """What `If-Match` says; None without it, or for `*`. Raises BadRequest for anything that is no ETag of ours."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    found = _REVISION.fullmatch(given)
    if found is None:
        detail = "Send the ETag of the product as you saw it, or leave the header out."
        raise BadRequest(detail, errors=[field_error("header/If-Match", "invalid", detail)])
    return int(found.group(1))
