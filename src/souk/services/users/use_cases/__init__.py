"""What can be done with accounts, a module per subject."""
