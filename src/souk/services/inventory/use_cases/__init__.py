"""What inventory does, a module per subject."""
