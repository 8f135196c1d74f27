"""Pure functions of search: what is kept of a product, which products a query means, what a page of them is."""
