"""Pure rules of shipping."""
