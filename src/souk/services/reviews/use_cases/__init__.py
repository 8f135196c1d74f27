"""What can be done with reviews and comments, by subject."""
