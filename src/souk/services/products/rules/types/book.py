"""Books."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from souk.services.products.rules.isbn import isbn13
from souk.services.products.rules.product_type import Fact, ProductType

_BINDINGS = {"paperback": "Paperback", "hardcover": "Hardcover", "e-book": "E-book", "audiobook": "Audiobook"}


class Book(ProductType):
    name = "book"

    author: Annotated[str, Fact("Author", facet="author")] = Field(min_length=1, max_length=200)
    publisher: Annotated[str, Fact("Publisher")] = Field(default="", max_length=200)
    published_date: Annotated[date | None, Fact("Published")] = None
    first_published: Annotated[int | None, Fact("First published")] = Field(default=None, ge=1, le=2100)
    isbn: Annotated[str, Fact("ISBN")] = ""
    binding: Annotated[
        Literal["paperback", "hardcover", "e-book", "audiobook"],
        Fact("Binding", facet="binding", words=_BINDINGS),
    ] = "paperback"
    page_count: Annotated[int | None, Fact("Pages")] = Field(default=None, ge=1, le=100_000)
    language: Annotated[str, Fact("Language", facet="language")] = Field(default="English", max_length=60)
    genre: Annotated[str, Fact("Genre", facet="genre")] = Field(default="", max_length=80)

    @field_validator("isbn")
    @classmethod
    def _right_isbn(cls, value: str) -> str:
        return isbn13(value) if value else ""

    def subtitle(self, options: dict[str, list[str]]) -> str:
        return self.author
