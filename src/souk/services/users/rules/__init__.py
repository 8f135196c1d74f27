"""What users decides without asking anybody: emails, passwords, names, countries."""
