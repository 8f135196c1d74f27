"""Search: every list of products, its facets, and words typed into the search field.

Owns: one row per product and per shop as it was last told, the stock of each variation, and an index of their words that can be made again
from those rows. Hears: product.created, product.updated, product.deleted, stock.changed, shop.approved, shop.updated, shop.rejected,
shop.deleted, rating.changed. Says: nothing. Asks: nobody.

Read in this order: `rules/documents.py` (what is kept of a product), `rules/columns.py` (how lists are answered from memory),
`rules/selection.py` (which products a query means, and what its facets count), `use_cases/finding.py` (one request),
`adapters/tantivy_index.py` (words). Why it is built so: `docs/decisions/0009-lists-from-bitsets-words-from-tantivy.md`.
"""
