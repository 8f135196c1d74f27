"""Editing: an owner's own products, one at a time. Somebody else's are not found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from souk.contracts.products.calls import Image, ImageDraft, ProductDraft, ProductNotFound, SavedProduct
from souk.contracts.products.calls.handles import HandleEdit
from souk.contracts.products.calls.shelves import ProductChanged, ProductExists
from souk.contracts.products.events import ProductDeleted, ProductUpdated
from souk.contracts.shops.calls import ShopNotFound
from souk.contracts.shops.naming import is_id
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.products.models import DoneCall, KnownShop, Product, ProductPage, ProductRating, Variation
from souk.services.products.read_models import Goods, Tree, store_pages, tell
from souk.services.products.use_cases import noting
from souk.services.products.use_cases.acquaintance import known_shops, shop_at
from souk.services.products.use_cases.drafts import CheckedDraft, check_images, is_web_address
from souk.services.products.use_cases.pictures import stored_image
from souk.services.products.use_cases.placing import copy_to_till
from souk.services.products.use_cases.saving import MOST_DRAFTS, TRIES, Memory, save_drafts, save_one
from souk.services.products.use_cases.signposts import not_found
from souk.vocabulary.problems import Invalid, Refused, invalid

MOST_IMAGES = 50


@dataclass(frozen=True)
class Seller:
    """Who edits: an owner their own, staff who may manage products everybody's."""

    user_id: str
    may_edit_all: bool = False

    def may_edit(self, shop: KnownShop) -> bool:
        return self.may_edit_all or self.user_id == shop.owner_id


@dataclass(frozen=True)
class Keeper:
    """Who edits the goods of one shop, and has shown elsewhere that they may."""

    shop_id: str

    def may_edit(self, shop: KnownShop) -> bool:
        return self.shop_id == shop.shop_id


Editor: TypeAlias = Seller | Keeper


def own_shop(editor: Editor, shop_id: str) -> KnownShop:
    """Raises ShopNotFound, also for somebody else's."""
    shop = known_shops({shop_id}).get(shop_id)
    if shop is None or not editor.may_edit(shop):
        raise ShopNotFound()
    return shop


def shop_called(editor: Seller, id_or_slug: str) -> str:
    """The id of the shop that a seller means. Raises ShopNotFound, also for somebody else's."""
    if is_id(id_or_slug):
        return own_shop(editor, id_or_slug).shop_id
    return shop_at(id_or_slug, None if editor.may_edit_all else editor.user_id)


def create_product(
    editor: Editor, draft: ProductDraft, images: list[dict[str, Any]], memory: Memory | None = None
) -> SavedProduct:
    """The same draft sent again is answered as before. Raises ShopNotFound, ProductExists, Invalid."""
    own_shop(editor, draft.shop_id)
    if memory is not None and (done := memory.recalled()):
        return done[0]
    checked = CheckedDraft(draft, _images(images, [], draft))
    before = (
        Product.objects.filter(shop_id=draft.shop_id, seller_slug=draft.slug)
        .values_list("digest", flat=True)
        .first()
    )
    if before is not None and before != checked.digest:
        raise ProductExists(f"Edit the product {draft.slug!r}, or choose another slug.")
    return save_one(checked, memory)


def replace_product(
    editor: Editor,
    product_id: str,
    fields: dict[str, Any],
    images: list[dict[str, Any]] | None,
    *,
    revision: int | None = None,
    memory: Memory | None = None,
    reason: str = "",
) -> SavedProduct:
    """Makes the product what `fields` of a draft say; without `images` it keeps its pictures. `reason`: why staff do it.

    Raises ProductNotFound, Invalid, and ProductChanged when somebody else changed what was seen as `revision`.
    """
    own_product(editor, product_id)
    if memory is not None and (done := memory.recalled()):
        return done[0]
    for attempt in range(TRIES):
        product = own_product(editor, product_id)
        if revision is not None and product.revision != revision:
            raise ProductChanged(revision=product.revision)
        try:
            return save_one(_replacement(product, fields, images, reason=reason), memory)
        except ProductNotFound:  # deleted or moved since we looked
            raise not_found(product_id) from None
        except ProductChanged:
            if revision is not None or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def put_on_shelf(
    key: str,
    draft: ProductDraft,
    product_id: str | None,
    revision: int | None,
    images: list[dict[str, Any]] | None,
    reason: str = "",
) -> SavedProduct:
    """As `create_product` and `replace_product`, for one shop and once per key; a refused draft may be mended and sent again."""
    keeper, memory = Keeper(draft.shop_id), Memory(f"{draft.shop_id}/{key}", [draft], keeps_refusals=False)
    if product_id is None:
        return create_product(keeper, draft, images or [], memory)
    fields = _fields(draft)
    return replace_product(
        keeper, product_id, fields, images, revision=revision, memory=memory, reason=reason
    )


def edit_many(key: str, shop_id: str, edits: list[HandleEdit]) -> list[SavedProduct]:
    """As `put_on_shelf` of each, in one transaction and few statements; once per key. Raises Invalid for too many."""
    memory = Memory(f"{shop_id}/{key}", [edit.draft for edit in edits])
    if (done := memory.recalled()) is not None:
        return done
    if len(edits) > MOST_DRAFTS:
        raise invalid("/edits", f"No more than {MOST_DRAFTS} at a time.", "too_many")
    rows = Product.objects.filter(shop_id=shop_id, product_id__in=[edit.product_id for edit in edits])
    there = {product.product_id: product for product in rows}
    return save_drafts([_edited(there.get(edit.product_id), edit) for edit in edits], memory)


def _edited(product: Product | None, edit: HandleEdit) -> CheckedDraft | Refused:
    if product is None:
        return ProductNotFound()
    try:
        images = [image.model_dump() for image in edit.images]
        return _replacement(product, _fields(edit.draft), images, whatever_it_is=True)
    except Invalid as wrong:
        return wrong


def _fields(draft: ProductDraft) -> dict[str, Any]:
    return draft.model_dump(exclude={"images", "shop_id", "slug", "is_featured", "created_at"})


def _replacement(
    product: Product,
    fields: dict[str, Any],
    images: list[dict[str, Any]] | None,
    *,
    whatever_it_is: bool = False,
    reason: str = "",
) -> CheckedDraft:
    """What the product becomes; only good for the state it was made from, whose pictures and age it keeps, or `whatever_it_is` by then."""
    kept = {"shop_id": product.shop_id, "slug": product.seller_slug}
    kept |= {"is_featured": product.is_featured, "created_at": product.created_at}
    draft = ProductDraft(**(fields | kept))
    wanted = product.images if images is None else _images(images, product.images, draft)
    kind = product.product_type
    seen = None if whatever_it_is else product.revision
    return CheckedDraft(draft, wanted, expected_revision=seen, stands_as=kind, reason=reason)


def add_image(editor: Editor, product_id: str, content: bytes, alt: str, option_value: str | None) -> Image:
    """Hangs one more picture; one that hangs there already is answered as it is.

    Raises ProductNotFound; Invalid for what is not a picture, or a value no option has.
    """
    product = own_product(editor, product_id)
    values = {value["value"] for option in product.options for value in option["values"]}
    if option_value is not None and option_value not in values:
        raise invalid("/option_value", f"{option_value!r} is no value of an option.", "unknown")
    if not content:
        raise invalid("/image", "The picture is empty.", "required")
    stored = stored_image(ImageDraft(content=content, alt=alt, option_value=option_value), "/image")
    with changes("products") as change:
        product = own_product(editor, product_id, locked=True)
        if stored in product.images:
            return Image(**stored)
        if len(product.images) >= MOST_IMAGES:
            raise invalid("/image", f"A product has at most {MOST_IMAGES} pictures.", "too_many")
        mine = list(Variation.objects.select_for_update().filter(product=product).order_by("pk"))
        before = noting.seen(product, mine)
        product.images = [*product.images, stored]
        product.revision, product.changed_at, product.digest = product.revision + 1, clock.now(), ""
        product.save()
        goods = Goods(product, mine, Tree())
        for row in goods.variations:
            copy_to_till(goods, row)
        Variation.objects.bulk_update(goods.variations, ["image_url"])
        store_pages([goods])
        change.say(tell(ProductUpdated, goods))
        noting.tell_owner(change, product.shop, noting.note_change(change, product, before, mine))
    return Image(**stored)


def delete_once(key: str, editor: Editor, product_id: str, reason: str = "") -> None:
    """Once per key. Raises ProductNotFound for what was never there, or was deleted by somebody else."""
    done = DoneCall.objects.filter(key=f"delete/{key}")
    try:
        with changes("products"):
            delete_product(editor, product_id, reason)
            DoneCall.objects.create(key=f"delete/{key}", answer=product_id, done_at=clock.now())
    except ProductNotFound:
        if not done.filter(answer=product_id).exists():
            raise


def delete_product(editor: Editor, product_id: str, reason: str = "") -> None:
    """Takes it from the street for good; orders keep what they wrote down. Raises ProductNotFound, also the second time."""
    with changes("products") as change:
        product = own_product(editor, product_id, locked=True)
        mine = Variation.objects.select_for_update().filter(product=product).order_by("pk")
        ids = list(mine.values_list("variation_id", flat=True))
        ProductPage.objects.filter(product_id=product_id).delete()
        ProductRating.objects.filter(product_id=product_id).delete()
        noting.tell_owner(change, product.shop, noting.note_end(change, product), reason)
        product.delete()
        change.say(ProductDeleted(product_id=product_id, variation_ids=ids))


def own_product(editor: Editor, product_id: str, *, locked: bool = False) -> Product:
    """Raises ProductNotFound, also for somebody else's."""
    rows = Product.objects.filter(product_id=product_id)
    product = (rows.select_for_update() if locked else rows.select_related("shop", "category")).first()
    if product is None:
        raise not_found(product_id)
    if not editor.may_edit(product.shop):
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
