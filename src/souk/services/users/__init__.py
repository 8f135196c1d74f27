"""Users: accounts, and getting in and out.

Owns   accounts, roles, addresses, sessions (refresh tokens), one-time letters, locks after wrong passwords
Says   user.created, user.updated, user.verified, user.erased, user.letter.requested
Hears  shop.approved, shop.deleted (who owns a shop is a shop owner)
Asks   nobody

Read   models → use_cases/sessions (sign in, refresh, sign out) → use_cases/locks → use_cases/letters → the rest of use_cases
"""
