"""What products does, a module per subject."""
