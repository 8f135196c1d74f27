"""What shops do, a module per subject."""
