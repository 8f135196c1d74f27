"""What can be done with a cart."""
