"""Inventory: what is on the shelves, who holds it, and how it came and went.

Owns: stock of each variation (in all, and shelf by shelf in each warehouse), reservations, movements (append only).
Says: stock.changed, stock.low, stock.recovered.  Hears: product.created, product.updated, product.deleted.  Asks: shops (whose goods are these).

A cancelled order's units come back because its story asks for `release`; inventory listens to no order.

Read `models.py`, then `use_cases/reservations.py` (reserve, keep, release: the critical path), `use_cases/counting.py` (every
statement that changes a level), `use_cases/expiry.py`, then the rest of `use_cases/`; `use_cases/auditing.py` says what must
always be true.
"""
