"""cart: what a shopper means to buy.

Owns: carts of guests (by a secret token, of which only a hash is kept) and of users, their lines, and the frozen carts of
checkouts.
Says: cart.updated, cart.abandoned.
Hears: shop.approved, shop.updated, shop.deleted (who keeps a shop does not shop), user.erased.
Asks: products, inventory, marketing, customers.

Read `use_cases/looking.py` first (what a shopper is shown, and how it is corrected), then `use_cases/checking_out.py`.
"""
