"""Review pages: ratings, reviews and comments as people read them. While reviews rests a page stands without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from souk.contracts.orders.calls import Order
from souk.contracts.reviews.calls import Answer, Comment, Comments, Review, ReviewQuery, Reviews, Subject
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import links, wording
from souk.vocabulary.pages import BadCursor, Page
from souk.vocabulary.problems import Problem
from souk.vocabulary.ratings import Rating, average_text

reviews, comments = ask(Reviews), ask(Comments)

ORDERS = [
    ("newest", "Newest"),
    ("helpful", "Most helpful"),
    ("highest", "Highest stars"),
    ("lowest", "Lowest stars"),
]
ON_PRODUCT, ON_PAGE, COMMENTS_ON_PRODUCT = 4, 10, 3
STATUS = {
    "published": ("On the page", "good"),
    "held": ("Waits to be looked at", "warn"),
    "hidden": ("Not shown", "bad"),
}
WAYS = {"product": "products", "shop": "shops"}


def path_of(subject: Subject) -> str:
    return f"/{WAYS[subject.kind]}/{subject.slug}"


def rating_view(rating: Rating, path: str = "", chosen: str = "") -> dict[str, Any] | None:
    """None while nobody gave stars. A bar is as wide as its share of all. `path`: of the subject, for a link from each bar to the reviews with so many stars."""
    if not rating.count:
        return None
    return {
        "average": rating.average,
        "count": rating.count,
        "count_text": wording.pieces(rating.count, "review"),
        "stars": stars_view(rating.average_hundredths),
        "url": f"{path}#reviews",
        "bars": [
            {
                "name": "1 star" if stars == 1 else f"{stars} stars",
                "count": count,
                "width": round(100 * count / rating.count),
                "url": f"{path}/reviews?stars={stars}",
                "is_on": chosen == str(stars),
            }
            for stars, count in reversed(list(enumerate(rating.histogram, start=1)))
        ],
    }


def stars_view(hundredths: int) -> dict[str, Any]:
    """`width` of a hundred: how much of five stars is filled."""
    return {"width": hundredths // 5, "text": f"{average_text(hundredths).removesuffix('.0')} out of 5 stars"}


def card_rating(average: str, count: int) -> dict[str, Any] | None:
    """For a card; the average comes with one decimal."""
    if not count:
        return None
    return {"stars": stars_view(int(average.replace(".", "")) * 10), "average": average, "count": count}


def section(
    kind: str, subject: str, rating: Rating, path: str, viewer_id: str | None, query: Mapping[str, str]
) -> dict[str, Any]:
    """The reviews of a product or shop as its page shows them; `rests` when nobody can tell them."""
    chosen = {name: query.get(name, "") for name in ("sort", "stars", "verified")}
    asked = ReviewQuery(
        kind=kind,  # type: ignore[arg-type]
        subject=subject,
        order=chosen["sort"] if chosen["sort"] in dict(ORDERS) else "newest",  # type: ignore[arg-type]
        stars=int(chosen["stars"]) if chosen["stars"] in tuple("12345") else None,
        verified=True if chosen["verified"] == "yes" else None,
        cursor=query.get("cursor") or None,
        limit=ON_PAGE if query.get("whole") else ON_PRODUCT,
        viewer_id=viewer_id,
    )
    try:
        found = _page(asked)
    except Problem as problem:
        if problem.status < 500:
            raise
        return {"rests": True, "path": path, "rating": rating_view(rating, path)}
    kept = [(name, value) for name, value in chosen.items() if value]
    here = f"{path}/reviews"
    return {
        "rests": False,
        "path": path,
        "noun": kind,
        "reviews": [review_view(each) for each in found.items],
        "rating": rating_view(found.rating if query.get("whole") else rating, path, chosen["stars"]),
        "sorts": [{"value": value, "label": label, "is_on": value == asked.order} for value, label in ORDERS],
        "stars": chosen["stars"],
        "star_choices": [
            {"value": n, "label": "1 star" if n == "1" else f"{n} stars", "is_on": chosen["stars"] == n}
            for n in "54321"
        ],
        "verified": asked.verified is True,
        "is_filtered": bool(asked.stars or asked.verified),
        "next_url": links.link(here, [*kept, ("cursor", found.next)]) if found.next else "",
        "all_url": here,
        "write_url": f"{path}/review",
    }


def _page(asked: ReviewQuery) -> Any:
    """An old cursor begins the list again."""
    try:
        return reviews.reviews(query=asked)
    except BadCursor:
        return reviews.reviews(query=asked.model_copy(update={"cursor": None}))


def questions(
    product: str,
    path: str,
    viewer_id: str | None,
    cursor: str | None = None,
    limit: int = COMMENTS_ON_PRODUCT,
) -> dict[str, Any]:
    """Comments on a product. `once`: the key of the comment about to be written, so that a double click is one."""
    try:
        try:
            found = comments.comments(product=product, viewer_id=viewer_id, cursor=cursor, limit=limit)
        except BadCursor:
            found = comments.comments(product=product, viewer_id=viewer_id, limit=limit)
    except Problem as problem:
        if problem.status < 500:
            raise
        return {"rests": True, "path": path}
    return {
        "rests": False,
        "path": path,
        "comments": [comment_view(each) for each in found.items],
        "next_url": links.link(f"{path}/questions", [("cursor", found.next)]) if found.next else "",
        "once": new_id("key"),
    }


def review_view(review: Review) -> dict[str, Any]:
    return _text_view(review) | {
        "id": review.review_id,
        "stars": stars_view(review.stars * 100) if review.stars else None,
        "title": review.title,
        "is_verified": review.is_verified,
        "pictures": [picture.model_dump() for picture in review.pictures],
        "helpful": review.helpful,
        "unhelpful": review.unhelpful,
        "said_yes": review.my_vote is True,
        "said_no": review.my_vote is False,
    }


def comment_view(comment: Comment) -> dict[str, Any]:
    return _text_view(comment) | {"id": comment.comment_id}


def _text_view(said: Review | Comment) -> dict[str, Any]:
    status, tone = wording.status(STATUS, said.status)
    return {
        "text": said.text,
        "author": said.author,
        "at": wording.day(said.posted_at),
        "at_time": wording.day_and_time(said.posted_at),
        "iso": said.posted_at.date().isoformat(),
        "edited": wording.day(said.edited_at) if said.edited_at else "",
        "is_mine": said.is_mine,
        "answer": answer_view(said.answer),
        "about": subject_view(said.subject),
        "status": status,
        "tone": tone,
        "is_public": said.status == "published",
        "reason": said.reason,
    }


def answer_view(answer: Answer | None) -> dict[str, str] | None:
    return {"text": answer.text, "by": answer.by, "at": wording.day(answer.answered_at)} if answer else None


def subject_view(subject: Subject) -> dict[str, Any]:
    path = path_of(subject)
    return {
        "name": subject.title,
        "kind": subject.kind,
        "url": path,
        "picture": subject.image_url,
        "write_url": f"{path}/review",
    }


def written_by(user_id: str, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """Everything a person wrote, and the cursor to older ones. Raises Unavailable."""
    page: Page[Review] = reviews.mine(user_id=user_id, cursor=cursor, limit=ON_PAGE)
    return [review_view(each) for each in page.items], page.next


def to_rate(order: Order, user_id: str | None) -> list[dict[str, Any]]:
    """What of a member's order has arrived, with what they wrote of it; nothing while reviews rests."""
    arrived = {
        item.product_id: item
        for part in order.shops
        for item in part.items
        if item.status == "delivered" and user_id is not None and order.user_id == user_id
    }
    if not arrived or user_id is None:
        return []
    try:
        mine = {
            each.subject.subject_id: each
            for each in reviews.mine_of(user_id=user_id, subject_ids=list(arrived)[:100])
        }
    except Problem:
        return []
    return [
        {
            "name": item.title,
            "picture": item.image_url,
            "url": f"/products/{item.product_slug}/review",
            "stars": stars_view((mine[product_id].stars or 0) * 100) if product_id in mine else None,
        }
        for product_id, item in arrived.items()
    ]
