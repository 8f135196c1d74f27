"""FakeShelves: a shop's own shelves, kept in memory. Prices move by `set` and `percent`; files are not read but counted by line."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from souk.contracts.products.calls import (
    Image,
    Option,
    OptionValue,
    ProductDraft,
    ProductNotFound,
    SavedProduct,
)
from souk.contracts.products.calls.handles import HandleEdit
from souk.contracts.products.calls.shelves import (
    BulkEdit,
    BulkOutcome,
    ExportPart,
    ImageLink,
    Import,
    ImportNotFound,
    ImportRemark,
    ImportReport,
    ProductChanged,
    ProductExists,
    ShelfCounts,
    ShelfProduct,
    ShelfRow,
    ShelfVariation,
    TypeField,
    TypeForm,
)
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Refused, Unavailable, invalid

FORMS = [
    TypeForm(
        name="book",
        fields=[
            TypeField(name="author", label="Author", kind="text", is_required=True),
            TypeField(
                name="binding", label="Binding", kind="choice", choices=[("paperback", "Paperback"), ("hardcover", "Hardcover")], default="paperback",
            ),
            TypeField(name="page_count", label="Pages", kind="number"),
        ],
    ),
    TypeForm(
        name="general",
        fields=[
            TypeField(name="brand", label="Brand", kind="text"),
            TypeField(name="tags", label="Tags", kind="list"),
            TypeField(name="", label="More facts", kind="facts"),
        ],
    ),
]  # fmt: skip


def _asked(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def answer(self: FakeShelves, **arguments: Any) -> Any:
        self.calls.append((call.__name__, arguments))
        if self.is_away:
            raise Unavailable("shelves do not answer")
        return call(self, **arguments)

    return answer


class FakeShelves:
    """`is_away = True` makes every call unavailable; `finish()` works off the imports."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.is_away = False
        self.products: dict[str, tuple[str, ShelfProduct]] = {}  # id → shop, product
        self.files: dict[str, tuple[str, Import, list[ImportRemark]]] = {}
        self._done: dict[str, Any] = {}

    def put(self, shop_id: str, slug: str = "lamp", title: str = "Lamp", **more: Any) -> str:
        """For tests: a product in one line; its id."""
        variations = more.pop("variations", None) or [
            {"sku": f"{slug.upper()}-1", "price": {"amount": "30.00", "currency": "USD"}, "stock": 20}
        ]
        fields = {"slug": slug, "title": title, "product_type": "general", "shop_id": shop_id}
        draft = ProductDraft.model_validate(fields | {"variations": variations} | more)
        return self.put_on_shelf(key=new_id("key"), draft=draft).product_id

    @_asked
    def shelf(
        self, *, shop_id: str, search: str = "", status: str | None = None, product_type: str | None = None,
        stock: str | None = None, cursor: str | None = None, limit: int = 25,
    ) -> Page[ShelfRow]:  # fmt: skip
        before = read_cursor(cursor, (str,))[0] if cursor else "~"
        found = [
            product
            for product_id in sorted(self.products, reverse=True)
            for shop, product in [self.products[product_id]]
            if shop == shop_id
            and product_id < before
            and status in (None, product.status)
            and product_type in (None, product.product_type)
            and stock in (None, self._stock(product))
            and _fits(product, search.strip().lower())
        ]
        more = write_cursor(found[limit - 1].product_id) if len(found) > limit else None
        return Page(items=[_row(product) for product in found[:limit]], next=more)

    @_asked
    def shelf_counts(self, *, shop_id: str) -> ShelfCounts:
        mine = [product for shop, product in self.products.values() if shop == shop_id]
        published = [product for product in mine if product.status == "published"]
        return ShelfCounts(
            published=len(published),
            drafts=len(mine) - len(published),
            low=sum(self._stock(product) == "low" for product in published),
            out=sum(self._stock(product) == "out" for product in published),
        )

    @_asked
    def on_shelf(self, *, shop_id: str, product_id: str) -> ShelfProduct:
        return self._own(shop_id, product_id)

    @_asked
    def standing(self, *, shop_id: str, handles: list[str]) -> list[ShelfProduct]:
        return [each for shop, each in self.products.values() if shop == shop_id and each.handle in handles]

    @_asked
    def edit(self, *, key: str, shop_id: str, edits: list[HandleEdit]) -> list[SavedProduct]:
        return [self._edited(f"{key}/{edit.product_id}", edit) for edit in edits]

    def _edited(self, key: str, edit: HandleEdit) -> SavedProduct:
        try:
            return self.put_on_shelf(
                key=key, draft=edit.draft, product_id=edit.product_id, images=edit.images
            )
        except Refused as no:
            return SavedProduct(slug=edit.draft.slug, outcome="refused", refusal=no.detail)

    @_asked
    def type_forms(self) -> list[TypeForm]:
        return FORMS

    @_asked
    def put_on_shelf(
        self, *, key: str, draft: ProductDraft, product_id: str | None = None, revision: int | None = None,
        images: list[ImageLink] | None = None, reason: str = "",
    ) -> SavedProduct:  # fmt: skip
        if key in self._done:
            return self._done[key]
        if draft.product_type == "book" and not draft.attributes.get("author"):
            raise invalid("/attributes/author", "a book needs an author", "missing")
        before = None if product_id is None else self._own(draft.shop_id, product_id)
        if before is None and any(
            shop == draft.shop_id and p.slug == draft.slug for shop, p in self.products.values()
        ):
            raise ProductExists()
        if before is not None and revision is not None and revision != before.revision:
            raise ProductChanged(revision=before.revision)
        made = self._made(draft, before, images)
        self.products[made.product_id] = draft.shop_id, made
        self._done[key] = SavedProduct(
            slug=made.slug,
            outcome="created" if before is None else "updated",
            product_id=made.product_id,
            variation_ids={each.sku: each.variation_id for each in made.variations},
        )
        return self._done[key]

    @_asked
    def hang_picture(
        self, *, key: str, shop_id: str, product_id: str, content: bytes, alt: str = "", option_value: str | None = None
    ) -> Image:  # fmt: skip
        product = self._own(shop_id, product_id)
        if not content.startswith(b"\x89PNG"):
            raise invalid("/image", "This is not a picture we can read; use JPEG, PNG, WebP or GIF.")
        image = _image(f"/media/products/{len(content)}-{key}.webp", alt, option_value)
        if image not in product.images:
            self._keep(shop_id, product, images=[*product.images, image])
        return image

    @_asked
    def take_off_shelf(self, *, key: str, shop_id: str, product_id: str, reason: str = "") -> None:
        if self._done.get(key) != product_id:
            del self.products[self._own(shop_id, product_id).product_id]
            self._done[key] = product_id

    @_asked
    def change_many(
        self, *, key: str, shop_id: str, product_ids: list[str], edit: BulkEdit
    ) -> list[BulkOutcome]:
        if not edit.model_dump(exclude_none=True):
            raise invalid("", "Say what to change.", "required")
        if key not in self._done:
            self._done[key] = [self._changed(shop_id, each, edit) for each in dict.fromkeys(product_ids)]
        return self._done[key]

    @_asked
    def begin_import(self, *, key: str, shop_id: str, file_name: str, content: bytes) -> Import:
        if key in self._done:
            return self.files[self._done[key]][1]
        if b"Title" not in content[:400]:
            raise invalid("/file", "This is no product CSV.", "not_understood")
        state = Import(
            import_id=new_id("imp"), file_name=file_name, source="Shopify product CSV", status="waiting", total=None,
            done=0, created=0, updated=0, unchanged=0, refused=0, problem="", created_at=clock.now(), finished_at=None,
        )  # fmt: skip
        self.files[state.import_id] = shop_id, state, []
        self._done[key] = state.import_id
        return state

    def finish(self, import_id: str, *, done: int, total: int, refused: int = 0) -> None:
        """For tests: how far the file is by now."""
        shop, state, _ = self.files[import_id]
        is_done = done == total
        counts = {"done": done, "total": total, "refused": refused, "created": done - refused}
        state = state.model_copy(update=counts | {"status": "done" if is_done else "working"})
        remarks = [
            ImportRemark(line=n + 2, name=f"Thing {n}", text="the variant has no price", is_refused=True)
            for n in range(refused)
        ]
        self.files[import_id] = shop, state, remarks

    @_asked
    def imports(self, *, shop_id: str, cursor: str | None = None, limit: int = 10) -> Page[Import]:
        mine = [state for shop, state, _ in self.files.values() if shop == shop_id]
        return Page(items=sorted(mine, key=lambda state: state.import_id, reverse=True)[:limit])

    @_asked
    def import_report(
        self, *, shop_id: str, import_id: str, cursor: str | None = None, limit: int = 50
    ) -> ImportReport:
        shop, state, remarks = self.files.get(import_id, ("", None, []))
        if state is None or shop != shop_id:
            raise ImportNotFound()
        return ImportReport(state=state, remarks=Page(items=remarks[:limit]))

    @_asked
    def export_part(self, *, shop_id: str, cursor: str | None = None) -> ExportPart:
        rows = [f"{p.slug},{p.title}\r\n" for shop, p in self.products.values() if shop == shop_id]
        if cursor is None and len(rows) > 1:
            return ExportPart(header="Handle,Title\r\n", text=rows[0], next="rest")
        return ExportPart(header="Handle,Title\r\n", text="".join(rows[1:] if cursor else rows), next=None)

    def _own(self, shop_id: str, product_id: str) -> ShelfProduct:
        shop, product = self.products.get(product_id, ("", None))
        if product is None or shop != shop_id:
            raise ProductNotFound()
        return product

    def _keep(self, shop_id: str, product: ShelfProduct, **changed: Any) -> None:
        changed |= {"revision": product.revision + 1}
        self.products[product.product_id] = shop_id, product.model_copy(update=changed)

    def _made(
        self, draft: ProductDraft, before: ShelfProduct | None, images: list[ImageLink] | None
    ) -> ShelfProduct:
        known = {each.sku: each for each in before.variations} if before else {}
        kept = before.images if before else []
        if images is not None:
            there = {image.url: image for image in kept}
            kept = [
                there.get(link.url, _image(link.url, "", None)).model_copy(
                    update={"alt": link.alt, "option_value": link.option_value}
                )
                for link in images
            ]
        return ShelfProduct(
            product_id=before.product_id if before else new_id("prd"),
            revision=before.revision + 1 if before else 1,
            slug=before.slug if before else draft.slug,
            title=draft.title,
            handle=before.handle if before else draft.slug,
            is_featured=before.is_featured if before else draft.is_featured,
            product_type=draft.product_type,
            category_slug=draft.category_slug,
            description_html=draft.description_html,
            attributes=draft.attributes,
            options=[Option(name=o.name, values=[OptionValue(**v.model_dump()) for v in o.values]) for o in draft.options],
            variations=[
                ShelfVariation(
                    variation_id=known[each.sku].variation_id if each.sku in known else new_id("var"),
                    available=known[each.sku].available if each.sku in known else each.stock or 0,
                    **each.model_dump(include={"sku", "options", "price", "compare_at_price", "weight_grams", "barcode"}),
                )
                for each in draft.variations
            ],
            images=kept,
            status=draft.status,
            changed_at=clock.now(),
        )  # fmt: skip

    def _changed(self, shop_id: str, product_id: str, edit: BulkEdit) -> BulkOutcome:
        try:
            product = self._own(shop_id, product_id)
        except ProductNotFound:
            return BulkOutcome(product_id=product_id, outcome="not_found")
        changed: dict[str, Any] = {}
        if edit.status not in (None, product.status):
            changed["status"] = edit.status
        if edit.price is not None:
            prices = [_moved(each.price, edit.price) for each in product.variations]
            if min(prices) <= 0:
                return BulkOutcome(
                    product_id=product_id,
                    title=product.title,
                    outcome="refused",
                    refusal="It would cost nothing.",
                )
            changed["variations"] = [
                each.model_copy(update={"price": Money.of(price, each.price.currency)})
                for each, price in zip(product.variations, prices, strict=True)
            ]
            if changed["variations"] == product.variations:
                del changed["variations"]
        if changed:
            self._keep(shop_id, product, **changed)
        return BulkOutcome(
            product_id=product_id, title=product.title, outcome="changed" if changed else "unchanged"
        )

    @staticmethod
    def _stock(product: ShelfProduct) -> str:
        levels = [each.available for each in product.variations]
        return "out" if max(levels) <= 0 else "low" if min(levels) <= 10 else "in"


def _moved(price: Money, move: Any) -> int:
    if move.kind == "percent":
        return (price.minor * (10_000 + move.value) + 5_000) // 10_000
    return int(move.value if move.kind == "set" else price.minor + move.value)


def _fits(product: ShelfProduct, words: str) -> bool:
    return words in product.title.lower() or any(
        each.sku.lower().startswith(words) for each in product.variations
    )


def _image(url: str, alt: str, option_value: str | None) -> Image:
    return Image(url=url, thumb_url=url, width=0, height=0, alt=alt, option_value=option_value)


def _row(product: ShelfProduct) -> ShelfRow:
    prices = sorted((each.price for each in product.variations), key=lambda price: price.minor)
    return ShelfRow(
        product_id=product.product_id,
        slug=product.slug,
        title=product.title,
        product_type=product.product_type,
        category_name="",
        status=product.status,
        thumb_url=product.images[0].thumb_url if product.images else None,
        price_from=prices[0],
        price_to=prices[-1],
        variations=len(prices),
        revision=product.revision,
        changed_at=product.changed_at,
    )
