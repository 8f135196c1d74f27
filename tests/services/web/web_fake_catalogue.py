"""Fakes of products, search and shops: one jacket, thirty cards, one shop."""

from __future__ import annotations

from typing import Any

from web_neighbour import ADA, LONG_AGO, Neighbour, usd

from souk.contracts.products.calls import (
    Attribute,
    Category,
    ForSale,
    Image,
    Option,
    OptionValue,
    Product,
    ProductNotFound,
    ShopLabel,
    Variation,
)
from souk.contracts.search.calls import Facet, FacetValue, ProductCard, ProductQuery, SearchResult, ShopCard
from souk.contracts.shops.calls import Shop, ShopNotFound, ShopStatusRefused, Storefront
from souk.contracts.shops.calls.desk import ShopFilter, ShopRow
from souk.vocabulary.pages import BadCursor, Page, read_cursor, write_cursor
from tests.fakes.shop_desk import desk_page, namesakes_of


def jacket() -> Product:
    swatches = {"Tan": "#DF9166", "Black": "#000000"}
    variations = [
        Variation(
            variation_id=f"var_{colour}_{size}".lower(),
            sku=f"J-{colour}-{size}",
            options={"colour": colour, "size": size},
            price=usd(9900 if colour == "Tan" else 10900),
            compare_at_price=usd(12900) if colour == "Tan" else None,
            weight_grams=900,
            barcode="",
            availability="out_of_stock"
            if (colour, size) == ("Tan", "XL")
            else "low_stock"
            if size == "L"
            else "in_stock",
            available=3 if size == "L" else None,
        )
        for colour in swatches
        for size in ("M", "L", "XL")
    ]
    return Product(
        product_id="prd_jacket",
        slug="winter-jacket",
        title="Winter jacket </script><b>&",
        product_type="clothes",
        description_html="<p>Waxed cotton.</p><p style='color:red' onclick='x()'>Wool lining<script>alert(1)</script>.</p>",
        attributes={"category": "jackets", "gender": "men"},
        specifications=[Attribute(name="material", label="Material", value="Waxed cotton")],
        category=Category(category_id="cat_2", slug="jackets", name="Jackets", path="clothes/jackets", parent_id="cat_1"),
        breadcrumbs=CATEGORIES[:2],
        shop=ShopLabel(shop_id="shp_dune", slug="dune-thread", name="Dune & Thread"),
        options=[
            Option(name="colour", values=[OptionValue(value=v, swatch=s) for v, s in swatches.items()]),
            Option(name="size", values=[OptionValue(value=v) for v in ("M", "L", "XL")]),
        ],
        variations=variations,
        images=[
            Image(url=f"/static/web/favicon.svg?{c}", thumb_url=f"/static/web/favicon.svg?{c}-400", width=800, height=800, alt=f"{c} jacket", option_value=c)
            for c in swatches
        ],
        price_from=usd(9900),
        price_to=usd(10900),
        created_at=LONG_AGO,
    )  # fmt: skip


CATEGORIES = [
    Category(category_id="cat_1", slug="clothes", name="Clothes", path="clothes"),
    Category(category_id="cat_2", slug="jackets", name="Jackets", path="clothes/jackets", parent_id="cat_1"),
    Category(category_id="cat_3", slug="books", name="Books", path="books"),
]


class FakeProducts(Neighbour):
    def __init__(self) -> None:
        super().__init__()
        self.owned: dict[str, str] = {}  # variation → shop, for whoever counts stock

    def for_sale(self, *, variation_ids: list[str]) -> list[ForSale]:
        return [
            ForSale(
                variation_id=each, product_id="prd_cup", product_slug="cup", shop_id=self.owned[each], shop_name="Kiln",
                sku=each, title="Cup & saucer", options={"size": "L"}, price=usd(1200), weight_grams=1, image_url=None,
                is_sellable=True,
            )
            for each in variation_ids
            if each in self.owned
        ]  # fmt: skip

    def product(self, *, id_or_slug: str) -> Product:
        found = jacket()
        if id_or_slug not in (found.slug, found.product_id):
            raise ProductNotFound()
        return found

    def categories(self) -> list[Category]:
        return CATEGORIES


class FakeSearch(Neighbour):
    """Knows 30 products."""

    def __init__(self) -> None:
        super().__init__()
        self.filled_categories = ["clothes", "jackets"]

    @property
    def last(self) -> tuple[str, dict[str, Any]]:
        """What a page asked last for itself; its footer asks for one product, to know which categories are empty."""
        return [call for call in self.calls if getattr(call[1].get("query"), "limit", 0) != 1][-1]

    def products(self, *, query: ProductQuery) -> SearchResult:
        if query.cursor not in (None, "more"):
            raise BadCursor("no")
        names = [f"Product {n}" for n in range(30) if query.search.lower() in f"product {n}"]
        begin = 24 if query.cursor else 0
        facets = [
            Facet(
                name="category",
                label="Categories",
                values=[
                    FacetValue(value=slug, label=slug.capitalize(), count=12)
                    for slug in self.filled_categories
                ],
            ),
            Facet(name="type", label="Type", values=[FacetValue(value="clothes", label="Clothes", count=30)]),
            Facet(
                name="colour",
                label="Colour",
                values=[FacetValue(value="Tan", label="Tan", count=3, swatch="#DF9166")],
            ),
            Facet(name="size", label="Size", values=[FacetValue(value="XL", label="XL", count=2)]),
            Facet(
                name="in_stock",
                label="Availability",
                values=[FacetValue(value="true", label="In stock", count=28, selected=query.in_stock)],
            ),
        ]
        return SearchResult(
            items=[self._card(name) for name in names[begin : begin + query.limit]],
            next="more" if len(names) > query.limit and not begin else None,
            facets=facets if query.with_facets else [],
            matches=len(names),
        )

    def shops(self, *, text: str, limit: int = 24) -> list[ShopCard]:
        card = ShopCard(shop_id="shp_dune", slug="dune-thread", name="Dune & Thread", tagline="Cut to last")
        return [card] if text.lower() in card.name.lower() else []

    def _card(self, name: str) -> ProductCard:
        slug = name.lower().replace(" ", "-")
        return ProductCard(
            product_id=f"prd_{slug}", slug=slug, title=name, product_type="clothes", shop_id="shp_dune",
            shop_slug="dune-thread", shop_name="Dune & Thread", price_from=usd(1900), price_to=usd(2900),
            compare_at_price=usd(3900), thumb_url="/static/web/favicon.svg", image_url="/static/web/favicon.svg", subtitle="M–XL",
        )  # fmt: skip


class FakeShops(Neighbour):
    """Dune & Thread is on the street; `asks(name)` adds an application."""

    def __init__(self) -> None:
        super().__init__()
        self.applications: dict[str, Shop] = {}
        self.without_letters: set[str] = set()
        self.without_sale_letters: set[str] = set()

    def wants_low_stock(self, *, owner_id: str, shop_id: str) -> bool:
        return shop_id not in self.without_letters

    def choose_low_stock(self, *, owner_id: str, shop_id: str, wants: bool) -> None:
        (self.without_letters.discard if wants else self.without_letters.add)(shop_id)

    def wants_sales(self, *, owner_id: str, shop_id: str) -> bool:
        self._open(owner_id, shop_id)
        return shop_id not in self.without_sale_letters

    def choose_sales(self, *, owner_id: str, shop_id: str, wants: bool) -> None:
        self._open(owner_id, shop_id)
        (self.without_sale_letters.discard if wants else self.without_sale_letters.add)(shop_id)

    def _open(self, owner_id: str, shop_id: str) -> None:
        """Of a closed shop, as of somebody else's, no letters are chosen."""
        shop = self.applications.get(shop_id)
        if shop is None or shop.owner_id != owner_id or shop.status == "closed":
            raise ShopNotFound()

    def _asks(self, name: str, owner_id: str = ADA, description: str = "") -> str:
        shop_id = f"shp_{len(self.applications):03}"
        self.applications[shop_id] = Shop(
            shop_id=shop_id, owner_id=owner_id, slug=name.lower().replace(" ", "-"), name=name, tagline="", city="Faro",
            description=description, country="PT", status="pending", created_at=LONG_AGO,
        )  # fmt: skip
        return shop_id

    def _owns(self, name: str, *, slug: str, owner_id: str = ADA) -> str:
        """A shop of Ada's that is on the street."""
        shop_id = self._asks(name, owner_id)
        shop = self.applications[shop_id]
        self.applications[shop_id] = shop.model_copy(update={"slug": slug, "status": "approved"})
        return shop_id

    def shops_of(self, *, owner_id: str) -> list[Shop]:
        return [shop for shop in self.applications.values() if shop.owner_id == owner_id]

    def shops(self, *, shop_ids: list[str]) -> list[Shop]:
        return [self.applications[shop_id] for shop_id in shop_ids if shop_id in self.applications]

    def pending_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        after = read_cursor(cursor, (str,))[0] if cursor else ""
        found = [s for s in self.applications.values() if s.status == "pending" and s.shop_id > after]
        more = write_cursor(found[limit - 1].shop_id) if len(found) > limit else None
        return Page(items=found[:limit], next=more)

    def search(
        self, *, wanted: ShopFilter, sort: str = "-applied", cursor: str | None = None, limit: int = 50
    ) -> Page[ShopRow]:
        return desk_page([*self.applications.values()], wanted, sort, cursor, limit)

    def namesakes(self, *, shop_id: str) -> list[ShopRow]:
        return namesakes_of(self.applications, shop_id)

    def approve_shop(self, *, key: str, shop_id: str) -> Shop:
        return self._become(shop_id, "approved")

    def verify_shop(self, *, key: str, shop_id: str, is_verified: bool) -> Shop:
        if self.applications[shop_id].status != "approved":
            raise ShopStatusRefused()
        self.applications[shop_id] = self.applications[shop_id].model_copy(
            update={"is_verified": is_verified}
        )
        return self.applications[shop_id]

    def reject_shop(self, *, key: str, shop_id: str, reason: str) -> Shop:
        return self._become(shop_id, "rejected", reason)

    def close_shop(self, *, key: str, shop_id: str, reason: str) -> None:
        self._become(shop_id, "closed", reason)

    def _become(self, shop_id: str, status: str, reason: str = "") -> Shop:
        if shop_id not in self.applications:
            raise ShopNotFound()
        if self.applications[shop_id].status in ("closed", "approved") and status == "rejected":
            raise ShopStatusRefused()
        self.applications[shop_id] = self.applications[shop_id].model_copy(
            update={"status": status, "reason": reason}
        )
        return self.applications[shop_id]

    def shop_by_slug(self, *, slug: str) -> Shop:
        if slug != "dune-thread":
            raise ShopNotFound()
        return Shop(
            shop_id="shp_dune", owner_id="usr_1", slug=slug, name="Dune & Thread", tagline="Cut to last",
            description="Clothes in small runs.", city="Lisbon", country="PT", status="approved", created_at=LONG_AGO,
        )  # fmt: skip

    def storefront(self, *, slug: str) -> Storefront:
        return Storefront(shop=self.shop_by_slug(slug=slug), branches=[], pictures=[], links=[])

    def approved_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        return Page(items=[self.shop_by_slug(slug="dune-thread")], next=None)
