"""What every service stands on. Knows no service.

In order of reading: `database` (changes and what is said in them), `asking` (neighbours), `stories` (work in several
durable steps), `api` (the public door), `relay` and `inbox` (how events travel), `jobs` (work by the clock).
"""
