"""Comments on products: said or asked by anyone who is signed in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from souk.contracts.reviews.calls import MAX_COMMENT, Comment
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, oneself
from souk.kernel.web.api import Body
from souk.kernel.web.idempotency import key_of
from souk.services.reviews.api.door import AnswerIn, FlagIn, api, may_moderate, me
from souk.services.reviews.use_cases import answering, commenting, flagging
from souk.vocabulary.pages import Page


class CommentIn(Body):
    text: str = Field(min_length=1, max_length=MAX_COMMENT)


class CommentPage(Page[Comment]):
    """The newest first."""


@api.get("/products/{id}/comments", may=anyone)
def list_comments(
    request: HttpRequest, id: str, cursor: str | None = None, limit: int = Query(10, ge=1, le=100)
) -> CommentPage:
    """Of a product (id or slug), the newest first; the caller's own also while they wait for a person."""
    found = commenting.comments(id, identity.current().user_id, cursor, limit)
    return CommentPage.model_construct(**dict(found))


@api.post("/products/{id}/comments", may=oneself, status=201, idempotent=True)
def comment(request: HttpRequest, id: str, body: CommentIn) -> Comment:
    """It may wait for a person first (`status`: held)."""
    return commenting.say(key_of(request), me(), id, body.text)


@api.get("/comments/{comment_id}", may=anyone)
def show_comment(request: HttpRequest, comment_id: str) -> Comment:
    """A published one; its author and staff see it whatever its status."""
    who = identity.current()
    return commenting.comment(comment_id, who.user_id, is_staff=may_moderate())


@api.patch("/comments/{comment_id}", may=oneself)
def edit_comment(request: HttpRequest, comment_id: str, body: CommentIn) -> Comment:
    """The caller's own."""
    return commenting.edit(me(), comment_id, body.text)


@api.delete("/comments/{comment_id}", may=oneself, status=204)
def take_comment_back(request: HttpRequest, comment_id: str) -> None:
    """The caller's own."""
    commenting.take_back(me(), comment_id)


@api.post("/comments/{comment_id}/flags", may=oneself, status=204)
def flag_comment(request: HttpRequest, comment_id: str, body: FlagIn) -> None:
    """Tells who moderates; once for each person."""
    flagging.flag(me(), comment_id, body.reason, body.note)


@api.post("/comments/{comment_id}/answer", may=oneself, status=204)
def answer_comment(request: HttpRequest, comment_id: str, body: AnswerIn) -> None:
    """The answer of the shop's owner; again replaces it."""
    answering.answer(me(), comment_id, body.text)


@api.delete("/comments/{comment_id}/answer", may=oneself, status=204)
def take_comments_answer_back(request: HttpRequest, comment_id: str) -> None:
    answering.answer(me(), comment_id, "")
