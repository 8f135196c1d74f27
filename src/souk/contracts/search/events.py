"""What search says: nothing. What people look for stays with them."""
