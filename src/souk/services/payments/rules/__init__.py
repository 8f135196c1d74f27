"""What payments decides without a database."""
