"""What reviews promises, tried on the house and on its fake, so that the fake cannot lie."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from souk.contracts.reviews.calls import (
    CommentNotFound,
    OwnGoods,
    OwnReview,
    ReviewDraft,
    ReviewNotFound,
    ReviewQuery,
    SubjectNotFound,
)
from souk.services.reviews.service import CommentsService, ModerationService, ReviewsService
from souk.vocabulary.problems import Invalid
from tests.fakes.reviews import FakeReviews
from tests.services.reviews.conftest import BOOK, COAT, OWNER, SHOP


@pytest.fixture(params=["house", "fake"])
def house(request, street):
    if request.param == "house":
        return SimpleNamespace(
            reviews=ReviewsService(), comments=CommentsService(), moderation=ModerationService()
        )
    fake = FakeReviews()
    for subject_id, slug, kind in (
        (COAT, "coat", "product"),
        (BOOK, "book", "product"),
        (SHOP, "kiln", "shop"),
    ):
        fake.know(subject_id, slug, kind=kind, owner_id=OWNER)
    return SimpleNamespace(reviews=fake, comments=fake, moderation=fake)


def write(house, user_id, stars=5, text="Warm.", subject=COAT, kind="product"):
    draft = ReviewDraft(stars=stars, text=text)
    return house.reviews.write(user_id=user_id, kind=kind, subject=subject, draft=draft)


def listed(house, **query):
    return house.reviews.reviews(query=ReviewQuery(kind="product", subject=COAT, **query))


def test_one_review_for_each_person(house):
    first = write(house, "usr_1", 2)
    second = write(house, "usr_1", 4, "Warmer.")
    assert second.review_id == first.review_id
    assert second.edited_at is not None
    found = listed(house)
    assert [each.text for each in found.items] == ["Warmer."]
    assert (found.rating.average, found.rating.count) == ("4.0", 1)


def test_it_is_its_authors(house):
    written = write(house, "usr_1")
    assert listed(house, viewer_id="usr_1").items[0].is_mine
    assert not listed(house, viewer_id="usr_2").items[0].is_mine
    with pytest.raises(ReviewNotFound):
        house.reviews.remove(user_id="usr_2", review_id=written.review_id)
    house.reviews.remove(user_id="usr_1", review_id=written.review_id)
    house.reviews.remove(user_id="usr_1", review_id=written.review_id)
    assert not listed(house).items
    assert not house.reviews.mine(user_id="usr_1").items


def test_pages_go_on_where_they_ended(house):
    for number in range(3):
        write(house, f"usr_{number}", number + 1)
    first = listed(house, order="lowest", limit=2)
    rest = listed(house, order="lowest", limit=2, cursor=first.next)
    assert [each.stars for each in [*first.items, *rest.items]] == [1, 2, 3]
    assert rest.next is None
    assert [each.stars for each in listed(house, stars=2).items] == [2]


def test_votes(house):
    written = write(house, "usr_1")
    for said, helpful in ((True, 1), (True, 1), (None, 0), (False, 0)):
        found = house.reviews.vote(voter_id="usr_2", review_id=written.review_id, is_helpful=said)
        assert (found.helpful, found.my_vote) == (helpful, said)
    with pytest.raises(OwnReview):
        house.reviews.vote(voter_id="usr_1", review_id=written.review_id, is_helpful=True)


def test_what_is_refused(house):
    with pytest.raises(SubjectNotFound):
        write(house, "usr_1", subject="nothing")
    with pytest.raises(SubjectNotFound):
        house.comments.comments(product="nothing")
    with pytest.raises(OwnGoods):
        write(house, OWNER)
    with pytest.raises(Invalid):
        write(house, "usr_1", None)
    with pytest.raises(Invalid):
        house.comments.say(key="k", user_id="usr_1", product=COAT, text=" ")


def test_what_waits_is_decided(house):
    written = write(house, "usr_1", 4, "www.example.com")
    assert not listed(house).items
    assert house.moderation.waiting() == 1
    (waits,) = house.moderation.queue(what="review").items
    assert waits.review.review_id == written.review_id
    house.moderation.decide(item_id=written.review_id, decision="published")
    assert listed(house).rating.count == 1
    house.moderation.decide(item_id=written.review_id, decision="hidden", reason="A link.")
    assert house.reviews.mine(user_id="usr_1").items[0].reason == "A link."
    with pytest.raises(ReviewNotFound):
        house.reviews.review(review_id=written.review_id, reader_id="usr_2")


def test_comments_are_answered(house):
    asked = house.comments.say(key="k", user_id="usr_1", product=COAT, text="Is it lined?")
    assert house.comments.comment(comment_id=asked.comment_id).text == "Is it lined?"
    waits = house.comments.say(key="l", user_id="usr_1", product=COAT, text="At www.example.com?")
    with pytest.raises(CommentNotFound):
        house.comments.comment(comment_id=waits.comment_id, reader_id="usr_2")
    assert house.comments.comment(comment_id=waits.comment_id, reader_id="usr_1").is_mine
    house.comments.take_back(user_id="usr_1", comment_id=waits.comment_id)
    assert house.comments.say(key="k", user_id="usr_1", product=COAT, text="Is it lined?") == asked
    with pytest.raises(CommentNotFound):
        house.reviews.answer(owner_id="usr_2", item_id=asked.comment_id, text="No.")
    (waits,) = house.reviews.received(owner_id=OWNER, what="comment", only_open=True).items
    assert waits.comment.text == "Is it lined?"
    house.reviews.answer(owner_id=OWNER, item_id=asked.comment_id, text="Yes.")
    assert house.comments.comments(product="coat").items[0].answer.text == "Yes."
    assert not house.reviews.received(owner_id=OWNER, what="comment", only_open=True).items
    with pytest.raises(CommentNotFound):
        house.comments.take_back(user_id="usr_2", comment_id=asked.comment_id)
    house.comments.take_back(user_id="usr_1", comment_id=asked.comment_id)
    assert not house.comments.comments(product="coat").items


def test_flags_are_seen_by_who_moderates(house):
    written = write(house, "usr_1")
    for _ in range(2):
        house.reviews.flag(user_id="usr_2", item_id=written.review_id, reason="spam")
    (flagged,) = house.moderation.queue(what="review", status="flagged").items
    assert flagged.review.flags == 1
    assert len(house.moderation.why(item_id=written.review_id)) == 1
