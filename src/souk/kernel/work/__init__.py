"""Work that takes longer than a request: `stories` in several durable steps, `jobs` by the clock, and who runs them."""
