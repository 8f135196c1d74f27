"""What people say of the demo market: reviews with words, stars without, questions with answers, and a few that wait for a person.

The words are in `data/reviews.tsv` and `data/comments.tsv`. A line is about a product by its slug, about a shop (`shop:…`), or about some
product of a type that nobody has said anything of yet (`*book`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from souk.contracts.products.calls import ProductNotFound, Products
from souk.contracts.reviews.calls import CommentImport, Moderation, ReviewDraft, ReviewImport, Reviews
from souk.contracts.shops.calls import Shops
from souk.demo.accounts import account_of
from souk.demo.barcodes import pick
from souk.demo.catalogue import products
from souk.demo.people import BUYERS, Person
from souk.demo.purchases import bought, purchases
from souk.demo.shelves import rows
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.ids import UserId

_products, _shops = ask(Products), ask(Shops)
_reviews, _moderation = ask(Reviews), ask(Moderation)

Progress = Callable[[str, int, int], None]
Row = dict[str, str]

_NAMES = (
    "Ryan Miller", "Ines Duarte", "Oskar Lind", "Ruth Feldman", "Tomasz Zielinski", "Abena Mensah", "Hugo Marchetti",
    "Clara Whitlock", "Deepa Raman", "Elias Novak", "Fatima Zahra", "Gareth Pugh", "Hana Suzuki", "Ivo Petrov",
    "Juliette Moreau", "Kofi Boateng", "Leena Virtanen", "Marcus Oyelaran", "Nora Lindholm", "Paolo Greco",
    "Rosa Delgado", "Stefan Kranz",
)  # fmt: skip
REVIEWERS = tuple(
    Person(f"{name.split()[0].lower()}.{name.split()[1].lower()}@souk.example", name, ("shopper",))
    for name in _NAMES
)


def write_reviews(progress: Progress = lambda what, done, of: None) -> int:
    """Run again it changes nothing. Returns how many reviews and comments are new."""
    people = _admitted(progress)
    ids = _subjects()
    reviews = [
        each
        for about, lines in _by_subject().items()
        if about in ids
        for each in _of(about, ids[about], lines, people)
    ]
    comments = _comments(ids, people)
    new = 0
    for start in range(0, len(reviews), 250):
        new += _moderation.take_over(
            key=f"demo/reviews/{start}",
            reviews=reviews[start : start + 250],
            comments=comments if not start else [],
        )
        progress("reviews", min(start + 250, len(reviews)), len(reviews))
    if new:
        _flag_two(ids, people)
    return new


def _admitted(progress: Progress) -> list[tuple[UserId, str]]:
    """Account and name of everybody who reviews, those who have bought on the street before the others."""
    found = []
    everybody = (*BUYERS, *REVIEWERS)
    for done, person in enumerate(everybody, start=1):
        found.append((account_of(person), person.name))
        progress("reviewers", done, len(everybody))
    return found


def _by_subject() -> dict[str, list[Row]]:
    """What is said of each. Lines about a type go to its products in an order that looks arbitrary, one each."""
    told: dict[str, list[Row]] = {}
    unsaid: dict[str, list[Row]] = {}
    for row in rows("reviews"):
        (unsaid if row["about"].startswith("*") else told).setdefault(row["about"], []).append(row)
    silent = [each for each in products() if each.is_published and each.slug not in told]
    arrived = {slug for _, slug in bought()}
    silent.sort(key=lambda each: (each.slug not in arrived, pick(each.slug + "/said", 10_000)))
    for kind, lines in unsaid.items():
        mine = [each.slug for each in silent if each.product_type == kind.removeprefix("*")]
        for slug, row in zip(mine, lines, strict=False):
            told.setdefault(slug, []).append(row)
    return told


def _subjects() -> dict[str, tuple[str, str]]:
    """Line's `about` → kind and id, of those that are on the street."""
    found: dict[str, tuple[str, str]] = {}
    for about in {*_by_subject(), *(row["about"] for row in rows("comments"))}:
        if about.startswith("shop:"):
            found[about] = "shop", _shops.shop_by_slug(slug=about.removeprefix("shop:")).shop_id
            continue
        try:
            found[about] = "product", _products.product(id_or_slug=about).product_id
        except ProductNotFound:
            continue
    return found


def _of(
    about: str, subject: tuple[str, str], lines: list[Row], people: list[tuple[UserId, str]]
) -> Iterable[ReviewImport]:
    """Its reviews with words, then people who gave stars only: most of them are content, as most people are."""
    kind, subject_id = subject
    is_blamed = sum(int(row["stars"]) for row in lines) < 3 * len(lines)
    quiet = [
        {"stars": str((4, 5, 4, 3, 5, 4)[pick(f"{about}/{n}", 6)]), "title": "", "text": "", "answer": ""}
        for n in range(pick(f"{about}/silent", 4) + (3 if is_blamed else 0))
    ]
    for place, (row, (user_id, name, hours)) in enumerate(
        zip([*lines, *quiet], _writers(about, people), strict=False)
    ):
        seed = f"{about}/{place}"
        yield ReviewImport(
            kind=kind,  # type: ignore[arg-type]
            subject_id=subject_id,
            user_id=user_id,
            author=name,
            draft=ReviewDraft(stars=int(row["stars"]), title=row["title"], text=row["text"]),
            posted_at=clock.now()
            - timedelta(hours=hours or 20 + pick(seed, 24 * 150), minutes=pick(seed + "/minute", 60)),
            helpful=pick(seed + "/yes", 9) if row["text"] else 0,
            unhelpful=pick(seed + "/no", 3) if row["text"] else 0,
            answer=row["answer"] or "",
        )


def _writers(about: str, people: list[tuple[UserId, str]]) -> Iterable[tuple[UserId, str, int]]:
    """Who writes of it, and how many hours ago: those it has reached, soon after; then others, at any time (0)."""
    buyers = {person.email: place for place, person in enumerate(BUYERS)}
    reached = {email for email, slug in bought() if slug == about}
    for purchase in purchases():
        if purchase.email in reached and any(line.product.slug == about for line in purchase.lines):
            reached.discard(purchase.email)
            user_id, name = people[buyers[purchase.email]]
            yield user_id, name, 1 + purchase.hours_ago // 4
    others = people[len(BUYERS) :]
    first = pick(about, len(others))
    for place in range(len(others)):
        user_id, name = others[(first + place * 5) % len(others)]
        yield user_id, name, 0


def _comments(ids: dict[str, tuple[str, str]], people: list[tuple[UserId, str]]) -> list[CommentImport]:
    found = []
    for place, row in enumerate(rows("comments")):
        if row["about"] not in ids:
            continue
        user_id, name = people[place % len(people)]
        found.append(
            CommentImport(
                product_id=ids[row["about"]][1],
                user_id=user_id,
                author=name,
                text=row["text"],
                posted_at=clock.now() - timedelta(hours=3 + pick(row["text"], 24 * 90)),
                answer=row["answer"] or "",
            )
        )
    return found


def _flag_two(ids: dict[str, tuple[str, str]], people: list[tuple[UserId, str]]) -> None:
    """Two that somebody has flagged, for the back office to look at."""
    for about, reason, note in (
        ("moby-dick", "off_topic", "This is about chowder."),
        ("fisherman-sweater", "untrue", "It does not shrink if one reads the label."),
    ):
        if about not in ids:
            continue
        author, _, _ = next(iter(_writers(about, people)))
        flagger = next(user_id for user_id, _ in people if user_id != author)
        for review in _reviews.mine_of(user_id=author, subject_ids=[ids[about][1]]):
            _reviews.flag(user_id=flagger, item_id=review.review_id, reason=reason, note=note)  # type: ignore[arg-type]
