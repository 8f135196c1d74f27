"""Everything else: goods of no type of their own, such as those that come in other shops' files. Any plain fact may be said."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from souk.services.products.rules.product_type import Fact, ProductType
from souk.services.products.rules.wording import label_of, plain_value

MOST_FACTS, LONGEST_FACT, LARGEST_NUMBER = 40, 500, 10**15


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_FACT
    return isinstance(value, (int, float)) and abs(value) <= LARGEST_NUMBER


class General(ProductType):
    model_config = ConfigDict(extra="allow", str_strip_whitespace=True, frozen=True)

    name, label, plural = "general", "Other", "Everything else"
    options = ("colour", "size", "material")

    brand: Annotated[str, Fact("Brand", facet="brand")] = Field(default="", max_length=120)
    kind: Annotated[str, Fact("Kind", facet="kind")] = Field(default="", max_length=120)

    @model_validator(mode="after")
    def _plain(self) -> General:
        further = self.model_extra or {}
        if len(further) > MOST_FACTS:
            raise ValueError(f"no more than {MOST_FACTS} facts beyond brand, kind and tags")
        for name, value in further.items():
            if len(name) > 80 or not _is_plain(value):
                raise ValueError(
                    f"{name[:80]!r} must be a number, a yes or no, or text of at most {LONGEST_FACT} characters"
                )
        return self

    def subtitle(self, options: dict[str, list[str]]) -> str:
        return self.brand or self.kind

    def specifications(self) -> list[dict[str, str]]:
        own = [{"name": n, "label": label_of(n), "value": plain_value(v)} for n, v in self._further().items()]
        return super().specifications() + [fact for fact in own if fact["value"]]

    def _further(self) -> dict[str, Any]:
        return self.model_extra or {}
