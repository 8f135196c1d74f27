"""The promises of customers."""
