"""A catalogue of any size for measuring, put in through the contracts as an import would be.

python -m bench.catalogue 10000
"""

from __future__ import annotations

import sys
import time

COLOURS = {
    "Black": "#111111",
    "White": "#ffffff",
    "Blue": "#1f4e9e",
    "Red": "#b3262e",
    "Green": "#2f6b3a",
    "Sand": "#d8c7a3",
}
SIZES = ["S", "M", "L", "XL"]
NOUNS = [
    "jacket",
    "shirt",
    "lamp",
    "kettle",
    "backpack",
    "notebook",
    "chair",
    "blanket",
    "teapot",
    "scarf",
    "clock",
    "mirror",
]
MANNERS = [
    "quiet",
    "northern",
    "woven",
    "folded",
    "amber",
    "coastal",
    "plain",
    "heavy",
    "little",
    "evening",
    "garden",
    "paper",
]


def fill(count: int, shop_count: int = 20, low_every: int = 0) -> None:
    """The owner of the shops is bench@souk.example. `low_every` 20: each twentieth product has three units and runs low."""
    from souk.contracts.products.calls import (
        CategoryDraft,
        Option,
        OptionValue,
        ProductDraft,
        Products,
        VariationDraft,
    )
    from souk.contracts.shops.calls import ShopDraft, Shops
    from souk.contracts.users.calls import Users
    from souk.kernel.events.relay import deliver_all
    from souk.kernel.neighbours.asking import ask
    from souk.process import databases
    from souk.services.search.use_cases.indexing import write_dirty
    from souk.vocabulary.money import Money

    users, shops, products = ask(Users), ask(Shops), ask(Products)
    owner = users.open_account(
        key="bench", email="bench@souk.example", password="measuring is knowing", name="Bench", roles=["shop_owner"], is_verified=True
    )  # fmt: skip
    homes = []
    for number in range(shop_count):
        draft = ShopDraft(slug=f"shop-{number}", name=f"Shop {number}")
        shop = shops.open_shop(key=f"bench-{number}", owner_id=owner.user_id, draft=draft)
        shops.approve_shop(key=f"bench-{number}-yes", shop_id=shop.shop_id)
        homes.append(shop.shop_id)
    products.save_categories(
        key="bench", drafts=[CategoryDraft(slug=f"category-{n}", name=f"Category {n}") for n in range(30)]
    )
    options = [
        Option(
            name="Colour", values=[OptionValue(value=name, swatch=swatch) for name, swatch in COLOURS.items()]
        ),
        Option(name="Size", values=[OptionValue(value=size) for size in SIZES]),
    ]
    names = list(COLOURS)

    def draft_of(number: int) -> ProductDraft:
        colours = [names[number % 6], names[(number // 6 + 1 + number) % 6]]
        pairs = [(colour, size) for colour in dict.fromkeys(colours) for size in SIZES[: 1 + number % 4]]
        price = 500 + (number * 7919) % 30_000
        return ProductDraft(
            slug=f"thing-{number}",
            title=f"{MANNERS[number % 12]} {NOUNS[number // 12 % 12]} {number}".capitalize(),
            product_type="clothes",
            shop_id=homes[number % shop_count],
            category_slug=f"category-{number % 30}",
            description_html=f"<p>A {MANNERS[number % 12]} thing, number {number}, made to be found.</p>",
            attributes={"material": "Cotton", "gender": "unisex"},
            options=options,
            variations=[
                VariationDraft(
                    sku=f"T{number}-{colour}-{size}", options={"Colour": colour, "Size": size},
                    price=Money.of(price), weight_grams=300, stock=3 if low_every and number % low_every == 0 else 100_000,
                )
                for colour, size in pairs
            ],
        )  # fmt: skip

    began = time.monotonic()
    for start in range(0, count, 100):
        batch = [draft_of(number) for number in range(start, min(start + 100, count))]
        for saved in products.save_products(key=f"bench-{start}", drafts=batch):
            assert saved.outcome != "refused", saved.refusal
    print(f"{count} products saved in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    deliver_all(databases())
    write_dirty()
    print(f"heard by everybody in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    from souk.process import compose

    compose()
    fill(int(sys.argv[1]))
