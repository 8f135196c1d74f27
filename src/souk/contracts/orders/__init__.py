"""The promises of orders: checkout and what follows it."""
