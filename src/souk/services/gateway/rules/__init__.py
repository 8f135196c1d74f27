"""How the documents are put together. Pure."""
