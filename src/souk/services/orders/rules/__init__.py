"""What orders decides without asking anybody: totals and states."""
