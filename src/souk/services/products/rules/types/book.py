"""Books."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from souk.kernel import clock
from souk.services.products.rules.found import Found
from souk.services.products.rules.product_type import Fact, ProductType, Shelf
from souk.vocabulary.isbn import is_isbn, isbn13

_YEARS_AHEAD = 2
_BINDINGS = {"paperback": "Paperback", "hardcover": "Hardcover", "e-book": "E-book", "audiobook": "Audiobook"}


class Book(ProductType):
    name, label, plural, collection = "book", "Book", "Books", "books"
    default_category = "books"
    about = "Novels, poetry and books to learn from, on paper, on screen and read aloud."
    called = (
        "book",
        "books",
        "paperback",
        "hardcover",
        "e-book",
        "ebook",
        "audiobook",
        "print books",
        "fiction",
    )
    options = ("format",)
    shelves = (
        Shelf("Classics", "First published before 1976.", lambda book, n: n["year"] <= 1975),
        Shelf("Short", "Read in an evening: at most 200 pages.", lambda book, n: n["pages"] <= 200),
    )

    author: Annotated[str, Fact("Author", facet="author", also=("authors", "writer", "written by"))] = Field(
        min_length=1, max_length=200
    )
    publisher: Annotated[str, Fact("Publisher", facet="publisher", also=("imprint",))] = Field(
        default="", max_length=200
    )
    published_date: Annotated[date | None, Fact("Published", also=("publication date",))] = None
    first_published: Annotated[int | None, Fact("First published", measure="year")] = Field(
        default=None, ge=1, le=2100
    )
    isbn: Annotated[str, Fact("ISBN", facet="isbn", is_isbn=True, also=("isbn13", "isbn-13", "isbn10"))] = ""
    binding: Annotated[
        Literal["paperback", "hardcover", "e-book", "audiobook"],
        Fact("Binding", facet="binding", words=_BINDINGS, also=("format", "book cover type")),
    ] = "paperback"
    page_count: Annotated[int | None, Fact("Pages", measure="pages", also=("number of pages",))] = Field(
        default=None, ge=1, le=100_000
    )
    language: Annotated[str, Fact("Language", facet="language", also=("language version",))] = Field(
        default="English", max_length=60
    )
    genre: Annotated[str, Fact("Genre", facet="genre")] = Field(default="", max_length=80)

    @field_validator("isbn")
    @classmethod
    def _right_isbn(cls, value: str) -> str:
        return isbn13(value) if value else ""

    def subtitle(self, options: dict[str, list[str]]) -> str:
        return self.author

    @field_validator("published_date")
    @classmethod
    def _soon(cls, value: date | None) -> date | None:
        if value is not None and value.year > clock.now().year + _YEARS_AHEAD:
            raise ValueError(f"must not be more than {_YEARS_AHEAD} years ahead")
        return value

    @classmethod
    def adopted(cls, said: dict[str, Any], found: Found) -> dict[str, Any] | None:
        """Bookshops put the ISBN where a barcode belongs. Who wrote it must be said: a vendor may be anybody."""
        isbn = said.get("isbn") or next((code for code in found.barcodes if is_isbn(code)), "")
        return said | {"isbn": isbn}
