"""The tables of wishlist."""
