"""The street: the houses."""
