"""What waits for a person, who looks at it, and what they decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from souk.contracts.reviews.calls import (
    CommentNotFound,
    ReviewNotFound,
    ReviewQuery,
    TooFast,
)
from souk.kernel import clock
from souk.services.reviews.models import Flag
from souk.services.reviews.settings import settings
from souk.services.reviews.use_cases import auditing
from tests.services.reviews.conftest import BOOK, COAT, OWNER, SHOP, product_told

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def shown(reviews, subject=COAT):
    return [
        each.review_id for each in reviews.reviews(query=ReviewQuery(kind="product", subject=subject)).items
    ]


def ids(page):
    return [each.review.review_id if each.review else each.comment.comment_id for each in page.items]


def test_a_review_with_a_link_waits_and_does_not_count(reviews, moderation, write, ryan, ada, said):
    written = write(ryan, 1, "Cheaper at www.example.com")
    assert written.status == "held"
    assert written.holds == [], "why is for who moderates"
    assert not shown(reviews)
    assert not said("rating.changed")
    (waits,) = moderation.queue(what="review").items
    assert waits.review.holds == ["link"]
    assert moderation.waiting() == 1
    with pytest.raises(ReviewNotFound):
        reviews.review(review_id=written.review_id, reader_id=ada)
    assert reviews.review(review_id=written.review_id, reader_id=ryan).is_mine
    assert reviews.review(review_id=written.review_id, is_staff=True).holds == ["link"]


def test_what_is_approved_is_published_counted_and_told(reviews, moderation, write, ryan, said):
    written = write(ryan, 4, "As warm as hell, damn good, see my blog at example.org")
    moderation.decide(item_id=written.review_id, decision="published")
    moderation.decide(item_id=written.review_id, decision="published")
    assert shown(reviews) == [written.review_id]
    assert [event.histogram for event in said("rating.changed")] == [[0, 0, 0, 1, 0]]
    assert len(said("review.published")) == 1
    (told,) = said("review.moderated")
    assert (told.decision, told.email, told.subject_title) == (
        "published",
        "ryan.miller@example.org",
        "The Coat",
    )
    assert moderation.waiting() == 0


def test_what_is_hidden_does_not_count_and_its_author_reads_why(reviews, moderation, write, ryan, said):
    written = write(ryan, 1, "Nonsense.")
    moderation.decide(item_id=written.review_id, decision="hidden", reason="It is about the courier.")
    assert not shown(reviews)
    assert said("rating.changed")[-1].count == 0
    assert reviews.mine(user_id=ryan).items[0].reason == "It is about the courier."
    assert said("review.moderated")[0].reason == "It is about the courier."
    assert ids(moderation.queue(what="review", status="hidden")) == [written.review_id]


def test_after_it_was_hidden_the_next_form_waits(reviews, moderation, write, ryan):
    written = write(ryan, 1, "Nonsense.")
    moderation.decide(item_id=written.review_id, decision="hidden", reason="No.")
    assert write(ryan, 2, "Better words.").status == "held"
    reviews.remove(user_id=ryan, review_id=written.review_id)
    assert write(ryan, 1, "Nonsense.").status == "held", "nor does it come back as new"


def test_an_edit_that_adds_a_link_takes_it_out_of_the_count(reviews, write, ryan, said):
    write(ryan, 5, "Warm.")
    assert write(ryan, 5, "Warm: http://example.com").status == "held"
    assert said("rating.changed")[-1].count == 0
    assert write(ryan, 5, "Warm.").status == "published", "without the link nothing is left to look at"
    assert said("rating.changed")[-1].count == 1
    assert auditing.violations() == []


def test_a_name_that_advertises_waits(write, street):
    assert write(street.person("cheap.com Sale")).status == "held"


def test_enough_flags_make_it_wait(reviews, moderation, write, street, ryan, said):
    written = write(ryan, 1, "They are thieves.")
    crowd = street.crowd(settings().flags_to_hold)
    for person in crowd[:-1]:
        reviews.flag(user_id=person, item_id=written.review_id, reason="untrue", note="I know them")
        reviews.flag(user_id=person, item_id=written.review_id, reason="spam")
    assert shown(reviews) == [written.review_id], "the same person counts once"
    assert ids(moderation.queue(what="review", status="flagged")) == [written.review_id]
    reviews.flag(user_id=crowd[-1], item_id=written.review_id, reason="offensive")
    assert not shown(reviews)
    assert said("rating.changed")[-1].count == 0
    assert moderation.why(item_id=written.review_id)[0] == "Insulting or hateful"
    assert "Not true: I know them" in moderation.why(item_id=written.review_id)
    assert write(ryan, 1, "They are honest.").status == "held", "new words do not take flags away"
    moderation.decide(item_id=written.review_id, decision="published")
    reviews.flag(user_id=crowd[0], item_id=written.review_id, reason="spam")
    assert shown(reviews) == [written.review_id], "who flagged it before has been heard"
    assert Flag.objects.count() == settings().flags_to_hold


def test_what_is_not_published_is_not_flagged(reviews, write, ryan, ada):
    written = write(ryan, 1, "www.example.com")
    with pytest.raises(ReviewNotFound):
        reviews.flag(user_id=ada, item_id=written.review_id, reason="spam")
    with pytest.raises(CommentNotFound):
        reviews.flag(user_id=ada, item_id="cmt_nothing", reason="spam")


def test_a_burst_of_one_account_waits(street, write, ryan, monkeypatch):
    monkeypatch.setattr(settings(), "account_burst", 2)
    from souk.services.reviews import handlers

    handlers.on_product(product_told("prd_hat"))
    with clock.frozen_at(NOON):
        assert write(ryan).status == "published"
        assert write(ryan, subject=BOOK).status == "published"
        assert write(ryan, subject="prd_hat").status == "held"
        assert write(ryan, text="Other words.", subject="prd_hat").status == "held", "new words do not help"
    with clock.frozen_at(NOON + timedelta(hours=2)):
        assert write(ryan, kind="shop", subject=SHOP).status == "published"


def test_wording_anew_counts_as_writing(write, comments, ryan):
    with clock.frozen_at(NOON):
        statuses = [write(ryan, text=f"Warm, {number} times.").status for number in range(14)]
    assert statuses == ["published"] * 6 + ["held"] * 8
    with clock.frozen_at(NOON + timedelta(minutes=30)):
        said = comments.say(key="k", user_id=ryan, product=BOOK, text="Is it thick?")
        assert said.status == "held", "whatever it is that they write next"


def test_who_words_it_anew_now_and_then_does_not_wait(write, ryan):
    for hours in range(5):
        with clock.frozen_at(NOON + timedelta(hours=hours)):
            assert [write(ryan, text=f"{hours} {n}").status for n in range(3)] == ["published"] * 3


def test_a_burst_about_one_thing_waits(street, write, moderation, monkeypatch):
    monkeypatch.setattr(settings(), "subject_burst", 2)
    with clock.frozen_at(NOON):
        statuses = [write(person, 1).status for person in street.crowd(4)]
    assert statuses == ["published", "published", "held", "held"]
    assert moderation.queue(what="review").items[0].review.holds == ["subject_burst"]
    with clock.frozen_at(NOON + timedelta(minutes=11)):
        assert write(street.person("Late Comer")).status == "published"


def test_nobody_writes_without_end(comments, street, write, ryan, monkeypatch):
    monkeypatch.setattr(settings(), "most_per_hour", 3)
    write(ryan)
    for number in range(2):
        comments.say(key=str(number), user_id=ryan, product=COAT, text=f"And {number}?")
    with pytest.raises(TooFast):
        write(ryan, subject=BOOK)
    with pytest.raises(TooFast):
        comments.say(key="more", user_id=ryan, product=COAT, text="More?")


def test_who_waits_longest_is_first(moderation, write, street):
    crowd = street.crowd(3)
    for place, person in enumerate(crowd):
        with clock.frozen_at(NOON + timedelta(minutes=place)):
            write(person, 3, f"www.example.com {place}")
    first = moderation.queue(what="review", limit=2)
    assert [each.review.text[-1] for each in first.items] == ["0", "1"]
    rest = moderation.queue(what="review", limit=2, cursor=first.next)
    assert [each.review.text[-1] for each in rest.items] == ["2"]
    assert rest.next is None


def test_only_the_owner_answers_and_may_word_it_anew(reviews, write, ryan, ada, said):
    written = write(ryan, 2, "Thin.")
    with pytest.raises(ReviewNotFound):
        reviews.answer(owner_id=ada, item_id=written.review_id, text="Mine now.")
    for text in (
        "Send it back, we line it.",
        "Send it back, we line it.",
        "Send it back: we line it for nothing.",
    ):
        reviews.answer(owner_id=OWNER, item_id=written.review_id, text=text)
    answer = reviews.review(review_id=written.review_id).answer
    assert (answer.by, answer.text) == ("Kiln & Wool", "Send it back: we line it for nothing.")
    assert answer.edited_at is not None
    (told,) = said("review.answered")
    assert (told.email, told.shop_name) == ("ryan.miller@example.org", "Kiln & Wool")
    reviews.answer(owner_id=OWNER, item_id=written.review_id, text="")
    assert reviews.review(review_id=written.review_id).answer is None


def test_an_owner_finds_what_has_no_answer(reviews, comments, write, ryan, ada):
    one, two = write(ryan, 2, "Thin."), write(ada, 5, "Warm.", kind="shop", subject=SHOP)
    asked = comments.say(key="k", user_id=ryan, product=BOOK, text="Is it sewn?")
    write(ryan, 1, "www.example.com", subject=BOOK)
    assert set(ids(reviews.received(owner_id=OWNER, what="review"))) == {one.review_id, two.review_id}
    assert ids(reviews.received(owner_id=OWNER, what="comment", only_open=True)) == [asked.comment_id]
    reviews.answer(owner_id=OWNER, item_id=one.review_id, text="Sorry.")
    reviews.answer(owner_id=OWNER, item_id=asked.comment_id, text="It is.")
    assert ids(reviews.received(owner_id=OWNER, what="review", only_open=True)) == [two.review_id]
    assert ids(reviews.received(owner_id=OWNER, what="comment", only_open=True)) == []
    assert ids(reviews.received(owner_id=ada, what="review")) == []
    assert ids(reviews.received(owner_id=OWNER, what="review", shop_id=SHOP, only_open=True)) == [
        two.review_id
    ]
    assert ids(reviews.received(owner_id=OWNER, what="review", shop_id="shp_other")) == []
