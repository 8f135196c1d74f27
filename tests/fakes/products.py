"""FakeProducts: the promises of products, kept in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from souk.contracts.products.calls import (
    Category,
    CategoryDraft,
    ForSale,
    Image,
    Product,
    ProductDraft,
    ProductNotFound,
    SavedProduct,
    ShopLabel,
    Variation,
    VariationDraft,
)
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable, invalid


class FakeProducts:
    """`shops` says what shops are called and which are closed; `vanish()` makes every call unavailable."""

    def __init__(self) -> None:
        self.shop_names: dict[str, str] = {}
        self.closed_shops: set[str] = set()
        self.drafts: dict[tuple[str, str], ProductDraft] = {}
        self.ids: dict[tuple[str, str], str] = {}
        self.created_at: dict[tuple[str, str], datetime] = {}
        self.variation_ids: dict[tuple[str, str], str] = {}
        self.answers: dict[str, list[SavedProduct]] = {}
        self.tree: dict[str, Category] = {}
        self.asked = 0
        self._gone = False

    def vanish(self) -> None:
        self._gone = True

    def come_back(self) -> None:
        self._gone = False

    def sell(
        self,
        sku: str = "TEE-M",
        *,
        price: int = 2500,
        slug: str = "",
        title: str = "Tee",
        shop_id: str = "shp_1",
        weight_grams: int = 200,
        stock: int | None = 5,
        options: dict[str, str] | None = None,
        currency: str = "USD",
    ) -> str:
        """For tests: one thing for sale in one line; its variation id."""
        draft = ProductDraft(
            slug=slug or sku.lower(),
            title=title,
            product_type="general",
            shop_id=shop_id,
            options=[{"name": n, "values": [{"value": v}]} for n, v in (options or {}).items()],  # type: ignore[misc]
            variations=[
                VariationDraft(
                    sku=sku,
                    options=options or {},
                    price=Money.of(price, currency),
                    weight_grams=weight_grams,
                    stock=stock,
                )
            ],
        )
        saved = self.save_products(key=new_id("key"), drafts=[draft])[0]
        return saved.variation_ids[sku]

    def change(self, variation_id: str, **edits: Any) -> None:
        """For tests: another price, weight … for one variation (`price=Money.of(…)`)."""
        for identity, draft in self.drafts.items():
            variations = [
                v.model_copy(update=edits) if self.variation_ids[draft.shop_id, v.sku] == variation_id else v
                for v in draft.variations
            ]
            self.drafts[identity] = draft.model_copy(update={"variations": variations})

    def withdraw(self, variation_id: str) -> None:
        """For tests: its product is no longer published."""
        for identity, draft in self.drafts.items():
            if variation_id in {self.variation_ids[draft.shop_id, v.sku] for v in draft.variations}:
                self.drafts[identity] = draft.model_copy(update={"status": "draft"})

    def product(self, *, id_or_slug: str) -> Product:
        self._answer()
        for identity, draft in self.drafts.items():
            if id_or_slug in (self.ids[identity], draft.slug) and self._is_visible(draft):
                return self._page(identity, draft)
        raise ProductNotFound()

    def for_sale(self, *, variation_ids: list[str]) -> list[ForSale]:
        self._answer()
        return [
            ForSale(
                variation_id=variation_id,
                product_id=self.ids[identity],
                product_slug=draft.slug,
                shop_id=draft.shop_id,
                shop_name=self._shop_name(draft.shop_id),
                sku=variation.sku,
                title=draft.title,
                options=variation.options,
                price=variation.price,
                weight_grams=variation.weight_grams,
                image_url=next((image.url for image in draft.images), None),
                is_sellable=self._is_visible(draft),
            )
            for identity, draft in self.drafts.items()
            for variation in draft.variations
            if (variation_id := self.variation_ids[draft.shop_id, variation.sku]) in variation_ids
        ]

    def categories(self) -> list[Category]:
        self._answer()
        return list(self.tree.values())

    def save_categories(self, *, key: str, drafts: list[CategoryDraft]) -> list[Category]:
        self._answer()
        for place, draft in enumerate(drafts):
            parent = self.tree.get(draft.parent_slug) if draft.parent_slug else None
            if draft.parent_slug and parent is None:
                raise invalid(f"/{place}/parent_slug", "There is no such category.", "unknown")
            self.tree.setdefault(
                draft.slug,
                Category(
                    category_id=new_id("cat"),
                    slug=draft.slug,
                    name=draft.name,
                    path=f"{parent.path}/{draft.slug}" if parent else draft.slug,
                    parent_id=parent.category_id if parent else None,
                ),
            )
        return [self.tree[draft.slug] for draft in drafts]

    def save_products(self, *, key: str, drafts: list[ProductDraft]) -> list[SavedProduct]:
        self._answer()
        if key not in self.answers:
            self.answers[key] = [self._save(draft) for draft in drafts]
        return self.answers[key]

    def _save(self, draft: ProductDraft) -> SavedProduct:
        identity = draft.shop_id, draft.slug
        if draft.category_slug is not None and draft.category_slug not in self.tree:
            refusal = f"There is no category {draft.category_slug!r}."
            return SavedProduct(slug=draft.slug, outcome="refused", refusal=refusal)
        before = self.drafts.get(identity)
        outcome = "created" if before is None else "unchanged" if before == draft else "updated"
        self.drafts[identity] = draft
        self.ids.setdefault(identity, new_id("prd"))
        self.created_at.setdefault(identity, draft.created_at or clock.now())
        ids = {
            v.sku: self.variation_ids.setdefault((draft.shop_id, v.sku), new_id("var"))
            for v in draft.variations
        }
        return SavedProduct(
            slug=draft.slug,
            outcome=outcome,  # type: ignore[arg-type]
            product_id=self.ids[identity],
            variation_ids=ids,
        )

    def _page(self, identity: tuple[str, str], draft: ProductDraft) -> Product:
        prices = [variation.price for variation in draft.variations]
        category = self.tree.get(draft.category_slug) if draft.category_slug else None
        return Product(
            product_id=self.ids[identity],
            slug=draft.slug,
            title=draft.title,
            product_type=draft.product_type,
            description_html=draft.description_html,
            attributes=draft.attributes,
            specifications=[],
            category=category,
            breadcrumbs=[self.tree[slug] for slug in category.path.split("/")] if category else [],
            shop=ShopLabel(
                shop_id=draft.shop_id,
                slug=self._shop_name(draft.shop_id).lower(),
                name=self._shop_name(draft.shop_id),
            ),
            options=draft.options,
            variations=[self._variation(draft, variation) for variation in draft.variations],
            images=[
                Image(url=i.url, thumb_url=i.url, width=0, height=0, alt=i.alt, option_value=i.option_value)
                for i in draft.images
            ],
            price_from=min(prices, key=lambda price: price.minor),
            price_to=max(prices, key=lambda price: price.minor),
            created_at=self.created_at[identity],
        )

    def _variation(self, draft: ProductDraft, variation: VariationDraft) -> Variation:
        left = variation.stock or 0
        return Variation(
            variation_id=self.variation_ids[draft.shop_id, variation.sku],
            sku=variation.sku,
            options=variation.options,
            price=variation.price,
            compare_at_price=variation.compare_at_price,
            weight_grams=variation.weight_grams,
            barcode=variation.barcode,
            availability="out_of_stock" if left == 0 else "low_stock" if left <= 10 else "in_stock",
            available=left if 0 < left <= 10 else None,
        )

    def _is_visible(self, draft: ProductDraft) -> bool:
        return draft.status == "published" and draft.shop_id not in self.closed_shops

    def _shop_name(self, shop_id: str) -> str:
        return self.shop_names.get(shop_id, "Shop")

    def _answer(self) -> None:
        self.asked += 1
        if self._gone:
            raise Unavailable("products is away")
