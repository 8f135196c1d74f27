"""Laptops and phones, and what is on their screens."""
