"""The tables of customers."""
