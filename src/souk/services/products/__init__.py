"""Products: the catalogue, and what is for sale in it.

Owns: the category tree, product types, products with their options and variations, prices, pictures, the stored page of each, and
the files that sellers bring in until they are products.
Says: product.created, product.updated, product.deleted, product.corrected.
Hears: rating.changed, stock.changed, shop.created, shop.approved, shop.rejected, shop.updated, shop.deleted.
Asks: shops and inventory (shops only about a shop nobody has told it of; stock to count that of many, and for an export).

Read `rules/product_type.py` and one file of `rules/types/`, then `use_cases/drafts.py` and `use_cases/saving.py` (how a seller's
draft becomes a product), `read_models.py` (the page that is stored), `use_cases/showing.py` (how it is answered), and
`use_cases/offers.py` with `adapters/` (other shops' files, and our own that goes out and comes back). What an owner sees of their own
shelves is in `use_cases/shelves.py`, `use_cases/many.py` and `use_cases/imports.py`.

A new product type is one new file in `rules/types/` (or a module that `SOUK_PRODUCTS_TYPE_MODULES` names); nothing else knows the types
there are: what the street needs of them it is told in `src/souk/contracts/products/kinds.py`. Types may be kept apart, each a service with a database
of its own (`src/souk/kernel/shares.py`); `use_cases/moving.py` takes the goods there.
"""
