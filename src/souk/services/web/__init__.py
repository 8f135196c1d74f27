"""Web: the pages for people.

Owns: nothing but what a browser carries for it (cookies).
Says: nothing. Hears: nothing.
Asks: products, search, shops, cart, orders, inventory, payments, shipping, users, marketing, notifications,
wishlist, reviews, customers.

Read `pages/__init__.py` (every address), `pages/visitor.py` (what a browser brings and takes along), then the page you care
about; what it shows is put together in `use_cases/`, how it is worded in `rules/`, how it looks in `templates/web` and
`static/web/souk.css`. Pages of other houses extend `web/plain.html`.
"""
