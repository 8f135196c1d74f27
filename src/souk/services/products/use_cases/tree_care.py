"""Tree care: categories renamed, moved and removed, and what is in them told anew.

The tree is the default share's; the others bring theirs into line with it by the clock (`follow_tree`). A category's products are shown
and told again some at a time (`tell_moved`): how far that has come is kept in its row, so that whoever goes on begins there.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from souk.contracts.products import calls
from souk.contracts.products.calls.categories import (
    CategoryDesk,
    CategoryInUse,
    CategoryNotFound,
    CategoryUse,
)
from souk.contracts.products.events import ProductUpdated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.neighbours.asking import ask
from souk.kernel.shares import share_here
from souk.services.products.models import Category, Product
from souk.services.products.read_models import Tree, store_pages, tell
from souk.services.products.use_cases.news import AT_ONCE
from souk.services.products.use_cases.rebuilding import locked
from souk.vocabulary.problems import invalid

products, desk = ask(calls.Products), ask(CategoryDesk)

LONGEST_PATH = 800


def uses() -> list[CategoryUse]:
    """One question to the database, however many categories there are."""
    rows = Product.objects.filter(category__isnull=False).values_list("category__slug")
    counted = rows.annotate(products=Count("pk")).order_by("category__slug")
    return [CategoryUse(slug=slug, products=count) for slug, count in counted]


def change_category(slug: str, name: str, parent_slug: str | None) -> None:
    """Raises CategoryNotFound, Invalid. The same again changes nothing."""
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise invalid("/name", "Write 1 to 120 characters.", "length")
    with changes("products") as change:
        known = _held()
        row = known.get(slug)
        if row is None:
            raise CategoryNotFound()
        before = {"name": row.name, "path": row.path}
        row.name = name
        _put_under(row, known, parent_slug)
        after = {"name": row.name, "path": row.path}
        if after != before:
            beneath = [each for each in known.values() if each.path.startswith(f"{before['path']}/")]
            for each in beneath:
                each.path = _short(row.path + each.path[len(before["path"]) :])
            _write([row, *beneath])
            change.note("categories.change", slug, before=before, after=after)


def remove_category(slug: str) -> None:
    """Raises CategoryInUse; Unavailable while nobody can say for all products whether one is in it."""
    if any(use.slug == slug and use.products for use in desk.uses()):
        raise CategoryInUse("Put its products into another category first.")
    with changes("products") as change:
        known = _held()
        row = known.get(slug)
        if row is None:
            return
        if any(each.parent_id == row.category_id for each in known.values()):
            raise CategoryInUse("Move or remove the categories beneath it first.")
        if Product.objects.filter(category=row).exists():
            raise CategoryInUse("Put its products into another category first.")
        row.delete()
        change.note("categories.remove", slug, before={"name": row.name, "path": row.path})


def follow_tree() -> None:
    """In a share that is not the default: its tree becomes what it is there. What still has products here stays, whatever it is there."""
    if share_here("products").is_default or not Category.objects.exists():
        return
    there = products.categories()
    with changes("products"):
        here, changed = _held(), []
        for now in there:
            row = here.pop(now.slug, None) or Category(slug=now.slug)
            if (now.category_id, now.name, now.path) != (row.category_id, row.name, row.path):
                row.category_id, row.name, row.path = now.category_id, now.name, now.path
                row.parent_id = now.parent_id
                changed.append(row)
        _write(changed)
        _let_go(list(here.values()))


def _let_go(gone: list[Category]) -> None:
    """From the leaves up; a parent stays with its child."""
    kept: set[str | None] = set()
    for row in sorted(gone, key=lambda each: each.place, reverse=True):
        if row.category_id in kept or Product.objects.filter(category=row).exists():
            kept.add(row.parent_id)
        else:
            row.delete()


def tell_moved(seconds: float = 0.5) -> int:
    """Products of categories that were renamed or moved, for so long; returns how many were told."""
    begun, told = clock.stopwatch(), 0
    while clock.stopwatch() - begun < seconds:
        number = Category.objects.filter(is_told=False).values_list("pk", flat=True).first()
        if number is None:
            break
        told += _tell_some(number)
    return told


def _tell_some(number: int) -> int:
    with changes("products") as change:
        row = Category.objects.select_for_update().filter(pk=number, is_told=False).first()
        if row is None:  # somebody else was quicker
            return 0
        after = Product.objects.filter(category=row, product_id__gt=row.told_after).order_by("product_id")
        ids = list(after.values_list("product_id", flat=True)[:AT_ONCE])
        many = locked(ids, Tree()) if ids else []
        for goods in many:
            goods.product.revision += 1
            goods.product.save(update_fields=["revision"])
            change.say(tell(ProductUpdated, goods))
        store_pages(many)
        row.told_after, row.is_told = (ids[-1], False) if len(ids) == AT_ONCE else ("", True)
        row.save(update_fields=["told_after", "is_told"])
    return len(many)


def _held() -> dict[str, Category]:
    """The whole tree, which nobody else changes meanwhile."""
    return {row.slug: row for row in Category.objects.select_for_update().order_by("id")}


def _put_under(row: Category, known: dict[str, Category], parent_slug: str | None) -> None:
    parent = known.get(parent_slug) if parent_slug else None
    if parent_slug and parent is None:
        raise invalid("/parent_slug", f"There is no category {parent_slug!r} to put it under.", "unknown")
    if parent is not None and f"{parent.path}/".startswith(f"{row.path}/"):
        raise invalid("/parent_slug", "A category cannot be put under itself, or beneath it.", "circle")
    row.parent_id = parent.category_id if parent is not None else None
    row.path = _short(f"{parent.path}/{row.slug}" if parent is not None else row.slug)


def _short(path: str) -> str:
    if len(path) > LONGEST_PATH:
        raise invalid("/parent_slug", "The tree is too deep there.", "too_deep")
    return path


def _write(rows: Iterable[Category]) -> None:
    for row in rows:
        row.is_told, row.told_after = False, ""
        row.save()
