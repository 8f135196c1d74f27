"""Pure rules of marketing."""
