"""Reviews on pages: what is read, written, voted on, flagged, answered and moderated; and what stays while reviews rests."""

from __future__ import annotations

import io
import json
import re

import pytest
from web_neighbour import ADA
from web_office import signed_in_as, text_of

from souk.contracts.reviews.calls import ReviewDraft, ReviewQuery
from souk.services.web.use_cases import review_pages
from souk.vocabulary.ratings import rating_of

PRODUCT, LIVE = "/products/winter-jacket", {"HX-Request": "true"}


@pytest.fixture
def write(street):
    def written(user_id="usr_bo", stars=4, text="Warm.", title="Good", kind="product", subject="prd_jacket"):
        draft = ReviewDraft(stars=stars, text=text, title=title)
        return street.reviews.write(user_id=user_id, kind=kind, subject=subject, draft=draft)

    return written


@pytest.fixture
def reader(street):
    """Somebody signed in who neither wrote nor sells it."""
    street.reviews.owners = dict.fromkeys(street.reviews.owners, "usr_owner")
    return signed_in_as(street)


def listed(street):
    return street.reviews.reviews(query=ReviewQuery(kind="product", subject="prd_jacket")).items


def test_a_product_page_shows_its_reviews(browser, write, street):
    for number in range(6):
        write(f"usr_{number}", text=f"Text {number} <script>alert(1)</script>")
    street.products.product = lambda **_: jacket_rated(0, 0, 1, 3, 2)
    page = text_of(browser.get(PRODUCT))
    assert page.count('class="review"') == 4
    assert "<script>alert(1)" not in page
    assert "Text 5 &lt;script&gt;" in page
    assert "4.2 out of 5 stars" in page
    assert "6 reviews" in page
    assert "Load more reviews" in page
    found = [
        json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    ]
    assert found[0]["aggregateRating"] == {
        "@type": "AggregateRating", "ratingValue": "4.2", "reviewCount": 6, "bestRating": "5", "worstRating": "1",
    }  # fmt: skip


def jacket_rated(*histogram):
    from web_fake_catalogue import jacket

    return jacket().model_copy(update={"rating": rating_of(histogram)})


def test_nobody_rated_says_so_and_tells_search_engines_nothing(browser):
    page = text_of(browser.get(PRODUCT))
    assert "Nobody has reviewed this product yet" in page
    assert "aggregateRating" not in page


def test_the_page_stands_while_reviews_rests(browser, street, write):
    write()
    street.reviews.vanish()
    answer = browser.get(PRODUCT)
    assert answer.status_code == 200
    assert "Add to cart" in text_of(answer)
    assert text_of(answer).count("resting for a moment") == 2


def test_a_variation_is_chosen_without_asking_for_reviews(browser, street):
    browser.get(PRODUCT, headers=LIVE)
    assert street.reviews.asked == []


def test_all_reviews_have_a_page_with_filters_and_more_come_as_a_part(browser, write):
    for number in range(12):
        write(f"usr_{number:02}", stars=number % 5 + 1, text=f"Text {number}")
    page = text_of(browser.get(f"{PRODUCT}/reviews"))
    assert page.count('class="review"') == 10
    more = re.search(r'href="(/products/winter-jacket/reviews\?cursor=[^"]+)"', page).group(1)
    part = text_of(browser.get(more, headers=LIVE))
    assert part.count('class="review"') == 2
    assert "<html" not in part
    assert "<html" in text_of(browser.get(more))
    only = text_of(browser.get(f"{PRODUCT}/reviews?stars=5&sort=lowest"))
    assert only.count('class="review"') == 2
    assert '<option value="lowest" selected>' in only
    assert (
        text_of(browser.get(f"{PRODUCT}/reviews?sort=upside&stars=9&verified=maybe")).count('class="review"')
        == 10
    )
    assert "No review is like that" in text_of(browser.get(f"{PRODUCT}/reviews?verified=yes"))
    assert browser.get(f"{PRODUCT}/reviews?cursor=old").status_code in (200, 400)


def test_who_is_not_signed_in_is_asked_to_before_writing(browser):
    answer = browser.get(f"{PRODUCT}/review")
    assert answer.headers["Location"] == f"/sign-in?next={PRODUCT}/review"


def test_a_review_is_written_edited_and_deleted(reader, street):
    form = text_of(reader.get(f"{PRODUCT}/review"))
    assert form.count('type="radio"') == 5
    answer = reader.post(f"{PRODUCT}/review", {"stars": "4", "title": "Good", "text": "Warm."})
    assert answer.headers["Location"] == f"{PRODUCT}#reviews"
    assert "Your review is on the page" in text_of(reader.get(PRODUCT))
    again = text_of(reader.get(f"{PRODUCT}/review"))
    assert "Edit your review" in again
    assert re.search(r'value="4"[^>]*checked', again)
    reader.post(f"{PRODUCT}/review", {"stars": "2", "title": "", "text": "Thin."})
    (only,) = listed(street)
    assert (only.stars, only.text) == (2, "Thin.")
    mine = text_of(reader.get("/account/reviews"))
    assert "Thin." in mine
    assert "On the page" in mine
    assert reader.post(f"/reviews/{only.review_id}/remove").headers["Location"] == "/account/reviews"
    assert listed(street) == []
    assert "No reviews yet" in text_of(reader.get("/account/reviews"))


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(reader, street):
    answer = reader.post(f"{PRODUCT}/review", {"text": "Warm and well made."})
    assert answer.status_code == 422
    assert "Please choose from one to five stars" in text_of(answer)
    assert "Warm and well made." in text_of(answer)
    for stars in ("0", "6", "1.5"):
        assert reader.post(f"{PRODUCT}/review", {"stars": stars}).status_code == 422
    assert reader.post(f"{PRODUCT}/review", {"stars": "5", "text": "x" * 4001}).status_code == 422
    assert listed(street) == []


def test_what_waits_is_told_to_its_author(reader, street):
    reader.post(f"{PRODUCT}/review", {"stars": "1", "text": "See www.example.com"})
    assert "Somebody looks at your review" in text_of(reader.get("/"))
    assert "Waits to be looked at" in text_of(reader.get("/account/reviews"))
    assert listed(street) == []


def test_pictures_come_with_it_and_a_bad_one_loses_no_words(reader, street):
    good, bad = io.BytesIO(b"\x89PNG good"), io.BytesIO(b"<svg>")
    good.name, bad.name = "a.png", "b.png"
    reader.post(f"{PRODUCT}/review", {"stars": "5", "text": "Warm.", "pictures": [good]})
    assert len(listed(street)[0].pictures) == 1
    answer = reader.post(f"{PRODUCT}/review", {"stars": "4", "text": "Warmer.", "pictures": [bad]})
    assert answer.status_code == 422
    assert "Your words are saved" in text_of(answer)
    assert listed(street)[0].text == "Warmer."
    review_id, url = listed(street)[0].review_id, listed(street)[0].pictures[0].url
    reader.post(f"/reviews/{review_id}/pictures/remove", {"url": url})
    assert listed(street)[0].pictures == []


def pictures(*contents: bytes) -> list[io.BytesIO]:
    files = [io.BytesIO(content) for content in contents]
    for number, file in enumerate(files):
        file.name = f"{number}.png"
    return files


def test_pictures_are_stored_all_or_none(reader, street):
    page = text_of(reader.get(f"{PRODUCT}/review"))
    assert "JPEG, PNG or WebP, up to 5 MB each" in page
    good, bad = b"\x89PNG good", b"<svg>"
    draft = {"stars": "5", "text": "Warm."}
    answer = reader.post(f"{PRODUCT}/review", draft | {"pictures": pictures(*[good] * 5)})
    assert answer.status_code == 422
    assert "You chose 5 pictures, and there is room for 4. Nothing is saved yet." in text_of(answer)
    assert listed(street) == []
    answer = reader.post(f"{PRODUCT}/review", draft | {"pictures": pictures(good, good, bad)})
    assert "Your words are saved, and none of the pictures." in text_of(answer)
    assert listed(street)[0].text == "Warm."
    assert listed(street)[0].pictures == []


def test_a_seller_is_told_why_not(street):
    owner = signed_in_as(street)
    answer = owner.post(f"{PRODUCT}/review", {"stars": "5", "text": "I made it."})
    assert answer.status_code == 422
    assert "One does not review what one sells" in text_of(answer)


def test_a_shop_is_reviewed_with_words_alone(reader, street):
    assert reader.post("/shops/dune-thread/review", {}).status_code == 422
    assert reader.post("/shops/dune-thread/review", {"text": "Kind."}).status_code == 303
    assert "Kind." in text_of(reader.get("/shops/dune-thread/reviews"))


def test_a_vote_counts_once_and_is_taken_back(reader, street, write):
    review_id = write().review_id
    for _ in range(2):
        part = text_of(reader.post(f"/reviews/{review_id}/vote", {"helpful": "yes"}, headers=LIVE))
    assert "Yes (1)" in part
    assert 'aria-pressed="true">Yes' in part
    assert "<html" not in part
    answer = reader.post(f"/reviews/{review_id}/vote", {"helpful": "none"})
    assert answer.headers["Location"] == f"{PRODUCT}/reviews#{review_id}"
    assert listed(street)[0].helpful == 0


def test_a_guest_who_votes_is_asked_to_sign_in(browser, write):
    review_id = write().review_id
    assert (
        browser.post(f"/reviews/{review_id}/vote", {"helpful": "yes"})
        .headers["Location"]
        .startswith("/sign-in")
    )
    assert browser.get(f"/reviews/{review_id}/vote").status_code == 405


def test_flagging(reader, street, write):
    review_id = write(text="Buy my book").review_id
    assert "Buy my book" in text_of(reader.get(f"/flag/{review_id}"))
    assert reader.post(f"/flag/{review_id}", {}).status_code == 422
    assert reader.post(f"/flag/{review_id}", {"reason": "spam"}).headers["Location"] == PRODUCT
    assert street.reviews.why(item_id=review_id) == ["spam"]
    assert reader.get("/flag/rev_nothing").status_code == 404


def test_questions_are_asked_once_and_edited_by_their_author(reader, street):
    once = re.search(r'name="once" value="([^"]+)"', text_of(reader.get(PRODUCT))).group(1)
    for _ in range(2):
        answer = reader.post(f"{PRODUCT}/questions/add", {"text": "Is it lined?", "once": once})
    assert answer.headers["Location"] == f"{PRODUCT}/questions"
    (only,) = street.reviews.comments(product="prd_jacket").items
    assert "Is it lined?" in text_of(reader.get(f"{PRODUCT}/questions"))
    assert reader.post(f"{PRODUCT}/questions/add", {"text": " ", "once": "k"}).status_code == 422
    assert reader.post(f"/comments/{only.comment_id}", {"text": "Is it lined with wool?"}).status_code == 303
    assert "with wool" in text_of(reader.get(PRODUCT))
    stranger = street.reviews.say(key="x", user_id="usr_else", product="prd_jacket", text="Mine.")
    assert reader.post(f"/comments/{stranger.comment_id}", {"text": "Ha"}).status_code == 404
    assert reader.post(f"/comments/{stranger.comment_id}/remove").status_code == 404
    reader.post(f"/comments/{only.comment_id}/remove")
    assert [each.text for each in street.reviews.comments(product="prd_jacket").items] == ["Mine."]


def test_an_order_that_arrived_asks_for_stars():
    assert review_pages.card_rating("4.3", 12)["stars"]["width"] == 86
    bars = review_pages.rating_view(rating_of([0, 1, 0, 1, 2]))["bars"]
    assert [bar["width"] for bar in bars] == [50, 25, 0, 25, 0], "shares of all, not of the largest"
    assert review_pages.card_rating("", 0) is None


def test_lists_are_filtered_and_sorted_by_stars(browser, street):
    browser.get("/explore?rating_min=4&sort=-rating")
    query = street.search.last[1]["query"]
    assert (query.rating_min, query.sort, query.attributes) == (4, "-rating", {})
    browser.get("/explore?rating_min=many")
    assert street.search.last[1]["query"].rating_min is None


@pytest.fixture
def owner(street):
    """Ada owns the jacket's shop."""
    street.shops._owns("Dune & Thread", slug="dune-thread")
    return signed_in_as(street, "shop_owner")


def test_an_owner_answers_in_the_portal(owner, street, write):
    review_id = write(text="Thin.").review_id
    asked = street.reviews.say(key="k", user_id="usr_bo", product="prd_jacket", text="Is it lined?")
    assert "Thin." in text_of(owner.get("/portal/reviews"))
    assert owner.post(f"/portal/answers/{review_id}", {f"{review_id}-text": ""}).status_code == 422
    answer = owner.post(f"/portal/answers/{review_id}", {f"{review_id}-text": "We line it for nothing."})
    assert answer.headers["Location"] == "/portal/reviews"
    assert "We line it for nothing." in text_of(owner.get(PRODUCT))
    assert "Everything is answered" in text_of(owner.get("/portal/reviews?what=review&open=yes"))
    assert "Is it lined?" in text_of(owner.get("/portal/reviews?what=comment"))
    owner.post(f"/portal/answers/{asked.comment_id}", {f"{asked.comment_id}-text": "It is."})
    assert "It is." in text_of(owner.get(f"{PRODUCT}/questions"))
    owner.post(f"/portal/answers/{review_id}", {"remove": "yes"})
    assert listed(street)[0].answer is None


def test_somebody_elses_reviews_are_not_answered(street, write):
    street.shops._owns("Hopes", slug="hopes")
    street.reviews.owners = dict.fromkeys(street.reviews.owners, "usr_other")
    review_id = write().review_id
    hopes = signed_in_as(street, "shop_owner")
    assert "Nothing yet" in text_of(hopes.get("/portal/reviews"))
    answer = hopes.post(f"/portal/answers/{review_id}", {f"{review_id}-text": "Mine now."})
    assert answer.status_code == 404
    assert listed(street)[0].answer is None
    assert ADA not in street.reviews.owners.values()


def test_staff_publish_and_hide(staff, street, write):
    review_id = write(text="See www.example.com").review_id
    page = text_of(staff.get("/office/reviews"))
    assert "See www.example.com" in page
    staff.post(f"/office/reviews/{review_id}/publish", {"status": "held"})
    assert [each.review_id for each in listed(street)] == [review_id]
    assert "Nothing here" in text_of(staff.get("/office/reviews"))
    assert staff.post(f"/office/reviews/{review_id}/hide", {"status": "held"}).status_code == 422
    answer = staff.post(
        f"/office/reviews/{review_id}/hide", {"status": "flagged", f"{review_id}-reason": "A link."}
    )
    assert answer.headers["Location"] == "/office/reviews?what=review&status=flagged"
    assert listed(street) == []
    assert "A link." in text_of(staff.get("/office/reviews?status=hidden"))
    gone = staff.post("/office/reviews/rev_gone/publish", {})
    assert gone.headers["Location"].startswith("/office/reviews")


def test_moderation_is_for_staff(member, write):
    review_id = write(text="www.example.com").review_id
    assert member.get("/office/reviews").status_code == 403
    assert member.post(f"/office/reviews/{review_id}/publish").status_code == 403
