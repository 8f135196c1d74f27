"""Clothes and shoes: how cloth takes light, what is woven into it, and how it is cut."""
