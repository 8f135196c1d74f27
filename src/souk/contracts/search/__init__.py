"""The promises of search: lists, facets and suggestions."""
