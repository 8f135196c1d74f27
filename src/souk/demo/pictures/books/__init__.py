"""Covers: plates and inks, motifs, and the book that is bound with them."""
