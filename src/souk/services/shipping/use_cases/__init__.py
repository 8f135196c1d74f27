"""What shipping does, a module per subject."""
