"""How events travel: the `relay` carries what was said, a `transport` brings it, the `inbox` lets it take effect once."""
