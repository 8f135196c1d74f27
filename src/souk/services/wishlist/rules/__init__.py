"""Pure rules of wishlist: no framework, no clock, nobody asked."""
