"""What customers does, by subject."""
