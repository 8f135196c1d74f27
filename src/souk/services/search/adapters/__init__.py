"""Where search talks to what finds words."""
