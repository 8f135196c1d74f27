"""The promises of inventory: what is on the shelves and who holds it."""
