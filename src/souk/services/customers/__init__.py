"""customers: who a shopper is to the market: a guest, a registered customer, a member with a tier and points.

Owns: guests, registered and VIP customers (each kind may have a database of its own), tiers and their benefits, the ledger of
points.
Says: customer.upgraded, customer.tier.changed, customer.birthday, customer.benefit.asked, customer.benefit.done.
Hears: user.created, user.updated, user.verified, user.erased, order.completed, order.refunded.
Asks: users.

Read `use_cases/counting.py` first (how an order becomes points and a tier), then `stories/moving.py` (how a record moves between
databases).
"""
