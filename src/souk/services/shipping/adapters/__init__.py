"""Where shipping talks to carriers."""
