"""Shops: who sells on the street, and whether they may.

Owns: shops, their application and approval, their profile, branches, pictures and links; what each sold, and its sales day by day.
Says: shop.created, shop.approved, shop.rejected, shop.updated, shop.deleted, shop.letter.requested,
shop.stock.letter.requested, shop.sale.letter.requested, shop.calloff.letter.requested, shop.goods.letter.requested.
Hears: stock.low, stock.recovered, order.item.created, order.item.split, order.item.status.updated, order.tracking.corrected, order.refunded,
rating.changed, product.corrected, user.erased.
Asks: users (where an owner's letters go).

Read `rules/statuses.py`, then `use_cases/applications.py`, `use_cases/approval.py`, `use_cases/profiles.py`, `use_cases/branches.py`,
then `api`. What was sold: `use_cases/selling.py` (what is heard of it), `use_cases/sold.py` (how it is read),
`use_cases/sale_letters.py` (how its owner is told).
"""
