"""What search does, by subject."""
