"""wishlist: what people would like to have, and the shops they would like to find again.

Owns: lists of guests (by a secret token, of which only a hash is kept) and of users, what is on them, who waits without an
account for something to be back, and what is known of the products and shops that are on any list or waited for.
Says: wishlist.created, wishlist.deleted, wishlist.letter.requested, waiting.letter.requested.
Hears: product.created, product.updated, product.deleted, stock.changed, shop.approved, shop.updated, shop.deleted,
user.erased.
Asks: products, shops, cart and users (the first two once, when a thing is first saved; cart to move things there, users whom to write to).

Read `use_cases/saving.py` first, then `use_cases/noticing.py` (what events do to things on lists) and
`use_cases/writing.py` (when somebody is told; `use_cases/waiting.py` for who has no account).
"""
