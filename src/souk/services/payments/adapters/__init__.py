"""Where payments talks to providers."""
