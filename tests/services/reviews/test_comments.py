"""Comments on products: by anyone who is signed in, held by the same rules, answered by the owner."""

from __future__ import annotations

import pytest

from souk.contracts.reviews.calls import CommentNotFound, SubjectNotFound
from souk.services.reviews.models import Comment
from souk.vocabulary.problems import Invalid
from tests.services.reviews.conftest import BOOK, COAT, OWNER


def texts(comments, viewer_id=None):
    return [each.text for each in comments.comments(product="coat", viewer_id=viewer_id).items]


def test_the_newest_is_first_and_there_may_be_many(comments, ryan):
    for number in range(3):
        comments.say(key=str(number), user_id=ryan, product=COAT, text=f"Question {number}?")
    page = comments.comments(product=COAT, limit=2)
    assert [each.text for each in page.items] == ["Question 2?", "Question 1?"]
    rest = comments.comments(product=COAT, limit=2, cursor=page.next)
    assert [each.text for each in rest.items] == ["Question 0?"]


def test_the_same_key_says_it_once(comments, ryan, ada):
    first = comments.say(key="k", user_id=ryan, product=COAT, text="Is it lined?")
    assert (
        comments.say(key="k", user_id=ryan, product=COAT, text="Is it lined?").comment_id == first.comment_id
    )
    assert comments.say(key="k", user_id=ada, product=COAT, text="Is it warm?").comment_id != first.comment_id
    assert Comment.objects.count() == 2


def test_what_waits_is_shown_to_its_author_only(comments, moderation, ryan, ada, said):
    asked = comments.say(key="k", user_id=ryan, product=COAT, text="Like at www.example.com?")
    assert asked.status == "held"
    assert texts(comments, ryan) == ["Like at www.example.com?"]
    assert texts(comments, ada) == texts(comments) == []
    assert moderation.queue(what="comment").items[0].comment.holds == ["link"]
    moderation.decide(item_id=asked.comment_id, decision="published")
    assert texts(comments) == ["Like at www.example.com?"]
    assert said("review.moderated")[0].kind == "comment"
    assert not said("review.published")


def test_one_edits_and_takes_back_ones_own(comments, ryan, ada):
    asked = comments.say(key="k", user_id=ryan, product=COAT, text="Is it lind?")
    for deed in (
        lambda: comments.edit(user_id=ada, comment_id=asked.comment_id, text="Ha!"),
        lambda: comments.take_back(user_id=ada, comment_id=asked.comment_id),
    ):
        with pytest.raises(CommentNotFound):
            deed()
    assert comments.edit(user_id=ryan, comment_id=asked.comment_id, text="Is it lined?").edited_at is not None
    assert (
        comments.edit(user_id=ryan, comment_id=asked.comment_id, text="See www.example.com").status == "held"
    )
    comments.take_back(user_id=ryan, comment_id=asked.comment_id)
    assert not Comment.objects.exists()


def test_it_is_answered_by_the_owner(comments, reviews, ryan, ada, said):
    asked = comments.say(key="k", user_id=ryan, product=COAT, text="Is it lined?")
    with pytest.raises(CommentNotFound):
        reviews.answer(owner_id=ada, item_id=asked.comment_id, text="Yes.")
    reviews.answer(owner_id=OWNER, item_id=asked.comment_id, text="With cotton, to the knee.")
    assert comments.comments(product=COAT).items[0].answer.text == "With cotton, to the knee."
    assert said("review.answered")[0].kind == "comment"


def test_nothing_and_too_much_is_refused(comments, ryan):
    for text in (" \n ", "x" * 1001):
        with pytest.raises(Invalid):
            comments.say(key="k", user_id=ryan, product=COAT, text=text)
    with pytest.raises(SubjectNotFound):
        comments.say(key="k", user_id=ryan, product="nothing", text="Hello?")
    assert not Comment.objects.exists()


def test_comments_go_with_their_product(comments, street, ryan):
    comments.say(key="k", user_id=ryan, product=COAT, text="Is it lined?")
    comments.say(key="l", user_id=ryan, product=BOOK, text="Is it sewn?")
    street.deletes(COAT)
    assert [each.text for each in Comment.objects.all()] == ["Is it sewn?"]
