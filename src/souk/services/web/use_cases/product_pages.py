"""Product pages: one product, the variation the shopper means, and where each choice leads."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import nh3

from souk.contracts.cart.calls import MAX_QUANTITY
from souk.contracts.products.calls import Image, Option, Product, Products, Variation
from souk.contracts.products.kinds import kind_named
from souk.contracts.search.calls import ProductQuery
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import choosing, hearts, linked_data, wording
from souk.services.web.use_cases import pictures, review_pages, shelves
from souk.vocabulary.money import exponent

products = ask(Products)

#: Values of one option that are shown side by side; more are a list to choose from.
MOST_AT_A_GLANCE = 40
ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "h3", "h4"}


def product_view(id_or_slug: str, wanted_variation: str = "") -> tuple[dict[str, Any], Product, Variation]:
    """What the page shows, and what it was made of. Raises ProductNotFound."""
    product = products.product(id_or_slug=id_or_slug)
    chosen = choosing.choose(product.variations, wanted_variation)
    text, shown = plain(product.description_html), gallery(product, chosen)
    before, kind = chosen.compare_at_price, kind_named(product.product_type)
    on_sale = before is not None and before.minor > chosen.price.minor
    view = {
        "id": product.product_id,
        "name": product.title,
        "url": f"/products/{product.slug}",
        "here": address_of(product, chosen),
        "type_name": kind.label if kind else product.product_type.capitalize(),
        "price": wording.price(chosen.price),
        "was": wording.price(before) if before is not None and on_sale else "",
        "saving": wording.saving(chosen.price, before) if before is not None and on_sale else "",
        "unit_minor": chosen.price.minor,
        "currency": chosen.price.currency,
        "exponent": exponent(chosen.price.currency),
        "summary": wording.first_paragraph(text.split("\n")[0], 240),
        "description_line": wording.first_paragraph(f"{product.title} from {product.shop.name}. {text}"),
        "description_html": nh3.clean(product.description_html, tags=ALLOWED_TAGS, attributes={}),
        "pictures": shown,
        "picture_sizes": f"(max-width: 760px) 86vw, {281 if len(shown) > 1 else 574}px",
        "options": [option_view(product, option, chosen) for option in product.options],
        "size_guide": kind is not None and kind.has_size_guide,
        "specs": [{"name": fact.label, "value": fact.value} for fact in product.specifications],
        "variation_id": chosen.variation_id,
        "sku": chosen.sku,
        "heart": hearts.of_variation(chosen.variation_id, product.product_id, product.title),
        "shop": {
            "id": product.shop.shop_id,
            "name": product.shop.name,
            "url": f"/shops/{product.shop.slug}",
            "initials": wording.initials(product.shop.name),
        },
        "rating": review_pages.rating_view(product.rating, f"/products/{product.slug}"),
        "delivery_text": f"Packed and sent by {product.shop.name}",
    }
    return view | stock_view(chosen), product, chosen


def stock_view(variation: Variation) -> dict[str, Any]:
    left = variation.available
    out = choosing.is_out(variation)
    text = "Sold out" if out else "In stock, ready to send"
    if variation.availability == "low_stock":
        text = f"Only {left} left" if left else "Only a few left"
    return {
        "can_buy": not out,
        "is_sold_out": out,
        "most": min(left or MAX_QUANTITY, MAX_QUANTITY),
        "no_buy_text": "Sold out",
        "stock_text": text,
        "stock_tone": {"low_stock": "few", "out_of_stock": "none"}.get(variation.availability, ""),
    }


def option_view(product: Product, option: Option, chosen: Variation) -> dict[str, Any]:
    has_colours = any(value.swatch for value in option.values)
    leads = choosing.closest(product.variations, chosen.options, option.name)
    name, values = f"o-{option.name.lower().replace(' ', '-')}", []
    for place, value in enumerate(option.values):
        leads_to = leads.get(value.value)
        if leads_to is None:
            continue
        values.append(
            {
                "id": f"{name}-{place}",
                "name": value.value,
                "colour": value.swatch or "#c6ccd4",
                "url": address_of(product, leads_to),
                "variation_id": leads_to.variation_id,
                "is_on": chosen.options.get(option.name) == value.value,
                "is_out": choosing.is_out(leads_to),
            }
        )
    return {
        "name": option.name[:1].upper() + option.name[1:],
        "chosen": chosen.options.get(option.name, ""),
        "look": "list" if len(values) > MOST_AT_A_GLANCE else "swatches" if has_colours else "chips",
        "id": name,
        "values": values,
    }


def gallery(product: Product, chosen: Variation) -> list[dict[str, Any]]:
    """Up to four pictures: the chosen colour's first, then those of no colour; others only where these are too few."""
    mine = set(chosen.options.values())

    def order(image: Image) -> int:
        return 0 if image.option_value in mine else 1 if image.option_value is None else 2

    fitting = [image for image in product.images if order(image) < 2]
    shown = fitting if len(fitting) > 1 else product.images
    return [pictures.of_image(image, product.title) for image in sorted(shown, key=order)[:4]]


def address_of(product: Product, variation: Variation) -> str:
    path = f"/products/{product.slug}"
    return path if len(product.variations) == 1 else f"{path}?variation={variation.variation_id}"


def crumbs(product: Product) -> list[dict[str, str]]:
    trail = [{"name": "Explore", "url": "/explore"}]
    trail += [{"name": c.name, "url": f"/explore/{c.slug}"} for c in product.breadcrumbs]
    return trail


def from_the_same_shop(product: Product) -> list[dict[str, Any]]:
    """Up to four other products of the shop; none while search is away."""
    query = ProductQuery(shops=[product.shop.slug], limit=5, with_facets=False, in_stock=True)
    mine = f"/products/{product.slug}"
    return [card for card in shelves.cards(query) if card["url"] != mine][:4]


def facts_for_search_engines(product: Product, chosen: Variation, origin: str) -> str:
    offers = [
        linked_data.offer(
            url=origin + address_of(product, variation),
            amount=variation.price.amount,
            currency=variation.price.currency,
            availability=variation.availability,
            sku=variation.sku,
            seller=product.shop.name,
        )
        for variation in [chosen, *(v for v in product.variations if v.variation_id != chosen.variation_id)][
            :20
        ]
    ]
    facts: dict[str, Any] = {
        "@type": "Product",
        "name": product.title,
        "description": wording.first_paragraph(plain(product.description_html), 500),
        "image": [image.url if "://" in image.url else origin + image.url for image in product.images[:4]],
        "sku": chosen.sku,
        "category": product.category.name if product.category else product.product_type,
        "offers": offers,
    }
    if product.rating.count:
        facts["aggregateRating"] = linked_data.aggregate_rating(product.rating.average, product.rating.count)
    if chosen.barcode.isdigit() and len(chosen.barcode) == 13:
        facts["gtin13"] = chosen.barcode
    trail = [(crumb["name"], origin + crumb["url"]) for crumb in crumbs(product)]
    return linked_data.script(facts) + linked_data.script(linked_data.breadcrumbs(trail))


def plain(html: str) -> str:
    """The words of a description, a line per paragraph."""
    broken = re.sub(r"</(p|li|h\d)>|<br\s*/?>", "\n", html)
    lines = (" ".join(line.split()) for line in unescape(nh3.clean(broken, tags=set())).splitlines())
    return "\n".join(line for line in lines if line)
