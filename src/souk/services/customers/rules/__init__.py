"""What customers decides without asking anybody: points, tiers, birthdays."""
