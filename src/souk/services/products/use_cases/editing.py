"""Editing: an owner's own products, one at a time. Somebody else's are not found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from souk.contracts.products.calls import Image, ImageDraft, ProductDraft, ProductNotFound, SavedProduct
from souk.contracts.products.events import ProductDeleted, ProductUpdated
from souk.contracts.shops.calls import ShopNotFound
from souk.kernel import clock
from souk.kernel.database import changes
from souk.services.products.models import Product, ProductPage, Variation
from souk.services.products.read_models import Goods, Tree, store_pages, tell
from souk.services.products.use_cases.acquaintance import known_shops
from souk.services.products.use_cases.drafts import CheckedDraft, check_images, is_web_address
from souk.services.products.use_cases.pictures import stored_image
from souk.services.products.use_cases.placing import copy_to_till
from souk.services.products.use_cases.saving import save_one
from souk.vocabulary.problems import Conflict, invalid

MOST_IMAGES = 50


class ProductExists(Conflict):
    title = "The shop has a product of this slug already"


@dataclass(frozen=True)
class Seller:
    """Who edits: an owner their own, staff who may manage products everybody's."""

    user_id: str
    is_administrator: bool = False

    def may_edit(self, owner_id: str) -> bool:
        return self.is_administrator or self.user_id == owner_id


def create_product(seller: Seller, draft: ProductDraft, images: list[dict[str, Any]]) -> SavedProduct:
    """The same draft sent again is answered as before. Raises ShopNotFound, ProductExists, Invalid."""
    shop = known_shops({draft.shop_id}).get(draft.shop_id)
    if shop is None or not seller.may_edit(shop.owner_id):
        raise ShopNotFound()
    checked = CheckedDraft(draft, _images(images, [], draft))
    before = (
        Product.objects.filter(shop_id=draft.shop_id, seller_slug=draft.slug)
        .values_list("digest", flat=True)
        .first()
    )
    if before is not None and before != checked.digest:
        raise ProductExists(f"Edit the product {draft.slug!r}, or choose another slug.")
    return save_one(checked)


def replace_product(
    seller: Seller, product_id: str, fields: dict[str, Any], images: list[dict[str, Any]] | None
) -> SavedProduct:
    """Makes the product what `fields` of a draft say; without `images` it keeps its pictures. Raises ProductNotFound, Invalid."""
    product = _own(seller, product_id)
    kept = {"shop_id": product.shop_id, "slug": product.seller_slug}
    kept |= {"is_featured": product.is_featured, "created_at": product.created_at}
    draft = ProductDraft(**(fields | kept))
    wanted = product.images if images is None else _images(images, product.images, draft)
    return save_one(CheckedDraft(draft, wanted))


def add_image(seller: Seller, product_id: str, content: bytes, alt: str, option_value: str | None) -> Image:
    """Hangs one more picture. Raises ProductNotFound; Invalid for what is not a picture, or a value no option has."""
    product = _own(seller, product_id)
    values = {value["value"] for option in product.options for value in option["values"]}
    if option_value is not None and option_value not in values:
        raise invalid("/option_value", f"{option_value!r} is no value of an option.", "unknown")
    if not content:
        raise invalid("/image", "The picture is empty.", "required")
    stored = stored_image(ImageDraft(content=content, alt=alt, option_value=option_value), "/image")
    with changes("products") as change:
        product = _own(seller, product_id, locked=True)
        if len(product.images) >= MOST_IMAGES:
            raise invalid("/image", f"A product has at most {MOST_IMAGES} pictures.", "too_many")
        product.images = [*product.images, stored]
        product.revision, product.changed_at, product.digest = product.revision + 1, clock.now(), ""
        product.save()
        mine = Variation.objects.select_for_update().filter(product=product).order_by("pk")
        goods = Goods(product, mine, Tree())
        for row in goods.variations:
            copy_to_till(goods, row)
        Variation.objects.bulk_update(goods.variations, ["image_url"])
        store_pages([goods])
        change.say(tell(ProductUpdated, goods))
    return Image(**stored)


def delete_product(seller: Seller, product_id: str) -> None:
    """Takes it from the street for good; orders keep what they wrote down. Raises ProductNotFound, also the second time."""
    with changes("products") as change:
        product = _own(seller, product_id, locked=True)
        mine = Variation.objects.select_for_update().filter(product=product).order_by("pk")
        ids = list(mine.values_list("variation_id", flat=True))
        ProductPage.objects.filter(product_id=product_id).delete()
        product.delete()
        change.say(ProductDeleted(product_id=product_id, variation_ids=ids))


def _own(seller: Seller, product_id: str, *, locked: bool = False) -> Product:
    rows = Product.objects.filter(product_id=product_id)
    product = (rows.select_for_update() if locked else rows.select_related("shop")).first()
    if product is None or not seller.may_edit(product.shop.owner_id):
        raise ProductNotFound()
    return product


def _images(
    wanted: list[dict[str, Any]], kept: list[dict[str, Any]], draft: ProductDraft
) -> list[dict[str, Any]]:
    """Pictures by url: one the product has already, in its new place, or a link to one elsewhere."""
    mine = {image["url"]: image for image in kept}
    found = []
    for place, image in enumerate(wanted):
        said = {"alt": image["alt"], "option_value": image["option_value"]}
        if image["url"] in mine:
            found.append(mine[image["url"]] | said)
            continue
        if not is_web_address(image["url"]):
            raise invalid(
                f"/images/{place}/url", "The url is neither a picture of the product nor a web address."
            )
        found.append({"url": image["url"], "thumb_url": image["url"], "width": 0, "height": 0} | said)
    check_images(
        [ImageDraft(url="https://x", option_value=image["option_value"]) for image in found], draft.options
    )
    return found
