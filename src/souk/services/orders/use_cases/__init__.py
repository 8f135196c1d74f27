"""What orders does, by subject."""
