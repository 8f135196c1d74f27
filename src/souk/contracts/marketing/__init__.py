"""The promises of marketing: coupons and subscribers."""
