"""Pure rules of inventory."""
