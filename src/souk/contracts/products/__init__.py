"""The promises of products: the catalogue and what is for sale in it."""
