"""The promises of wishlist."""
