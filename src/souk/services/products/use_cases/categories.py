"""Categories: the tree everything is found in, and how it grows. What changes it is in `tree_care.py`."""

from __future__ import annotations

from typing import Any

from souk.contracts.products import calls
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.products.models import Category
from souk.vocabulary.problems import invalid


def all_categories() -> list[calls.Category]:
    """Parents before children."""
    return [as_message(row) for row in in_order()]


def in_order() -> list[Category]:
    """Parents before children."""
    return sorted(Category.objects.all(), key=lambda row: row.place)


def tree() -> list[dict[str, Any]]:
    """The roots, each with its `children`."""
    nodes: dict[str, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    for row in in_order():
        node = {
            "category_id": row.category_id,
            "slug": row.slug,
            "name": row.name,
            "path": row.path,
            "children": [],
        }
        nodes[row.category_id] = node
        (nodes[row.parent_id]["children"] if row.parent_id else roots).append(node)
    return roots


def save_categories(drafts: list[calls.CategoryDraft]) -> list[calls.Category]:
    """Adds what is missing, by slug; one that is there stays as it is. Raises Invalid for a parent nobody knows.

    The same drafts again change nothing and are answered the same, so the call needs no memory of its key.
    """
    with changes("products") as change:
        known = {row.slug: row for row in Category.objects.select_for_update().order_by("id")}
        for place, draft in enumerate(drafts):
            if draft.slug not in known:
                row = known[draft.slug] = _add(draft, known, place)
                change.note("categories.add", row.slug, after={"name": row.name, "path": row.path})
    return [as_message(known[draft.slug]) for draft in drafts]


def as_message(row: Category) -> calls.Category:
    return calls.Category(
        category_id=row.category_id, slug=row.slug, name=row.name, path=row.path, parent_id=row.parent_id
    )


def _add(draft: calls.CategoryDraft, known: dict[str, Category], place: int) -> Category:
    parent = known.get(draft.parent_slug) if draft.parent_slug else None
    if draft.parent_slug and parent is None:
        raise invalid(
            f"/{place}/parent_slug", f"There is no category {draft.parent_slug!r} to put it under.", "unknown"
        )
    path = f"{parent.path}/{draft.slug}" if parent is not None else draft.slug
    if len(path) > 800:
        raise invalid(f"/{place}/parent_slug", "The tree is too deep here.", "too_deep")
    return Category.objects.create(
        category_id=new_id("cat"),
        slug=draft.slug,
        name=draft.name,
        path=path,
        parent_id=parent.category_id if parent is not None else None,
    )
