"""Souk: a marketplace platform. Many shops, one street, one till."""

__version__ = "0.1.0"
