"""Forms of reviews and comments."""

from __future__ import annotations

from typing import Any

from django import forms

from souk.contracts.reviews.calls import MAX_ANSWER, MAX_COMMENT, MAX_TEXT, MAX_TITLE
from souk.services.web.pages.forms import StreetForm

STARS = [("1", "1 star"), ("2", "2 stars"), ("3", "3 stars"), ("4", "4 stars"), ("5", "5 stars")]
TOGETHER = 9 * 1024 * 1024  # bytes of all pictures: with the words they fit into one request
FLAGS = [
    ("spam", "It is advertising"),
    ("offensive", "It is insulting or hateful"),
    ("off_topic", "It is about something else"),
    ("untrue", "It is not true"),
    ("private", "It tells something private"),
    ("other", "Something else"),
]


class _Pictures(forms.FileInput):
    """Several at once; the form looks at one of them, and who stores them at each."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name)


def _long(label: str, longest: int, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea({"rows": rows}), **more)


class ReviewForm(StreetForm):
    """A product's review has stars; a shop's has stars or words."""

    stars = forms.ChoiceField(label="Your stars", choices=STARS, widget=forms.RadioSelect, required=False)
    title = forms.CharField(
        label="In a few words",
        max_length=MAX_TITLE,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    text = _long("What should others know?", MAX_TEXT, 7, required=False)
    pictures = forms.FileField(
        label="Pictures",
        required=False,
        widget=_Pictures(
            {"accept": "image/jpeg,image/png,image/webp", "multiple": True, "data-most": TOGETHER}
        ),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("stars") and "stars" not in self.errors:
            if self.kind == "product":
                self.add_error("stars", "Please choose from one to five stars.")
            elif not given.get("text"):
                self.add_error("stars", "Please choose stars, or write something.")
        return given


class CommentForm(StreetForm):
    text = _long("Your question or comment", MAX_COMMENT, 3)


class FlagForm(StreetForm):
    reason = forms.ChoiceField(label="What is wrong with it?", choices=FLAGS, widget=forms.RadioSelect)
    note = forms.CharField(label="Anything we should know?", max_length=300, required=False)


class AnswerForm(StreetForm):
    text = _long("Your answer", MAX_ANSWER, 4, help_text="Everybody reads it, under your shop’s name.")


class HideForm(StreetForm):
    reason = forms.CharField(
        label="Why not?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Its author reads it.",
    )
