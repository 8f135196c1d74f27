"""What can be done with a wishlist."""
