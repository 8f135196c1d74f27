"""Shops: who sells on the street, and whether they may.

Owns: shops, their application and approval, their profile, branches, pictures and links.
Says: shop.created, shop.approved, shop.rejected, shop.updated, shop.deleted, shop.letter.requested.
Hears: user.erased, rating.changed. Asks: users (where an owner's letters go).

Read `rules/statuses.py`, then `use_cases/applications.py`, `use_cases/approval.py`, `use_cases/profiles.py`, `use_cases/branches.py`,
then `api`.
"""
