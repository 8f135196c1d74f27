"""Neighbours in memory, as far as the demo market asks them: keys are honoured, and deeds are counted."""

from __future__ import annotations

from collections import Counter

from souk.contracts.products.calls import Product, ProductNotFound, SavedProduct, ShopLabel
from souk.contracts.users.calls import Account, SavedAddress
from souk.kernel import clock
from souk.vocabulary.money import Money
from tests.fakes.shops import FakeShops as KeptShops


class FakeUsers:
    def __init__(self):
        self.by_email, self.saved, self.passwords = {}, [], {}

    def open_account(self, *, key, email, password, name, roles, is_verified):
        self.passwords.setdefault(email, password)
        account = Account(
            user_id=f"usr_{len(self.by_email)}",
            email=email,
            name=name,
            roles=roles,
            is_verified=is_verified,
            created_at=clock.now(),
        )
        return self.by_email.setdefault(email, account)

    def addresses(self, *, user_id):
        return [saved for owner, saved in self.saved if owner == user_id]

    def save_address(self, *, key, user_id, address, is_default, address_id=None):
        saved = SavedAddress(address_id="adr_1", address=address, is_default=is_default)
        self.saved.append((user_id, saved))
        return saved


class FakeShops(KeptShops):
    """As everywhere, and remembers the pictures over the doors."""

    def __init__(self):
        super().__init__()
        self.pictures = {}

    @property
    def by_slug(self):
        return {shop.slug: shop for shop in self.rows.values()}

    def open_shop(self, *, key, owner_id, draft, picture=b""):
        self.pictures[draft.slug] = picture
        return super().open_shop(key=key, owner_id=owner_id, draft=draft, picture=picture)


class FakeProducts:
    """Refuses whatever slug is in `unwanted`."""

    def __init__(self, unwanted=()):
        self.drafts, self.categories, self.unwanted, self.calls, self.keys = (
            {},
            {},
            set(unwanted),
            Counter(),
            set(),
        )

    def save_categories(self, *, key, drafts):
        for draft in drafts:
            assert draft.parent_slug is None or draft.parent_slug in self.categories
            self.categories[draft.slug] = draft
        return []

    def product(self, *, id_or_slug):
        draft = self.drafts.get(id_or_slug)
        if draft is None or draft.status == "draft":
            raise ProductNotFound("no such product")
        return Product(
            product_id=f"prd_{draft.slug}", slug=draft.slug, title=draft.title, product_type=draft.product_type,
            description_html="", attributes={}, specifications=[], category=None, breadcrumbs=[],
            shop=ShopLabel(shop_id=draft.shop_id, slug="", name=""), options=[], variations=[], images=[],
            price_from=Money.of(1), price_to=Money.of(1), created_at=clock.now(),
        )  # fmt: skip

    def save_products(self, *, key, drafts):
        assert len(drafts) <= 100
        self.calls["save_products"] += 1
        self.keys.add(key)
        return [self._save(draft) for draft in drafts]

    def _save(self, draft):
        if draft.slug in self.unwanted:
            return SavedProduct(slug=draft.slug, outcome="refused", refusal="not today")
        outcome = "unchanged" if draft.slug in self.drafts else "created"
        self.drafts.setdefault(draft.slug, draft)
        return SavedProduct(slug=draft.slug, outcome=outcome, product_id=f"prd_{draft.slug}")
