"""Pure rules of cart: no framework, no clock, nobody asked."""
