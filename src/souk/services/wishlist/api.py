"""The wishlist over REST. A signed-in user's list is theirs by their token; a guest's travels in `X-Wishlist-Token`."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query
from pydantic import Field

from souk.contracts.wishlist.calls import (
    ListHolder,
    Marks,
    Moved,
    MovedAll,
    Saved,
    Share,
    SharedList,
    Thing,
    Wishlist,
)
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, signed_in
from souk.kernel.web.api import Api, Body, json_answer, to_json
from souk.kernel.web.front import client_address
from souk.services.wishlist.use_cases import (
    holding,
    merging,
    moving,
    removing,
    saving,
    sharing,
    showing,
    waiting,
    writing,
)

api = Api("wishlist")

_SAVED = {"application/json": {"schema": {"$ref": "#/components/schemas/Saved"}}}

ListToken = Annotated[
    str | None,
    Header(None, alias="X-Wishlist-Token", max_length=200, description="A guest's list; it was in the answer to the first thing saved."),
]  # fmt: skip
CartToken = Annotated[
    str | None, Header(None, alias="X-Cart-Token", max_length=200, description="A guest's cart.")
]
Limit = Annotated[int, Query(48, ge=1, le=100)]
Cursor = Annotated[str | None, Query(None, max_length=200)]


class ThingIn(Body):
    """Exactly one of the three."""

    variation_id: str | None = Field(default=None, min_length=1, max_length=60)
    product_id: str | None = Field(default=None, min_length=1, max_length=60)
    shop_id: str | None = Field(default=None, min_length=1, max_length=60)


class ShareIn(Body):
    """`shows_name`: whether your first name is shown to who has the link."""

    shows_name: bool = False


class LettersIn(Body):
    """`item_id`: about this one only; without it, about the whole list."""

    wants: bool
    item_id: str | None = Field(default=None, max_length=60)


class TokenIn(Body):
    token: str = Field(min_length=1, max_length=200)


class WaitingIn(Body):
    email: str = Field(min_length=3, max_length=254)
    variation_id: str = Field(min_length=1, max_length=60)


class EmailIn(Body):
    email: str = Field(min_length=3, max_length=254)


class Count(Body):
    count: int


@api.get("/wishlist", may=anyone, answers=Wishlist, summary="What is on the list, with today's prices")
def show_list(
    request: HttpRequest, token: ListToken = None, cursor: Cursor = None, limit: Limit = 48
) -> HttpResponse:
    """The newest first. An unknown token is an empty list."""
    return _answer(showing.wishlist(_holder(token), cursor, limit))


@api.get("/wishlist/count", may=anyone, answers=Count, summary="How many things are on the list")
def count(request: HttpRequest, token: ListToken = None) -> HttpResponse:
    row = holding.find(_holder(token))
    return _answer({"count": 0 if row is None or row.archived_at else row.entry_count})


@api.post(
    "/wishlist/items",
    may=anyone,
    answers=Saved,
    summary="Save a product or a shop",
    openapi_extra={"responses": {201: {"description": "Created", "content": _SAVED}}},
)
def save(request: HttpRequest, body: ThingIn, token: ListToken = None) -> HttpResponse:
    """201 for what is new, 200 for what was there. A guest without a list gets one: keep its `token`."""
    saved = saving.save(_holder(token), Thing(**body.model_dump()))
    return _answer(saved, 201 if saved.is_new else 200)


@api.delete("/wishlist/items/{item_id}", may=anyone, answers=Marks, summary="Take something off the list")
def remove(request: HttpRequest, item_id: str, token: ListToken = None) -> HttpResponse:
    """Also by the id of the variation, product or shop."""
    return _answer(removing.remove(_holder(token), item_id))


@api.post("/wishlist/items/{item_id}/move-to-cart", may=anyone, answers=Moved, summary="Move into the cart")
def move_to_cart(
    request: HttpRequest, item_id: str, token: ListToken = None, cart_token: CartToken = None
) -> HttpResponse:
    """Doing it twice is doing it once. What is sold out stays on the list."""
    return _answer(moving.move_to_cart(_holder(token), item_id, cart_token))


@api.post("/wishlist/move-to-cart", may=anyone, answers=MovedAll, summary="Move everything into the cart")
def move_all(request: HttpRequest, token: ListToken = None, cart_token: CartToken = None) -> HttpResponse:
    return _answer(moving.move_all(_holder(token), cart_token))


@api.post("/wishlist/share", may=anyone, answers=Share, summary="The link to give away")
def share(request: HttpRequest, body: ShareIn, token: ListToken = None) -> HttpResponse:
    """The same link until it is ended."""
    return _answer(sharing.share(_holder(token), body.shows_name))


@api.delete("/wishlist/share", may=anyone, status=204, summary="End the link")
def end_sharing(request: HttpRequest, token: ListToken = None) -> None:
    sharing.end_sharing(_holder(token))


@api.get("/wishlist/shared/{token}", may=anyone, answers=SharedList, summary="A list somebody shared")
def shared(request: HttpRequest, token: str, cursor: Cursor = None, limit: Limit = 48) -> HttpResponse:
    answer = _answer(showing.shared(token, cursor, limit))
    answer["X-Robots-Tag"] = "noindex"
    return answer


@api.post("/wishlist/letters", may=signed_in, status=204, summary="Choose letters about the list")
def choose_letters(request: HttpRequest, body: LettersIn) -> None:
    """When a price falls, or something is back in stock."""
    writing.choose_letters(_holder(None), body.wants, body.item_id)


@api.post("/wishlist/letters/end", may=anyone, status=204, summary="End the letters, by the link in one")
def end_letters(request: HttpRequest, body: TokenIn) -> None:
    writing.end_letters(body.token)


@api.post("/wishlist/back-in-stock", may=anyone, status=202, summary="Tell me when it is back")
def tell_when_back(request: HttpRequest, body: WaitingIn) -> None:
    """One letter to this email when the variation, which is sold out, can be had again. The answer is the same whether the
    address is known or not. 409 for what can be bought now."""
    waiting.tell_when_back(body.email, body.variation_id, client_address(request), identity.current().user_id)


@api.post("/wishlist/back-in-stock/forget", may=anyone, status=204, summary="Forget an email that waits")
def forget_address(request: HttpRequest, body: EmailIn) -> None:
    """Everything it waits for. The answer is the same whether the address is known or not."""
    waiting.forget(body.email, client_address(request))


@api.post("/wishlist/back-in-stock/end", may=anyone, status=204, summary="The same, by the link in a letter")
def end_waiting(request: HttpRequest, body: TokenIn) -> None:
    waiting.end(body.token)


@api.post("/wishlist/merge", may=signed_in, answers=Marks, summary="Bring a guest's list along at sign-in")
def merge(request: HttpRequest, body: TokenIn) -> HttpResponse:
    """What is on both lists is there once. Doing it twice is doing it once."""
    return _answer(merging.merge(body.token, identity.current().user_id or ""))


def _holder(token: str | None) -> ListHolder:
    """The user that the access token names; the list token counts for guests only, and never merges by itself."""
    user_id = identity.current().user_id
    return ListHolder(user_id=user_id, token=None if user_id else token)


def _answer(body: object, status: int = 200) -> HttpResponse:
    answer = json_answer(to_json(body), status)
    if isinstance(body, (Wishlist, Saved)) and body.token:
        answer["X-Wishlist-Token"] = body.token
    answer["Cache-Control"] = "no-store"
    return answer
