"""The street around web, all of it faked."""

from __future__ import annotations

from typing import Any

from web_fake_catalogue import FakeProducts, FakeSearch, FakeShops
from web_fake_customers import FakeCustomers, FakeGuests
from web_fake_people import FakeMarketing, FakeSessions, FakeUsers
from web_fake_sellers import FakeInventory, FakeOrderItems, FakeSoldItems
from web_fake_till import FakeCarts, FakeOrders, FakePayments, FakeShipping
from web_fake_wishes import FakeBackInStock, FakeWishes
from web_neighbour import ADA

from souk.contracts.cart.calls import Carts
from souk.contracts.customers.calls import Customers, Guests, ProgrammeDesk
from souk.contracts.inventory.calls import Inventory, Stocktaking
from souk.contracts.marketing.calls import Marketing
from souk.contracts.orders.calls import Orders
from souk.contracts.orders.calls.items import OrderItems
from souk.contracts.payments.calls import Payments
from souk.contracts.products.calls import Products
from souk.contracts.products.calls.shelves import Shelves
from souk.contracts.reviews.calls import Comments, Moderation, Reviews
from souk.contracts.search.calls import Search
from souk.contracts.shipping.calls import Shipping
from souk.contracts.shops.calls import ShopLetters, Shops, SoldItems
from souk.contracts.shops.calls.desk import ShopDesk
from souk.contracts.users.calls import Sessions, Users
from souk.contracts.wishlist.calls import BackInStock, Wishlists
from tests.fakes.reviews import FakeReviews
from tests.fakes.shelves import FakeShelves

__all__ = ["ADA", "Street"]


class Street:
    def __init__(self) -> None:
        self.products, self.search, self.shops = FakeProducts(), FakeSearch(), FakeShops()
        self.carts = FakeCarts()
        self.orders = FakeOrders(self.carts)
        self.payments, self.shipping = FakePayments(), FakeShipping()
        self.users = FakeUsers()
        self.sessions = FakeSessions(self.users)
        self.marketing = FakeMarketing()
        self.wishes = FakeWishes(self.carts)
        self.back_in_stock = FakeBackInStock()
        self.reviews = FakeReviews()
        self.reviews.know("prd_jacket", "winter-jacket", "Winter jacket", owner_id=ADA)
        self.reviews.know("shp_dune", "dune-thread", "Dune & Thread", kind="shop", owner_id=ADA)
        self.customers, self.guests = FakeCustomers(), FakeGuests()
        self.shelves = FakeShelves()
        self.sold = FakeSoldItems()
        self.items = FakeOrderItems(self.sold)
        self.inventory = FakeInventory()

    def contracts(self) -> dict[type, Any]:
        return {
            Products: self.products,
            Search: self.search,
            Shops: self.shops,
            ShopDesk: self.shops,
            Carts: self.carts,
            Orders: self.orders,
            Payments: self.payments,
            Shipping: self.shipping,
            Users: self.users,
            Sessions: self.sessions,
            Marketing: self.marketing,
            Wishlists: self.wishes,
            BackInStock: self.back_in_stock,
            ShopLetters: self.shops,
            Reviews: self.reviews,
            Comments: self.reviews,
            Moderation: self.reviews,
            Customers: self.customers,
            ProgrammeDesk: self.customers,
            Guests: self.guests,
            Shelves: self.shelves,
            SoldItems: self.sold,
            OrderItems: self.items,
            Inventory: self.inventory,
            Stocktaking: self.inventory,
        }

    def everybody_rests(self) -> None:
        for neighbour in self.contracts().values():
            neighbour.is_away = True
