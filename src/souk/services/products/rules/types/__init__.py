"""The product types there are: one file each. A new file here is a new type; nobody else has to hear of it."""
