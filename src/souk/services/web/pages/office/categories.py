"""Categories in the back office: the tree with what is in it; made, renamed, moved, and removed when empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.text import slugify

from souk.contracts.products.calls import Category, CategoryDraft, Products
from souk.contracts.products.calls.categories import CategoryDesk, CategoryInUse, CategoryNotFound
from souk.kernel.access.identity import staff_may
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StreetForm
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import shelves
from souk.vocabulary.problems import Refused, Unavailable

products, desk = ask(Products), ask(CategoryDesk)

LIST = f"{HOME}/categories"
MANAGE = staff_may("products.manage")


class CategoryForm(StreetForm):
    name = forms.CharField(label="Name", max_length=120)
    parent_slug = forms.ChoiceField(label="Under", required=False)

    def __init__(self, *args: Any, under: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Nothing: it stands at the top"), *((one.slug, _indented(one)) for one in under)]
        self.fields["parent_slug"].choices = choices  # type: ignore[attr-defined]


class NewCategoryForm(CategoryForm):
    slug = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label="Address",
        max_length=80,
        required=False,
        help_text="Of its page, for good: small letters, digits and hyphens. Empty: made from the name.",
        error_messages={"invalid": "Only small letters, digits and single hyphens, such as table-lamps."},
    )
    field_order = ["name", "slug", "parent_slug"]

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or self.cleaned_data)
        if not given.get("slug") and "slug" not in self.errors and given.get("name"):
            given["slug"] = slugify(given["name"])[:80].strip("-")
            if not given["slug"]:
                self.add_error("slug", "No address can be made of this name: please write one.")
        return given


@shown()
@opens_to(MANAGE)
def tree(visit: Visit) -> HttpResponse:
    """The whole tree: it is a few dozen rows. Without numbers while not all products can be asked about."""
    uses = _uses()
    rows = [
        {
            "name": one.name,
            "depth": one.path.count("/"),
            "url": f"{LIST}/{one.slug}",
            "page": f"/explore/{one.slug}",
            "products": "?" if uses is None else f"{uses.get(one.slug, 0):,}",
        }
        for one in _by_branch(products.categories())
    ]
    return office(visit, "Categories", "categories.html", {"categories": rows, "is_uncertain": uses is None})


@shown("GET", "POST")
@opens_to(MANAGE)
def new(visit: Visit) -> HttpResponse:
    under = _by_branch(products.categories())
    form = NewCategoryForm(under=under, initial={"parent_slug": visit.request.GET.get("under", "")[:80]})
    if visit.request.method == "POST":
        form = NewCategoryForm(visit.request.POST, under=under)
        if form.is_valid():
            given = form.cleaned_data
            if any(one.slug == given["slug"] for one in under):
                form.add_error("slug", "There is a category of this address already.")
            elif _done(form, lambda: products.save_categories(key=new_id("key"), drafts=[_draft(given)])):
                return visit.see_other(LIST, "category-added")
    crumbs = [{"name": "Categories", "url": LIST}, {"name": "New category"}]
    return _page(visit, {"form": form, "url": f"{LIST}/new", "crumbs": crumbs})


@shown("GET", "POST")
@opens_to(MANAGE)
def one(visit: Visit, slug: str) -> HttpResponse:
    known = _by_branch(products.categories())
    category = _find(known, slug)
    form = _form_of(known, category)
    if visit.request.method == "POST":
        form = _form_of(known, category, visit.request.POST)
        if form.is_valid():
            given = form.cleaned_data
            name, parent = given["name"], given["parent_slug"] or None
            if _done(form, lambda: desk.change(key=new_id("key"), slug=slug, name=name, parent_slug=parent)):
                return visit.see_other(LIST, "category-changed")
    return _of(visit, known, category, form)


@shown("POST")
@opens_to(MANAGE)
def remove(visit: Visit, slug: str) -> HttpResponse:
    try:
        desk.remove(key=new_id("key"), slug=slug)
    except CategoryInUse as refusal:
        known = _by_branch(products.categories())
        category = _find(known, slug)
        form = CategoryForm({"name": category.name, "parent_slug": _parent(known, category)}, under=known)
        form.add_error(None, f"{refusal.title}. {refusal.detail}")
        return _of(visit, known, category, form)
    shelves.forget_categories()
    return visit.see_other(LIST, "category-removed")


def _of(visit: Visit, known: list[Category], category: Category, form: CategoryForm) -> HttpResponse:
    children = [
        {"name": each.name, "url": f"{LIST}/{each.slug}"}
        for each in known
        if each.parent_id == category.category_id
    ]
    uses = _uses()
    context = {
        "form": form,
        "url": f"{LIST}/{category.slug}",
        "category": {"name": category.name, "page": f"/explore/{category.slug}"},
        "children": children,
        "add_url": f"{LIST}/new?under={category.slug}",
        "products": None if uses is None else uses.get(category.slug, 0),
        "crumbs": [{"name": "Categories", "url": LIST}, {"name": category.name}],
    }
    return _page(visit, context)


def _page(visit: Visit, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return office(visit, "Categories", "category.html", context, status=status)


def _form_of(known: list[Category], category: Category, sent: Any = None) -> CategoryForm:
    """It may stand under any that is not itself or beneath it."""
    under = [each for each in known if not f"{each.path}/".startswith(f"{category.path}/")]
    now = {"name": category.name, "parent_slug": _parent(known, category)}
    return CategoryForm(sent, under=under, initial=now)


def _done(form: StreetForm, deed: Any) -> bool:
    try:
        deed()
    except CategoryNotFound:
        raise
    except Refused as refusal:
        form.take_problem(refusal)
        return False
    shelves.forget_categories()
    return True


def _draft(given: dict[str, Any]) -> CategoryDraft:
    return CategoryDraft(slug=given["slug"], name=given["name"], parent_slug=given["parent_slug"] or None)


def _uses() -> dict[str, int] | None:
    """Products by category; None while they cannot all be asked about."""
    found: dict[str, int] = {}
    try:
        for use in desk.uses():  # several places may keep products of one category
            found[use.slug] = found.get(use.slug, 0) + use.products
    except Unavailable:
        return None
    return found


def _find(known: list[Category], slug: str) -> Category:
    """Raises CategoryNotFound."""
    found = next((each for each in known if each.slug == slug), None)
    if found is None:
        raise CategoryNotFound()
    return found


def _parent(known: list[Category], category: Category) -> str:
    return next((each.slug for each in known if each.category_id == category.parent_id), "")


def _by_branch(known: list[Category]) -> list[Category]:
    """Each with what is beneath it."""
    return sorted(known, key=lambda each: each.path.split("/"))


def _indented(category: Category) -> str:
    return "\u2003" * category.path.count("/") + category.name
