"""Sheets: a product as its owner has it before them, typed text in every field, on the way to becoming a draft.

`Sheet.of_product` and `Sheet.of_form` make one, `with_combinations` fills its table, `draft` turns it into what products takes.
Whatever cannot be read is said beside its field (`faults`, by the field's name) and nothing of what was typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from souk.contracts.products.calls import Option, OptionValue, ProductDraft, VariationDraft
from souk.contracts.products.calls.shelves import ShelfProduct, ShelfVariation, TypeForm
from souk.kernel.settings import settings as process_settings
from souk.services.web.rules import choices_text, descriptions, facts_text
from souk.services.web.rules.typed import whole
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem

FEWEST_OPTIONS = 3  # rows for options that a form has at least
MOST_OPTIONS = 5


@dataclass
class Row:
    """One variation as typed. `choice` has a value for each option; `is_known` when the product has it already."""

    choice: tuple[str, ...]
    sku: str = ""
    price: str = ""
    before: str = ""
    weight: str = ""
    barcode: str = ""
    stock: str = ""
    is_known: bool = False
    is_dropped: bool = False


@dataclass
class Sheet:
    form: TypeForm
    title: str = ""
    category: str = ""
    description: str = ""
    status: str = "draft"
    facts: dict[str, str] = field(default_factory=dict)
    options: list[tuple[str, str]] = field(default_factory=list)  # name, values as typed
    rows: list[Row] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)  # field name → sentence; "" for the sheet as a whole
    _row_of: list[int | None] = field(default_factory=list)  # of each variation of the draft

    @classmethod
    def empty(cls, form: TypeForm) -> Sheet:
        facts = {each.name: each.default for each in form.fields}
        return cls(form, facts=facts, rows=[Row(())])

    @classmethod
    def of_product(cls, product: ShelfProduct, form: TypeForm) -> Sheet:
        return cls(
            form,
            title=product.title,
            category=product.category_slug or "",
            description=descriptions.typed_of(product.description_html),
            status=product.status,
            facts=_written_facts(product.attributes, form),
            options=[
                (option.name, choices_text.written_values((v.value, v.swatch) for v in option.values))
                for option in product.options
            ],
            rows=[written_row(product, each) for each in product.variations],
        )

    @classmethod
    def of_form(cls, form: TypeForm, sent: Mapping[str, str], known_skus: Iterable[str] = ()) -> Sheet:
        known = set(known_skus)
        sheet = cls(
            form,
            title=sent.get("title", "").strip(),
            category=sent.get("category", ""),
            description=sent.get("description", ""),
            status="published" if sent.get("status") == "published" else "draft",
            facts={each.name: sent.get(f"a-{each.name}", "") for each in form.fields},
            options=[
                (sent.get(f"o-{n}-name", "").strip(), sent.get(f"o-{n}-values", ""))
                for n in range(MOST_OPTIONS)
            ],
        )
        for n in range(choices_text.MOST_ROWS):
            if f"v-{n}-sku" not in sent:
                break
            sheet.rows.append(_sent_row(n, sent, known))
        return sheet

    @property
    def values(self) -> list[tuple[str, list[tuple[str, str | None]]]]:
        """The options that say something: name, and values with their tones."""
        read = [(name, choices_text.read_values(text)) for name, text in self.options]
        return [(name, values) for name, values in read if name or values]

    def with_combinations(self) -> Sheet:
        """The table has a row for every choice: those there were keep what was typed, new ones begin like the first.

        A SKU that was typed before there were choices begins those of all of them.
        """
        choices = choices_text.combinations([[value for value, _ in values] for _, values in self.values])
        there = {row.choice: row for row in self.rows}
        first = next(iter(self.rows), Row(()))
        taken = {row.sku for row in self.rows}
        stem = (first.sku if not first.choice else "") or self.title.split(" ")[-1][:8]
        rows = []
        for choice in choices:
            row = there.get(choice)
            if row is None:
                sku = choices_text.suggested_sku(stem, choice, taken)
                taken.add(sku)
                row = replace(
                    first, choice=choice, sku=sku, barcode="", stock="", is_known=False, is_dropped=False
                )
            rows.append(row)
        return replace(self, rows=rows)

    def fits_its_table(self) -> bool:
        """Whether every row is a choice of the options as they stand now."""
        values = [{value for value, _ in values} for _, values in self.values]
        return all(
            len(row.choice) == len(values) and all(v in of for v, of in zip(row.choice, values, strict=True))
            for row in self.rows
        )

    def draft(self, shop_id: str, slug: str) -> ProductDraft | None:
        """None when something cannot be read; `faults` then says what."""
        attributes, variations = self._attributes(), self.drafted_variations()
        self._row_of = [number for number, _ in variations]
        if not self.title:
            self.faults["title"] = "Please give it a title."
        for n, (name, text) in enumerate(self.options):
            if text.strip() and not name:
                self.faults[f"o-{n}-name"] = "Please name this option, such as Size or Colour."
            if name and not text.strip():
                self.faults[f"o-{n}-values"] = "Please write at least one value."
        if not variations:
            self.faults[""] = "A product needs at least one variation."
        if self.faults:
            return None
        try:
            return ProductDraft(
                slug=slug,
                title=self.title,
                product_type=self.form.name,
                shop_id=shop_id,
                category_slug=self.category or None,
                description_html=descriptions.html_of(self.description),
                attributes=attributes,
                options=self.drafted_options(),
                variations=[each for _, each in variations if each is not None],
                status=self.status,  # type: ignore[arg-type]
            )
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False, include_input=False):
                self._place([str(part) for part in error["loc"]], str(error["msg"]))
            return None

    def drafted_options(self) -> list[Option]:
        return [
            Option(name=name, values=[OptionValue(value=v, swatch=tone) for v, tone in values])
            for name, values in self.values
        ]

    def drafted_variations(self) -> list[tuple[int | None, VariationDraft | None]]:
        """Each with the number of its row, if it stands in one; no draft where something in the row cannot be read."""
        names = [name for name, _ in self.values]
        return [
            (number, self.drafted(number, row, names))
            for number, row in enumerate(self.rows)
            if not row.is_dropped
        ]

    def take_problem(self, problem: Problem) -> None:
        """A refusal of products, beside the fields it is about."""
        for error in problem.errors:
            self._place(error.pointer.strip("/").split("/"), error.detail)
        if not problem.errors:
            self.faults[""] = problem.detail

    def _place(self, where: list[str], sentence: str) -> None:
        sentence = sentence[:1].upper() + sentence[1:]
        names = {"title": "title", "category_slug": "category", "description_html": "description"}
        if where[0] == "attributes" and len(where) > 1 and where[1] in self.facts:
            name = f"a-{where[1]}"
        elif where[0] == "attributes" and "" in self.facts:
            name = "a-"
        elif where[0] == "variations" and len(where) > 1 and where[1].isdigit():
            part = {"price": "price", "compare_at_price": "before", "weight_grams": "weight", "barcode": "barcode", "stock": "stock"}  # fmt: skip
            place = int(where[1])
            number = self._row_of[place] if place < len(self._row_of) else 0
            name = (
                "" if number is None else f"v-{number}-{part.get(where[2] if len(where) > 2 else '', 'sku')}"
            )
        elif where[0] == "options" and len(where) > 1 and where[1].isdigit():
            name = f"o-{where[1]}-{'name' if where[-1] == 'name' else 'values'}"
        else:
            name = names.get(where[0], "")
        self.faults.setdefault(name, sentence)

    def _attributes(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in self.form.fields:
            try:
                value = facts_text.read(each.kind, self.facts.get(each.name, ""), each.parts)
            except ValueError as wrong:
                self.faults[f"a-{each.name}"] = str(wrong)
                continue
            if each.kind == "facts":
                found |= value or {}
            elif value is not None:
                found[each.name] = value
            elif each.is_required:
                self.faults[f"a-{each.name}"] = "Please fill this in."
        return found

    def drafted(self, n: int, row: Row, names: list[str]) -> VariationDraft | None:
        """What row `n` says of the variation that has `row.choice` of the options `names`."""
        price = self._money(f"v-{n}-price", row.price, required=True)
        before = self._money(f"v-{n}-before", row.before, required=False)
        weight = self._whole(f"v-{n}-weight", row.weight, 1_000_000)
        stock = self._whole(f"v-{n}-stock", row.stock, 1_000_000)
        if not row.sku:
            self.faults[f"v-{n}-sku"] = "Please give it a SKU: your own name for it."
        if price is None or not row.sku or f"v-{n}-before" in self.faults or len(names) != len(row.choice):
            return None
        return VariationDraft(
            sku=row.sku[:80],
            options=dict(zip(names, row.choice, strict=True)),
            price=price,
            compare_at_price=before,
            weight_grams=weight or 0,
            barcode=row.barcode[:40],
            stock=stock,
        )

    def _money(self, name: str, text: str, *, required: bool) -> Money | None:
        text = text.strip().lstrip("$").replace(",", ".")
        if not text and not required:
            return None
        try:
            return Money.parse(text, process_settings().currency)
        except ValueError:
            self.faults[name] = "Please write a price, such as 24.90." if text else "Please give it a price."
            return None

    def _whole(self, name: str, text: str, most: int) -> int | None:
        if not text.strip():
            return None
        found = whole(text, most)
        if found is None:
            self.faults[name] = "Please write a whole number."
        return found


def _written_facts(attributes: dict[str, Any], form: TypeForm) -> dict[str, str]:
    named = {each.name for each in form.fields if each.kind != "facts"}
    further = {name: value for name, value in attributes.items() if name not in named}
    return {
        each.name: facts_text.written(
            each.kind, further if each.kind == "facts" else attributes.get(each.name), each.parts
        )
        for each in form.fields
    }


def choice_of(product: ShelfProduct, variation: ShelfVariation) -> tuple[str, ...]:
    return tuple(variation.options[option.name] for option in product.options)


def written_row(product: ShelfProduct, variation: ShelfVariation) -> Row:
    return Row(
        choice_of(product, variation),
        sku=variation.sku,
        price=variation.price.amount,
        before=variation.compare_at_price.amount if variation.compare_at_price else "",
        weight=str(variation.weight_grams or ""),
        barcode=variation.barcode,
        is_known=True,
    )


def _sent_row(n: int, sent: Mapping[str, str], known: set[str]) -> Row:
    choice = []
    while f"v-{n}-o-{len(choice)}" in sent:
        choice.append(sent[f"v-{n}-o-{len(choice)}"])
    row = Row(tuple(choice))
    for part in ("sku", "price", "before", "weight", "barcode", "stock"):
        setattr(row, part, sent.get(f"v-{n}-{part}", "").strip())
    row.is_known, row.is_dropped = row.sku in known, bool(sent.get(f"v-{n}-drop"))
    return row
