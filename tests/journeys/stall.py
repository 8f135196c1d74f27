"""A small market for tests that need a real server: one shop, and the goods it is told to lay out.

    python -m tests.journeys.stall '[{"slug": "lamp", "stock": 10, "price": "25.00"}]'

prints the variation ids by slug as JSON. Uses `SOUK_DATA`; re-run safe.
"""

from __future__ import annotations

import json
import sys
from typing import Any

#: Email and password of who works in the back office.
OFFICE = ("office@souk.example", "an office of lamps")


def lay_out(goods: list[dict[str, Any]]) -> dict[str, str]:
    from souk.contracts.inventory.calls import Inventory, Receipt
    from souk.contracts.products.calls import ProductDraft, Products, VariationDraft
    from souk.contracts.shops.calls import ShopDraft, Shops
    from souk.contracts.users.calls import Users
    from souk.kernel.neighbours.asking import ask
    from souk.process import databases
    from souk.vocabulary.money import Money

    users, shops, products, inventory = ask(Users), ask(Shops), ask(Products), ask(Inventory)
    owner = users.open_account(
        key="stall-owner", email="stall@souk.example", password="a stall of lamps", name="Stall", roles=["shop_owner"], is_verified=True
    )  # fmt: skip
    shop = shops.open_shop(
        key="stall", owner_id=owner.user_id, draft=ShopDraft(slug="stall", name="The Stall")
    )
    shops.approve_shop(key="stall-approved", shop_id=shop.shop_id)
    clerk = users.open_account(
        key="stall-office", email=OFFICE[0], password=OFFICE[1], name="Grace", roles=["staff", "administrator"], is_verified=True
    )  # fmt: skip
    shops.open_shop(
        key="waiting", owner_id=clerk.user_id, draft=ShopDraft(slug="waiting", name="Waiting Room")
    )
    drafts = [
        ProductDraft(
            slug=str(good["slug"]),
            title=str(good.get("title") or str(good["slug"]).replace("-", " ").title()),
            product_type=str(good.get("type", "general")),
            attributes=dict(good.get("attributes", {})),
            shop_id=shop.shop_id,
            variations=[
                VariationDraft(
                    sku=str(good["slug"]),
                    price=Money.parse(str(good.get("price", "25.00"))),
                    weight_grams=400,
                )
            ],
        )
        for good in goods
    ]
    ids: dict[str, str] = {}
    for start in range(0, len(drafts), 100):
        batch = drafts[start : start + 100]
        for draft, saved in zip(
            batch, products.save_products(key=f"stall-{start}", drafts=batch), strict=True
        ):
            assert saved.outcome != "refused", saved.refusal
            ids[draft.slug] = next(iter(saved.variation_ids.values()))
    receipts = [
        Receipt(variation_id=ids[str(good["slug"])], sku=str(good["slug"]), quantity=int(str(good["stock"])))
        for good in goods
        if good.get("stock")
    ]
    if receipts:
        inventory.receive(key="stall-stock", receipts=receipts)
    from souk.kernel.events.relay import deliver_all

    deliver_all(databases())
    return ids


if __name__ == "__main__":
    from souk.process import compose

    compose()
    print(json.dumps(lay_out(json.loads(sys.argv[1]))))
