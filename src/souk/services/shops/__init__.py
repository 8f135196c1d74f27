"""Shops: who sells on the street, and whether they may.

Owns: shops, their application and approval, their profile and picture.
Says: shop.created, shop.approved, shop.rejected, shop.updated, shop.deleted. Hears: rating.changed. Asks: nobody.

Read `rules/statuses.py`, then `use_cases/approval.py`, `use_cases/applications.py`, `use_cases/profiles.py`, then `api.py`.
"""
