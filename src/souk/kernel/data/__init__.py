"""A house's own data: `database` is the door (changes, and what is said in them); the rest is how databases are reached, made, read and kept tidy."""
