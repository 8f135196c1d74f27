"""marketing: coupons and the newsletter.

Owns: coupons with their terms and every use of them, and who wants the newsletter.
Says: coupon.redeemed, subscriber.letter.requested.
Hears: user.created, user.verified, user.erased.
Asks: nobody.

Read `rules/terms.py` first (what a coupon is worth), then `use_cases/redeeming.py` (how it is never used too often).
"""
