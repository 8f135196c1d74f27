"""Drafts: is what a seller wrote whole and true enough to be sold? Each rule refuses with the field and a sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import orjson
from pydantic import ValidationError

from souk.contracts.products.calls import ImageDraft, Option, ProductDraft, VariationDraft
from souk.kernel.settings import settings as process_settings
from souk.kernel.shares import share_here, share_of_kind
from souk.services.products.rules.known_types import product_types
from souk.services.products.rules.product_type import ProductType
from souk.services.products.rules.sentences import sentence_of
from souk.services.products.rules.text import clean_html
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Invalid, field_error, invalid
from souk.vocabulary.writing import seen

HIGHEST_PRICE = 10**11  # minor units


class CheckedDraft:
    """A draft that may be sold: its attributes under their type, its description cleaned.

    `images` are those already stored that it shall keep, or None where the draft's own are to be stored. With
    `expected_revision` it only takes the place of the product in that state. `stands_as`: the type of the product that stands here
    already, which may stay what it is. `reason`: why staff save it.
    """

    def __init__(
        self,
        draft: ProductDraft,
        images: list[dict[str, Any]] | None = None,
        *,
        expected_revision: int | None = None,
        stands_as: str | None = None,
        reason: str = "",
    ) -> None:
        _refuse_control_characters(draft)
        self.draft = draft
        self.title = seen(draft.title)
        if not self.title:
            raise invalid("/title", "A product needs a title.", "required")
        self.typed = typed_attributes(draft.product_type, draft.attributes, stands_as)
        check_options(draft.options)
        check_variations(draft.options, draft.variations)
        check_images(draft.images, draft.options)
        self.description_html = clean_html(draft.description_html)
        self.images = images
        self.expected_revision, self.reason = expected_revision, reason
        self.digest = _digest(self, images)

    @property
    def identity(self) -> tuple[str, str]:
        return self.draft.shop_id, self.draft.slug


def typed_attributes(
    product_type: str, attributes: dict[str, Any], stands_as: str | None = None
) -> ProductType:
    """Raises Invalid for a type nobody knows, or attributes it does not allow."""
    kind = product_types().get(product_type)
    if kind is None:
        known = ", ".join(sorted(product_types()))
        raise invalid(
            "/product_type", f"There is no product type {product_type[:40]!r}; there are {known}.", "unknown"
        )
    if product_type != stands_as:
        refuse_elsewhere(product_type)
    try:
        return kind.model_validate(attributes)
    except ValidationError as wrong:
        errors = [_attribute_error(error) for error in wrong.errors(include_url=False, include_input=False)]
        sentence = "; ".join(f"{_name_of(error)}: {sentence_of(error)}" for error in wrong.errors())
        raise Invalid(f"Please look again at the facts: {sentence}", errors=errors) from wrong


def refuse_elsewhere(product_type: str) -> None:
    """Goods do not move between services: what is kept here has a type that is kept here. Raises Invalid."""
    if share_of_kind("products", product_type) != share_here("products"):
        raise invalid(
            "/product_type",
            f"Products of the type {product_type} are kept by another service than this one. A product cannot change to it: make a "
            "new one of that type, and take this one from the street.",
            "kept_elsewhere",
        )


def check_options(options: list[Option]) -> None:
    names = [option.name.strip().lower() for option in options]
    for place, option in enumerate(options):
        if names.index(names[place]) != place or not names[place]:
            raise invalid(f"/options/{place}/name", f"The option {option.name!r} is there twice.", "repeated")
        values = [value.value for value in option.values]
        if not values:
            raise invalid(
                f"/options/{place}/values", f"The option {option.name!r} has no values.", "required"
            )
        if len(set(values)) != len(values):
            raise invalid(
                f"/options/{place}/values", f"A value of {option.name!r} is there twice.", "repeated"
            )


def check_variations(options: list[Option], variations: list[VariationDraft]) -> None:
    allowed = {option.name: {value.value for value in option.values} for option in options}
    seen: dict[tuple[str, ...], str] = {}
    skus: set[str] = set()
    for place, variation in enumerate(variations):
        where = f"/variations/{place}"
        if not variation.sku.strip() or variation.sku != variation.sku.strip():
            raise invalid(f"{where}/sku", "A SKU may not begin or end with a space.")
        if variation.sku in skus:
            raise invalid(f"{where}/sku", f"The SKU {variation.sku} is there twice.", "repeated")
        skus.add(variation.sku)
        if set(variation.options) != set(allowed):
            raise invalid(
                f"{where}/options",
                f"{variation.sku} needs a value for each of: {_names(allowed)}.",
                "incomplete",
            )
        for name, value in variation.options.items():
            if value not in allowed[name]:
                raise invalid(
                    f"{where}/options", f"{value!r} is not one of the values of {name!r}.", "unknown"
                )
        combination = tuple(variation.options[name] for name in allowed)
        if combination in seen:
            raise invalid(
                f"{where}/options",
                f"{variation.sku} and {seen[combination]} are the same choice.",
                "repeated",
            )
        seen[combination] = variation.sku
        check_prices(variation.price, variation.compare_at_price, where)


def check_prices(price: Money, compare_at: Money | None, where: str) -> None:
    currency = process_settings().currency
    for name, money in (("price", price), ("compare_at_price", compare_at)):
        if money is not None and money.currency != currency:
            raise invalid(f"{where}/{name}", f"Prices on this market are in {currency}.", "currency")
        if money is not None and not 0 < money.minor <= HIGHEST_PRICE:
            raise invalid(f"{where}/{name}", "A price must be more than zero, and sensible.", "out_of_range")
    if compare_at is not None and compare_at.minor <= price.minor:
        raise invalid(
            f"{where}/compare_at_price", "The price before must be higher than the price now.", "out_of_range"
        )


def check_images(images: list[ImageDraft], options: list[Option]) -> None:
    values = {value.value for option in options for value in option.values}
    for place, image in enumerate(images):
        if bool(image.content) == bool(image.url):
            raise invalid(f"/images/{place}", "An image has either its content or a url.")
        if image.url and not is_web_address(image.url):
            raise invalid(f"/images/{place}/url", "The url of an image begins with https:// or http://.")
        if image.option_value is not None and image.option_value not in values:
            raise invalid(
                f"/images/{place}/option_value",
                f"{image.option_value!r} is no value of an option.",
                "unknown",
            )


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    clean = url.isprintable() and not any(letter in url for letter in ' "<>\\')
    return parts.scheme in ("http", "https") and bool(parts.hostname) and clean


def _digest(checked: CheckedDraft, images: list[dict[str, Any]] | None) -> str:
    """Of everything but what counts only the first time: the stock, which is inventory's from then on, and the age."""
    draft = checked.draft
    parts = {
        "draft": draft.model_dump(
            mode="json", exclude={"images", "variations", "description_html", "attributes", "created_at"}
        ),
        "variations": [
            variation.model_dump(mode="json", exclude={"stock"}) for variation in draft.variations
        ],
        "attributes": checked.typed.kept(),
        "description": checked.description_html,
        "images": images if images is not None else [_image_digest(image) for image in draft.images],
    }
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _image_digest(image: ImageDraft) -> list[Any]:
    content = hashlib.sha256(image.content).hexdigest() if image.content else ""
    return [content, image.url, image.alt, image.option_value]


def _attribute_error(error: Any) -> Any:
    place = "/".join(str(part) for part in error["loc"])
    said = sentence_of(error)
    return field_error(
        f"/attributes/{place}".rstrip("/"), str(error["type"]), f"{said[:1].upper()}{said[1:].rstrip('.')}."
    )


def _name_of(error: Any) -> str:
    return "/".join(str(part) for part in error["loc"]) or "all of them"


def _refuse_control_characters(draft: ProductDraft) -> None:
    """NUL and halves of characters are in nobody's text; databases disagree about what to do with them."""
    try:
        text = draft.model_dump_json(exclude={"images": {"__all__": {"content"}}})
    except ValueError as wrong:
        raise invalid("", "The text has characters that are none.", "not_text") from wrong
    if "\\u0000" in text:
        raise invalid("", "The text has the character NUL in it.", "not_text")


def _names(allowed: Iterable[str]) -> str:
    return ", ".join(allowed) or "nothing (the product has no options)"
