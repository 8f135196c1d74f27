"""Reviews in memory, for the tests of its neighbours: `neighbours.replace(Reviews, FakeReviews())`. It stands in for all three contracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from souk.contracts.reviews import calls
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable, invalid
from souk.vocabulary.ratings import rating_of

_BEST_FIRST = {
    "newest": lambda one: one.shown.posted_at,
    "helpful": lambda one: one.shown.helpful - one.shown.unhelpful,
    "highest": lambda one: one.shown.stars or 0,
    "lowest": lambda one: -(one.shown.stars or 0),
}


@dataclass
class Item:
    """A review or a comment, with who wrote it and who said what to it."""

    shown: calls.Review | calls.Comment
    user_id: str
    votes: dict[str, bool] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)

    @property
    def item_id(self) -> str:
        return self.shown.review_id if isinstance(self.shown, calls.Review) else self.shown.comment_id

    def becomes(self, **changed: object) -> None:
        self.shown = self.shown.model_copy(update=changed)

    def to(self, reader_id: str | None, *, in_confidence: bool = False) -> calls.Review | calls.Comment:
        is_mine = reader_id is not None and reader_id == self.user_id
        told: dict[str, object] = {"is_mine": is_mine}
        if not is_mine and not in_confidence:
            told["reason"] = ""
        if not in_confidence:
            told |= {"holds": [], "flags": 0}
        if isinstance(self.shown, calls.Review):
            told["my_vote"] = self.votes.get(reader_id or "")
        return self.shown.model_copy(update=told)


class FakeReviews:
    """What has a link in it waits. `vanish()` makes every call unavailable until `come_back()`."""

    def __init__(self) -> None:
        self.subjects: dict[str, calls.Subject] = {}
        self.owners: dict[str, str] = {}
        self.items: dict[str, Item] = {}
        self.keys: dict[str, str] = {}
        self.asked: list[str] = []
        self.is_away = False

    def vanish(self) -> None:
        self.is_away = True

    def come_back(self) -> None:
        self.is_away = False

    def know(
        self, subject_id: str, slug: str, title: str = "", *, kind: str = "product", owner_id: str = ""
    ) -> calls.Subject:
        """For tests: from now on it can be written about."""
        found = calls.Subject(kind=kind, subject_id=subject_id, title=title or slug.capitalize(), slug=slug)
        self.subjects[subject_id], self.owners[subject_id] = found, owner_id
        return found

    # Reviews

    def reviews(self, *, query: calls.ReviewQuery) -> calls.ReviewList:
        self._answer("reviews")
        subject = self._subject(query.kind, query.subject)
        mine = [
            one
            for one in self._all(calls.Review, subject)
            if query.stars in (None, one.shown.stars) and query.verified in (None, one.shown.is_verified)
        ]
        mine.sort(key=lambda one: (_BEST_FIRST[query.order](one), one.item_id), reverse=True)
        page = _page(mine, query.cursor, query.limit)
        shown = [one.to(query.viewer_id) for one in page.items]
        return calls.ReviewList(items=shown, next=page.next, rating=self._rating(subject))

    def review(self, *, review_id: str, reader_id: str | None = None, is_staff: bool = False) -> calls.Review:
        self._answer("review")
        found = self._find(review_id)
        if found.shown.status != "published" and found.user_id != reader_id and not is_staff:
            raise calls.ReviewNotFound()
        return found.to(reader_id, in_confidence=is_staff)

    def mine(self, *, user_id: str, cursor: str | None = None, limit: int = 24) -> Page[calls.Review]:
        self._answer("mine")
        page = _page(self._of(user_id), cursor, limit)
        return Page(items=[one.to(user_id) for one in page.items], next=page.next)

    def mine_of(self, *, user_id: str, subject_ids: list[str]) -> list[calls.Review]:
        self._answer("mine_of")
        mine = self._of(user_id)
        return [one.to(user_id) for one in mine if one.shown.subject.subject_id in subject_ids]

    def write(self, *, user_id: str, kind: str, subject: str, draft: calls.ReviewDraft) -> calls.Review:
        self._answer("write")
        about = self._subject(kind, subject)
        if self.owners[about.subject_id] == user_id:
            raise calls.OwnGoods()
        if draft.stars is None and (kind == "product" or not draft.text.strip()):
            raise invalid("/stars", "Please choose from one to five stars.", "required")
        said = {
            "stars": draft.stars,
            "title": draft.title,
            "text": draft.text.strip(),
            "status": _status(draft.text),
        }
        mine = next((one for one in self._of(user_id) if one.shown.subject == about), None)
        if mine is not None:
            same = all(getattr(mine.shown, name) == value for name, value in said.items())
            mine.becomes(**said, edited_at=mine.shown.edited_at if same else clock.now())
            return mine.to(user_id)
        review = calls.Review(
            review_id=new_id("rev"), subject=about, author="Ryan M", pictures=[], is_verified=False,
            posted_at=clock.now() + timedelta(microseconds=len(self.items)), edited_at=None, helpful=0, unhelpful=0,
            answer=None, **said,
        )  # fmt: skip
        return self._keep(Item(review, user_id)).to(user_id)

    def remove(self, *, user_id: str, review_id: str) -> None:
        self._answer("remove")
        found = self._find(review_id, removed=True)
        if found.user_id != user_id:
            raise calls.ReviewNotFound()
        found.becomes(status="removed", text="", title="", pictures=[])

    def vote(self, *, voter_id: str, review_id: str, is_helpful: bool | None) -> calls.Review:
        self._answer("vote")
        found = self._find(review_id)
        if found.user_id == voter_id:
            raise calls.OwnReview()
        found.votes.pop(voter_id, None)
        if is_helpful is not None:
            found.votes[voter_id] = is_helpful
        said = list(found.votes.values())
        found.becomes(helpful=said.count(True), unhelpful=said.count(False))
        return found.to(voter_id)

    def flag(self, *, user_id: str, item_id: str, reason: str, note: str = "") -> None:
        self._answer("flag")
        found = self._find(item_id)
        found.flags.setdefault(user_id, reason)
        found.becomes(flags=len(found.flags))

    def answer(self, *, owner_id: str, item_id: str, text: str) -> None:
        self._answer("answer")
        found = self._find(item_id)
        if self.owners[found.shown.subject.subject_id] != owner_id:
            raise _not_found(item_id)
        answer = calls.Answer(text=text, by="The shop", answered_at=clock.now()) if text else None
        found.becomes(answer=answer)

    def add_picture(self, *, user_id: str, review_id: str, content: bytes) -> calls.Review:
        self._answer("add_picture")
        found = self._find(review_id)
        if found.user_id != user_id:
            raise calls.ReviewNotFound()
        if not content.startswith(b"\x89PNG"):
            raise invalid("/content", "This is not a picture we can read; use JPEG, PNG or WebP.")
        name = f"/media/reviews/{review_id}/{len(found.shown.pictures)}.webp"
        picture = calls.ReviewPicture(url=name, thumb_url=name, width=10, height=10)
        found.becomes(pictures=[*found.shown.pictures, picture])
        return found.to(user_id)

    def remove_picture(self, *, user_id: str, review_id: str, url: str) -> calls.Review:
        self._answer("remove_picture")
        found = self._find(review_id)
        found.becomes(pictures=[each for each in found.shown.pictures if each.url != url])
        return found.to(user_id)

    def received(
        self,
        *,
        owner_id: str,
        what: str,
        shop_id: str | None = None,
        only_open: bool = False,
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[calls.Received]:
        self._answer("received")
        kind = calls.Review if what == "review" else calls.Comment
        mine = [
            one
            for one in self._newest(kind)
            if self.owners[one.shown.subject.subject_id] == owner_id and one.shown.status == "published"
        ]
        return _received([one for one in mine if not (only_open and one.shown.answer)], cursor, limit)

    # Comments

    def comments(
        self, *, product: str, viewer_id: str | None = None, cursor: str | None = None, limit: int = 10
    ) -> Page[calls.Comment]:
        self._answer("comments")
        subject = self._subject("product", product)
        mine = [
            one
            for one in self._newest(calls.Comment)
            if one.shown.subject == subject
            and (one.shown.status == "published" or (one.shown.status == "held" and one.user_id == viewer_id))
        ]
        page = _page(mine, cursor, limit)
        return Page(items=[one.to(viewer_id) for one in page.items], next=page.next)

    def comment(
        self, *, comment_id: str, reader_id: str | None = None, is_staff: bool = False
    ) -> calls.Comment:
        self._answer("comment")
        found = self._find(comment_id)
        if found.shown.status != "published" and found.user_id != reader_id and not is_staff:
            raise calls.CommentNotFound()
        return found.to(reader_id, in_confidence=is_staff)

    def say(self, *, key: str, user_id: str, product: str, text: str) -> calls.Comment:
        self._answer("say")
        if not text.strip():
            raise invalid("/text", "Please write something.", "required")
        if f"{user_id}/{key}" in self.keys:
            return self.items[self.keys[f"{user_id}/{key}"]].to(user_id)
        comment = calls.Comment(
            comment_id=new_id("cmt"), subject=self._subject("product", product), author="Ryan M", text=text.strip(),
            status=_status(text), posted_at=clock.now() + timedelta(microseconds=len(self.items)), edited_at=None,
            answer=None,
        )  # fmt: skip
        self.keys[f"{user_id}/{key}"] = comment.comment_id
        return self._keep(Item(comment, user_id)).to(user_id)

    def edit(self, *, user_id: str, comment_id: str, text: str) -> calls.Comment:
        self._answer("edit")
        found = self._find(comment_id)
        if found.user_id != user_id:
            raise calls.CommentNotFound()
        found.becomes(text=text, status=_status(text), edited_at=clock.now())
        return found.to(user_id)

    def take_back(self, *, user_id: str, comment_id: str) -> None:
        self._answer("take_back")
        if self._find(comment_id).user_id != user_id:
            raise calls.CommentNotFound()
        del self.items[comment_id]

    # Moderation

    def queue(
        self, *, what: str, status: str = "held", cursor: str | None = None, limit: int = 24
    ) -> Page[calls.Received]:
        self._answer("queue")
        kind = calls.Review if what == "review" else calls.Comment
        items = self._newest(kind)
        if status == "flagged":
            items = [one for one in items if one.shown.status == "published" and one.flags]
        else:
            items = [one for one in items if one.shown.status == status]
        return _received(items[::-1] if status == "held" else items, cursor, limit, in_confidence=True)

    def waiting(self) -> int:
        self._answer("waiting")
        return sum(one.shown.status == "held" for one in self.items.values())

    def why(self, *, item_id: str) -> list[str]:
        return list(self._find(item_id).flags.values())

    def decide(self, *, item_id: str, decision: str, reason: str = "") -> None:
        self._answer("decide")
        self._find(item_id).becomes(
            status=decision, reason=reason if decision == "hidden" else "", holds=[], flags=0
        )

    def take_over(
        self, *, key: str, reviews: list[calls.ReviewImport], comments: list[calls.CommentImport]
    ) -> int:
        self._answer("take_over")
        return len(reviews) + len(comments)

    def _all(self, kind: type, subject: calls.Subject) -> list[Item]:
        return [
            one
            for one in self.items.values()
            if isinstance(one.shown, kind)
            and one.shown.subject == subject
            and one.shown.status == "published"
        ]

    def _newest(self, kind: type) -> list[Item]:
        mine = [one for one in self.items.values() if isinstance(one.shown, kind)]
        return sorted(mine, key=lambda one: one.shown.posted_at, reverse=True)

    def _of(self, user_id: str) -> list[Item]:
        mine = self._newest(calls.Review)
        return [one for one in mine if one.user_id == user_id and one.shown.status != "removed"]

    def _rating(self, subject: calls.Subject) -> object:
        counts = [0] * 5
        for one in self._all(calls.Review, subject):
            if one.shown.stars:
                counts[one.shown.stars - 1] += 1
        return rating_of(counts)

    def _subject(self, kind: str, name: str) -> calls.Subject:
        for subject in self.subjects.values():
            if subject.kind == kind and name in (subject.subject_id, subject.slug):
                return subject
        raise calls.SubjectNotFound()

    def _keep(self, item: Item) -> Item:
        return self.items.setdefault(item.item_id, item)

    def _find(self, item_id: str, *, removed: bool = False) -> Item:
        found = self.items.get(item_id)
        if found is None or (found.shown.status == "removed" and not removed):
            raise _not_found(item_id)
        return found

    def _answer(self, call: str) -> None:
        self.asked.append(call)
        if self.is_away:
            raise Unavailable("reviews rests")


def _status(text: str) -> str:
    return "held" if "www." in text else "published"


def _not_found(item_id: str) -> Exception:
    return calls.CommentNotFound() if item_id.startswith("cmt_") else calls.ReviewNotFound()


def _page(items: list[Item], cursor: str | None, limit: int) -> Page[Item]:
    ids = [one.item_id for one in items]
    start = ids.index(read_cursor(cursor, (str,))[0]) + 1 if cursor else 0
    more = write_cursor(ids[start + limit - 1]) if start + limit < len(ids) else None
    return Page.model_construct(items=items[start : start + limit], next=more)


def _received(
    items: Iterable[Item], cursor: str | None, limit: int, *, in_confidence: bool = False
) -> Page[calls.Received]:
    page = _page(list(items), cursor, limit)
    shown = [one.to(None, in_confidence=in_confidence) for one in page.items]
    return Page(
        items=[
            calls.Received(review=each) if isinstance(each, calls.Review) else calls.Received(comment=each)
            for each in shown
        ],
        next=page.next,
    )
