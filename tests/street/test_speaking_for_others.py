"""Whoever acts for somebody does not speak for them, whatever door they come by."""

from __future__ import annotations

import re
from datetime import date

import pytest

from souk.contracts.reviews.calls import ReviewDraft
from souk.kernel.access import identity
from souk.services.customers.service import CustomersService
from souk.services.reviews.service import CommentsService, ReviewsService
from souk.vocabulary.problems import Forbidden
from tests.journeys.stall import lay_out
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")


def test_nobody_speaks_for_somebody_else_whatever_door_they_come_by(ada, grace):
    reviews, comments, me = ReviewsService(), CommentsService(), ada.user_id
    deeds = (
        lambda: reviews.write(user_id=me, kind="product", subject="prd_1", draft=ReviewDraft(stars=5)),
        lambda: reviews.remove(user_id=me, review_id="rev_1"),
        lambda: reviews.vote(voter_id=me, review_id="rev_1", is_helpful=True),
        lambda: reviews.flag(user_id=me, item_id="rev_1", reason="spam"),
        lambda: reviews.answer(owner_id=me, item_id="rev_1", text="Thank you"),
        lambda: reviews.add_picture(user_id=me, review_id="rev_1", content=b"x"),
        lambda: reviews.remove_picture(user_id=me, review_id="rev_1", url="x"),
        lambda: comments.say(key="k", user_id=me, product="prd_1", text="Is it blue?"),
        lambda: comments.edit(user_id=me, comment_id="cmt_1", text="Is it blue?"),
        lambda: comments.take_back(user_id=me, comment_id="cmt_1"),
        lambda: CustomersService().tell_birthday(user_id=me, date_of_birth=date(1990, 3, 21)),
    )
    with identity.acting_as(identity.Identity(ada.user_id, actor_id=grace.user_id)):
        for deed in deeds:
            with pytest.raises(Forbidden):
                deed()


def test_what_nobody_says_for_somebody_else_is_not_offered_either(desk, ada):
    lay_out([{"slug": "lamp"}])
    pages = (
        "/products/lamp/review",
        "/products/lamp/questions",
        "/shops/stall/review",
        "/products/lamp/reviews",
    )
    offered = re.compile(
        r'action="[^"]*/(?:review|questions/add|remove|vote)"|href="/[^"]*/review"|href="/flag/'
    )
    before = browser_of(ada.user_id)
    assert [bool(offered.search(text_of(before.get(page)))) for page in pages] == [True] * 4
    desk.post(f"/office/users/{ada.user_id}/act", {"act-why": "Called"})
    for page in pages:
        answer = desk.get(page)
        assert answer.status_code == 200, page
        assert not offered.search(text_of(answer)), page
    assert "for them alone to say" in text_of(desk.get(pages[0]))
